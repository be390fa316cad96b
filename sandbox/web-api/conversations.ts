import { channelLetter, sendEvent } from '../events.ts';
import { asTs, imIdOf } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { addReaction, withoutMetadata } from '../messages.ts';
import { SlackApiError } from '../slack-error.ts';
import type { StoredMessage } from '../store.ts';
import type { Conversation } from '../types.ts';
import type { Workspace } from '../workspace.ts';
import {
  type Arguments,
  cursorOf,
  flag,
  ids,
  limitOf,
  nextCursor,
  page,
  required,
  text,
} from './arguments.ts';
import { conversationFor, type Methods, requireScope, scopeFor } from './method.ts';

const KINDS = new Map<string, Conversation['kind']>([
  ['public_channel', 'channel'],
  ['private_channel', 'private'],
  ['im', 'im'],
]);

function memberIds(ws: Workspace, conversation: Conversation): string[] {
  return conversation.botIsMember ? [...conversation.members, ws.app.botUserId] : [...conversation.members];
}

function conversationJson(ws: Workspace, conversation: Conversation): JsonObject {
  const { id, kind, created, isArchived } = conversation;
  const shared = { is_shared: false, is_ext_shared: false, is_org_shared: false, is_mpim: false };
  if (kind === 'im') {
    const isUserDeleted = ws.store.person(conversation.peer ?? '')?.deleted === true;
    return {
      id,
      created,
      is_archived: isArchived,
      is_im: true,
      user: conversation.peer,
      is_user_deleted: isUserDeleted,
      context_team_id: ws.team.id,
      ...shared,
    };
  }
  const note = (value: string) => ({ value, creator: '', last_set: 0 });
  return {
    id,
    name: conversation.name,
    name_normalized: conversation.name,
    is_channel: kind === 'channel',
    is_group: kind === 'private',
    is_im: false,
    is_private: kind === 'private',
    created,
    creator: conversation.members[0] ?? '',
    is_archived: isArchived,
    is_general: conversation.name === 'general',
    is_member: conversation.botIsMember,
    topic: note(conversation.topic),
    purpose: note(''),
    previous_names: [],
    num_members: memberIds(ws, conversation).length,
    unlinked: 0,
    context_team_id: ws.team.id,
    ...shared,
  };
}

/** The asked-for conversations of kinds whose scopes the app holds. @throws SlackApiError */
function ofTypes(ws: Workspace, args: Arguments): Conversation[] {
  const types = ids(args, 'types');
  const kinds = (types.length === 0 ? ['public_channel'] : types).map((type) => {
    // Group DMs exist as a type, but the workspace has none.
    if (type === 'mpim') return null;
    const kind = KINDS.get(type);
    if (!kind) throw new SlackApiError('invalid_types');
    return kind;
  });
  requireScope(ws, ...kinds.map((kind) => (kind === null ? 'mpim:read' : scopeFor(kind, 'read'))));
  const archived = !flag(args, 'exclude_archived');
  return ws.store
    .conversations()
    .filter((conversation) => kinds.includes(conversation.kind) && (archived || !conversation.isArchived))
    .filter((conversation) => conversation.kind === 'channel' || conversation.botIsMember);
}

function listing(ws: Workspace, args: Arguments, conversations: Conversation[]): JsonObject {
  const { items, metadata } = page(args, conversations, limitOf(args, 100, 1_000));
  return { channels: items.map((item) => conversationJson(ws, item)), response_metadata: metadata };
}

/** Where the bot may read messages. @throws SlackApiError `channel_not_found`, `missing_scope`, `not_in_channel`. */
function readable(ws: Workspace, args: Arguments): Conversation {
  const conversation = conversationFor(ws, required(args, 'channel'));
  requireScope(ws, scopeFor(conversation.kind, 'history'));
  if (!conversation.botIsMember) throw new SlackApiError('not_in_channel');
  return conversation;
}

/** `oldest` and `latest` as bounds that are left out, whatever `inclusive` says. */
function boundsOf(args: Arguments): { before: string | undefined; after: string | undefined } {
  const bound = (key: string, error: string, nudge: number) => {
    const value = text(args, key);
    if (value === undefined) return undefined;
    if (!/^\d+(\.\d+)?$/.test(value)) throw new SlackApiError(error);
    const microseconds = Math.round(Number(value) * 1e6);
    return asTs(Math.max(0, microseconds + (flag(args, 'inclusive') ? nudge : 0)));
  };
  return { before: bound('latest', 'invalid_ts_latest', 1), after: bound('oldest', 'invalid_ts_oldest', -1) };
}

function shown(args: Arguments, messages: StoredMessage[]): JsonObject[] {
  const all = flag(args, 'include_all_metadata');
  return messages.map(({ body }) => (all ? body : withoutMetadata(body)));
}

export const conversationMethods: Methods = {
  'conversations.open': {
    tier: 3,
    token: 'bot',
    scope: 'im:write',
    run: (ws, args) => {
      const users = ids(args, 'users');
      const channel = text(args, 'channel');
      if (users.length === 0 && channel === undefined) throw new SlackApiError('users_list_not_supplied');
      // Group DMs are not imitated.
      if (users.length > 1) throw new SlackApiError('too_many_users');
      const [user] = users;
      if (user === ws.app.botUserId || user === 'USLACKBOT') throw new SlackApiError('cannot_dm_bot');
      const im = ws.store.conversation(user === undefined ? (channel ?? '') : imIdOf(user));
      if (im?.kind !== 'im')
        throw new SlackApiError(user === undefined ? 'channel_not_found' : 'user_not_found');
      if (ws.store.person(im.peer ?? '')?.deleted === true) throw new SlackApiError('user_disabled');
      const full = flag(args, 'return_im');
      return { channel: full ? conversationJson(ws, im) : { id: im.id }, no_op: true, already_open: true };
    },
  },

  'conversations.info': {
    tier: 3,
    token: 'bot',
    run: (ws, args) => {
      const conversation = conversationFor(ws, required(args, 'channel'));
      requireScope(ws, scopeFor(conversation.kind, 'read'));
      const { num_members: members, ...rest } = conversationJson(ws, conversation);
      const counted = flag(args, 'include_num_members') && members !== undefined;
      return { channel: { ...rest, ...(counted ? { num_members: members } : {}) } };
    },
  },

  'conversations.list': {
    tier: 2,
    token: 'bot',
    run: (ws, args) => listing(ws, args, ofTypes(ws, args)),
  },

  'users.conversations': {
    tier: 3,
    token: 'bot',
    run: (ws, args) => {
      const user = text(args, 'user');
      const found = ofTypes(ws, args).filter((conversation) => {
        if (user === undefined || user === ws.app.botUserId) return conversation.botIsMember;
        return conversation.kind !== 'im' && conversation.members.includes(user);
      });
      return listing(ws, args, found);
    },
  },

  'conversations.members': {
    tier: 4,
    token: 'bot',
    run: (ws, args) => {
      const conversation = conversationFor(ws, required(args, 'channel'));
      requireScope(ws, scopeFor(conversation.kind, 'read'));
      const { items, metadata } = page(args, memberIds(ws, conversation), limitOf(args, 100, 1_000));
      return { members: items, response_metadata: metadata };
    },
  },

  'conversations.join': {
    tier: 3,
    token: 'bot',
    scope: 'channels:join',
    run: (ws, args) => {
      const conversation = conversationFor(ws, required(args, 'channel'));
      if (conversation.kind !== 'channel') throw new SlackApiError('method_not_supported_for_channel_type');
      if (conversation.isArchived) throw new SlackApiError('is_archived');
      if (conversation.botIsMember) {
        return {
          channel: conversationJson(ws, conversation),
          warning: 'already_in_channel',
          response_metadata: { warnings: ['already_in_channel'] },
        };
      }
      const joined = { ...conversation, botIsMember: true };
      ws.store.putConversation(joined);
      ws.stream.emit({ type: 'conversations' });
      void sendEvent(ws, {
        type: 'member_joined_channel',
        user: ws.app.botUserId,
        channel: joined.id,
        channel_type: channelLetter(joined),
        team: ws.team.id,
        event_ts: asTs(ws.clock.now() * 1_000),
      });
      return { channel: conversationJson(ws, joined) };
    },
  },

  'conversations.history': {
    tier: 3,
    token: 'bot',
    run: (ws, args) => {
      const conversation = readable(ws, args);
      const { before, after } = boundsOf(args);
      const { messages, hasMore } = ws.store.history({
        channel: conversation.id,
        person: null,
        limit: limitOf(args, 100, 999),
        before: cursorOf(args) ?? before,
        after,
      });
      return {
        messages: shown(args, messages.toReversed()),
        has_more: hasMore,
        pin_count: 0,
        response_metadata: nextCursor(hasMore ? (messages[0]?.ts ?? null) : null),
      };
    },
  },

  'conversations.replies': {
    tier: 3,
    token: 'bot',
    run: (ws, args) => {
      const conversation = readable(ws, args);
      const ts = required(args, 'ts');
      const asked = ws.store.message(conversation.id, ts);
      if (!asked || asked.person !== null) throw new SlackApiError('thread_not_found');
      const cursor = cursorOf(args);
      const { before, after } = boundsOf(args);
      const { messages, hasMore } = ws.store.replies({
        channel: conversation.id,
        // A reply's own ts names its thread as well.
        threadTs: asked.threadTs ?? ts,
        person: null,
        limit: limitOf(args, 1_000, 1_000),
        before,
        after: cursor ?? after,
        withParent: cursor === undefined,
      });
      return {
        messages: shown(args, messages),
        has_more: hasMore,
        response_metadata: nextCursor(hasMore ? (messages.at(-1)?.ts ?? null) : null),
      };
    },
  },

  'reactions.add': {
    tier: 3,
    token: 'bot',
    scope: 'reactions:write',
    run: (ws, args) => {
      const conversation = conversationFor(ws, required(args, 'channel'));
      const name = required(args, 'name');
      if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new SlackApiError('invalid_name');
      const message = ws.store.message(conversation.id, required(args, 'timestamp'));
      if (!message || message.person !== null) throw new SlackApiError('message_not_found');
      if (conversation.isArchived) throw new SlackApiError('is_archived');
      if (!conversation.botIsMember) throw new SlackApiError('not_in_channel');
      if (!addReaction(ws, message, name)) throw new SlackApiError('already_reacted');
      return {};
    },
  },
};
