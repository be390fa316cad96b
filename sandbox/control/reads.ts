import type { JsonObject } from '../json.ts';
import type { Conversation, Person } from '../types.ts';
import { withState } from '../views.ts';
import { canSee, isExtShared, type Workspace } from '../workspace.ts';
import { nextDue } from './changes.ts';
import { actor, bad, conversationFor, whole } from './input.ts';
import { faultList } from './troubles.ts';

/** What the page shows. Each takes the query and answers with JSON. */
type Read = (ws: Workspace, query: URLSearchParams) => JsonObject | Promise<JsonObject>;

function need(query: URLSearchParams, key: string): string {
  const value = query.get(key);
  if (!value) throw bad('missing_field', `"${key}" is missing in the query.`);
  return value;
}

async function workspace(ws: Workspace): Promise<JsonObject> {
  const { app, clock } = ws;
  const due = await nextDue(ws);
  return {
    team: ws.team,
    app: {
      id: app.id,
      name: app.name,
      botUserId: app.botUserId,
      botId: app.botId,
      commands: app.commands.map(({ command, description = '', usage_hint = '' }) => ({
        command,
        description,
        usageHint: usage_hint,
      })),
      shortcuts: app.shortcuts,
      homeTab: app.homeTab,
      connected: ws.delivery.connected,
      installation: ws.installation.state,
    },
    people: [
      ...ws.store.people().map((person) => ({ ...person, isBot: false })),
      { id: app.botUserId, name: app.botName, realName: app.name, tz: 'UTC', isBot: true },
    ],
    userGroups: ws.store.userGroups.all(),
    rateLimits: ws.limits.mode,
    welcome: ws.welcome ?? null,
    clock: {
      now: new Date(clock.now()).toISOString(),
      canMove: clock.move !== undefined,
      nextDue: due && { at: new Date(due.at).toISOString(), what: due.what },
    },
  };
}

function conversations(ws: Workspace, query: URLSearchParams): JsonObject {
  const person = actor(ws, query.get('as'));
  const list = ws.store.conversations().filter((conversation) => canSee(conversation, person));
  return {
    conversations: list.map((one) => shownTo(ws, person, one)),
  };
}

/** A conversation as one person has it in their list. */
function shownTo(ws: Workspace, person: Person, conversation: Conversation): JsonObject {
  const { id, kind, name, topic, isArchived, members, botIsMember, peer } = conversation;
  return {
    id,
    kind,
    // The other side of a person's im is the bot.
    name: kind === 'im' ? ws.app.botName : name,
    topic,
    isArchived,
    isMember: members.includes(person.id),
    botIsMember,
    unread: ws.store.unread(person.id, id),
    isExtShared: isExtShared(ws, conversation),
    ...(peer === undefined ? {} : { peer: ws.app.botUserId }),
  };
}

function messages(ws: Workspace, query: URLSearchParams): JsonObject {
  const person = actor(ws, query.get('as'));
  const conversation = conversationFor(ws, person, need(query, 'channel'));
  const thread = query.get('thread');
  const page = {
    channel: conversation.id,
    person: person.id,
    limit: Math.min(1_000, Math.max(1, whole(query.get('limit'), 200))),
    before: query.get('before') ?? undefined,
  };
  const found =
    thread === null
      ? ws.store.history(page)
      : ws.store.replies({ ...page, threadTs: thread, withParent: true });
  return {
    messages: found.messages.map(({ body, person: only }) =>
      only === null ? body : { ...body, ephemeral: true },
    ),
    hasMore: found.hasMore,
  };
}

function views(ws: Workspace, query: URLSearchParams): JsonObject {
  const person = actor(ws, query.get('as'));
  return {
    stack: ws.modals.of(person.id).map(({ view, status, errors, notice }) => ({
      ...withState(ws, view),
      status,
      errors,
      ...(notice === undefined ? {} : { notice }),
    })),
  };
}

function home(ws: Workspace, query: URLSearchParams): JsonObject {
  const person = actor(ws, query.get('as'));
  const view = ws.store.home(person.id);
  return { view: view ? withState(ws, view) : null };
}

/** The last `limit` entries, oldest first. */
function newest<T>(query: URLSearchParams, list: T[]): T[] {
  const limit = whole(query.get('limit'), list.length);
  return limit === 0 ? [] : list.slice(-limit);
}

function calls(ws: Workspace, query: URLSearchParams): JsonObject {
  const method = query.get('method');
  const ok = query.get('ok');
  const list = ws.calls
    .since(whole(query.get('since'), 0))
    .filter((call) => method === null || call.method === method)
    .filter((call) => ok === null || String(call.ok) === ok);
  return { calls: newest(query, list) };
}

function deliveries(ws: Workspace, query: URLSearchParams): JsonObject {
  const kind = query.get('kind');
  const acked = query.get('acked');
  const list = ws.delivery.log
    .since(whole(query.get('since'), 0))
    .filter((delivery) => kind === null || delivery.kind === kind)
    .filter((delivery) => acked === null || String(delivery.acked) === acked);
  return { deliveries: newest(query, list) };
}

/** `GET /control/<name>`. */
export const reads: ReadonlyMap<string, Read> = new Map<string, Read>(
  Object.entries({
    workspace,
    conversations,
    messages,
    views,
    home,
    calls,
    deliveries,
    faults: faultList,
  }),
);
