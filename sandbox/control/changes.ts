import { channelLetter, sendEvent } from '../events.ts';
import { newId } from '../ids.ts';
import { type JsonObject, stringsOf, textOf } from '../json.ts';
import { conversationOf, imWith } from '../seed.ts';
import type { ClockMove, Conversation, Person } from '../types.ts';
import { userJson } from '../user-json.ts';
import { instantTs, nowSeconds, type Workspace } from '../workspace.ts';
import { actor, bad, conversationFor, notFound, requireText } from './input.ts';

/** Changes to the workspace around the app: people, channels, the clock, and what goes wrong. */

const FLAGS = ['isAdmin', 'isOwner', 'isRestricted', 'isUltraRestricted', 'isStranger', 'deleted'] as const;
const TEXTS = ['name', 'realName', 'tz', 'email', 'title'] as const;

function personFrom(base: Person, body: JsonObject): Person {
  const changed: Person = { ...base };
  for (const key of TEXTS) {
    const value = body[key];
    if (value === undefined) continue;
    if (typeof value !== 'string') throw bad('invalid_field', `"${key}" must be a text.`);
    changed[key] = value;
  }
  for (const key of FLAGS) {
    const value = body[key];
    if (value === undefined) continue;
    if (typeof value !== 'boolean') throw bad('invalid_field', `"${key}" must be true or false.`);
    changed[key] = value;
  }
  return changed;
}

export async function addPerson(ws: Workspace, body: JsonObject): Promise<JsonObject> {
  const id = textOf(body, 'id') ?? newId('U');
  if (ws.store.person(id)) throw bad('id_taken', 'There is a person with this id.');
  const name = requireText(body, 'name');
  const person = personFrom({ id, name, realName: name, tz: 'UTC' }, body);
  ws.store.transaction(() => {
    ws.store.putPerson(person);
    ws.store.putConversation(imWith(person, ws.clock.now()));
  });
  ws.stream.emit({ type: 'people' });
  await sendEvent(ws, { type: 'team_join', user: userJson(ws, person), event_ts: instantTs(ws) });
  return { person };
}

export async function changePerson(ws: Workspace, id: string, body: JsonObject): Promise<JsonObject> {
  const before = ws.store.person(id);
  if (!before) throw notFound('person');
  const person = personFrom(before, body);
  ws.store.putPerson(person);
  ws.stream.emit({ type: 'people' });
  await sendEvent(ws, {
    type: 'user_change',
    user: userJson(ws, person),
    cache_ts: nowSeconds(ws),
    event_ts: instantTs(ws),
  });
  return { person };
}

export async function addChannel(ws: Workspace, body: JsonObject): Promise<JsonObject> {
  const id = textOf(body, 'id') ?? newId('C');
  if (ws.store.conversation(id)) throw bad('id_taken', 'There is a conversation with this id.');
  const topic = textOf(body, 'topic');
  const conversation = conversationOf(
    {
      id,
      name: requireText(body, 'name'),
      isPrivate: body['isPrivate'] === true,
      isArchived: body['isArchived'] === true,
      members: knownPeople(ws, body['members']),
      botIsMember: body['botIsMember'] === true,
      isExtShared: body['isExtShared'] === true,
      ...(topic === undefined ? {} : { topic }),
    },
    ws.clock.now(),
  );
  ws.store.putConversation(conversation);
  ws.stream.emit({ type: 'conversations' });
  if (conversation.kind === 'channel') {
    const { name, created } = conversation;
    const creator = conversation.members[0] ?? '';
    await sendEvent(ws, {
      type: 'channel_created',
      channel: { id, name, created, creator },
      event_ts: instantTs(ws),
    });
  }
  return { channel: conversation };
}

function knownPeople(ws: Workspace, value: unknown): string[] {
  const list = stringsOf(value);
  for (const id of list) if (!ws.store.person(id)) throw notFound('person');
  return list;
}

export async function changeChannel(ws: Workspace, id: string, body: JsonObject): Promise<JsonObject> {
  const before = ws.store.conversation(id);
  if (!before || before.kind === 'im' || before.kind === 'mpim') throw notFound('channel');
  const removed = stringsOf(body['removeMembers']);
  const added = knownPeople(ws, body['addMembers']).filter((person) => !before.members.includes(person));
  const after: Conversation = {
    ...before,
    members: [...before.members, ...added].filter((person) => !removed.includes(person)),
    topic: textOf(body, 'topic') ?? before.topic,
    isArchived: typeof body['isArchived'] === 'boolean' ? body['isArchived'] : before.isArchived,
    botIsMember: typeof body['botIsMember'] === 'boolean' ? body['botIsMember'] : before.botIsMember,
    isExtShared: typeof body['isExtShared'] === 'boolean' ? body['isExtShared'] : before.isExtShared === true,
  };
  ws.store.putConversation(after);
  ws.stream.emit({ type: 'conversations' });
  await Promise.all(channelEvents(ws, before, after).map((event) => sendEvent(ws, event)));
  return { channel: after };
}

/** What the app hears of a change: as a member, or of its own coming and going. */
function channelEvents(
  ws: Workspace,
  before: Conversation,
  after: Conversation,
): (JsonObject & { type: string })[] {
  const events: (JsonObject & { type: string })[] = [];
  const common = { channel: after.id, event_ts: instantTs(ws) };
  const prefix = after.kind === 'private' ? 'group' : 'channel';
  const member = (type: string, user: string) =>
    events.push({ type, user, channel_type: channelLetter(after), team: ws.team.id, ...common });
  const hears = before.botIsMember || after.kind === 'channel';
  if (before.isArchived !== after.isArchived && hears) {
    const type = `${prefix}_${after.isArchived ? 'archive' : 'unarchive'}`;
    events.push({ type, user: after.members[0] ?? '', ...common });
  }
  if (!before.botIsMember && after.botIsMember) member('member_joined_channel', ws.app.botUserId);
  if (before.botIsMember && !after.botIsMember)
    events.push({ type: `${prefix}_left`, actor_id: after.members[0] ?? '', ...common });
  if (before.botIsMember && after.botIsMember) {
    for (const user of after.members)
      if (!before.members.includes(user)) member('member_joined_channel', user);
    for (const user of before.members) if (!after.members.includes(user)) member('member_left_channel', user);
  }
  return events;
}

export function markRead(ws: Workspace, body: JsonObject): JsonObject {
  const person = actor(ws, textOf(body, 'as'));
  const conversation = conversationFor(ws, person, requireText(body, 'channel'));
  const page = { channel: conversation.id, person: person.id, limit: 1 };
  const newest = ws.store.history(page).messages.at(-1);
  if (newest) ws.store.markRead(person.id, conversation.id, newest.ts);
  return {};
}

/** Seconds of ten digits, so that a `ts` sorts as the text it is: September 2001 to November 2286. */
function isInRange(ms: number): boolean {
  return ms >= 1e12 && ms < 1e13;
}

function moveOf(ws: Workspace, body: JsonObject): ClockMove {
  const { by, to, toNextDue } = body;
  if (typeof by === 'number' && isInRange(ws.clock.now() + by)) return { by };
  if (typeof to === 'string' && isInRange(Date.parse(to))) return { to: Date.parse(to) };
  if (toNextDue === true) return { toNextDue };
  throw bad(
    'invalid_move',
    'Expected "by" in milliseconds, "to" as an ISO instant between 2002 and 2286, or "toNextDue": true.',
  );
}

/** The next thing that is due, of the clock's owner or of the workspace itself, whichever comes first. */
export async function nextDue(ws: Workspace): Promise<{ at: number; what: string } | null> {
  const [theirs, ours] = [(await ws.clock.nextDue?.()) ?? null, ws.agenda.next()];
  if (!theirs || !ours) return theirs ?? ours;
  return ours.at < theirs.at ? ours : theirs;
}

/** What is due in the workspace is an instant like any other to the owner of the clock. */
async function toNextDue(ws: Workspace, move: ClockMove): Promise<ClockMove> {
  const [theirs, ours] = [(await ws.clock.nextDue?.()) ?? null, ws.agenda.next()];
  return ours && (!theirs || ours.at < theirs.at) ? { to: ours.at } : move;
}

export async function moveClock(ws: Workspace, body: JsonObject): Promise<JsonObject> {
  const move = moveOf(ws, body);
  if (!ws.clock.move) throw bad('cannot_move', 'This clock cannot be moved.');
  await ws.clock.move('toNextDue' in move ? await toNextDue(ws, move) : move);
  await ws.agenda.tick();
  const now = new Date(ws.clock.now()).toISOString();
  ws.stream.emit({ type: 'clock', now });
  return { now };
}
