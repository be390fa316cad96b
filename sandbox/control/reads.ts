import type { JsonObject } from '../json.ts';
import { withState } from '../views.ts';
import { canSee, type Workspace } from '../workspace.ts';
import { actor, bad, conversationFor, whole } from './input.ts';

/** What the page shows. Each takes the query and answers with JSON. */
type Read = (ws: Workspace, query: URLSearchParams) => JsonObject | Promise<JsonObject>;

function need(query: URLSearchParams, key: string): string {
  const value = query.get(key);
  if (!value) throw bad('missing_field', `"${key}" is missing in the query.`);
  return value;
}

async function workspace(ws: Workspace): Promise<JsonObject> {
  const { app, clock } = ws;
  const due = (await clock.nextDue?.()) ?? null;
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
    },
    people: [
      ...ws.store.people().map((person) => ({ ...person, isBot: false })),
      { id: app.botUserId, name: app.botName, realName: app.name, tz: 'UTC', isBot: true },
    ],
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
    conversations: list.map(({ id, kind, name, topic, isArchived, members, botIsMember, peer }) => ({
      id,
      kind,
      // The other side of a person's im is the bot.
      name: kind === 'im' ? ws.app.botName : name,
      topic,
      isArchived,
      isMember: members.includes(person.id),
      botIsMember,
      unread: ws.store.unread(person.id, id),
      ...(peer === undefined ? {} : { peer: ws.app.botUserId }),
    })),
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

function calls(ws: Workspace, query: URLSearchParams): JsonObject {
  const method = query.get('method');
  const list = ws.calls.since(whole(query.get('since'), 0));
  return { calls: method === null ? list : list.filter((call) => call.method === method) };
}

function deliveries(ws: Workspace, query: URLSearchParams): JsonObject {
  return { deliveries: ws.delivery.log.since(whole(query.get('since'), 0)) };
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
    faults: (ws: Workspace) => ({ faults: ws.faults.list() }),
  }),
);
