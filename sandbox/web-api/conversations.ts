import { channelLetter, sendEvent } from '../events.ts';
import { imIdOf, stableId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { groupDm } from '../seed.ts';
import { SlackApiError } from '../slack-error.ts';
import type { Conversation } from '../types.ts';
import { instantTs, type Workspace } from '../workspace.ts';
import { type Arguments, flag, ids, limitOf, page, required, text } from './arguments.ts';
import { conversationJson, memberIds } from './conversation-json.ts';
import { conversationFor, type Methods, requireScope, scopeFor } from './method.ts';

/** Slack: a group DM is with up to eight people. */
const MAX_GROUP = 8;

const KINDS = new Map<string, Conversation['kind']>([
  ['public_channel', 'channel'],
  ['private_channel', 'private'],
  ['im', 'im'],
  ['mpim', 'mpim'],
]);

/** The asked-for conversations of kinds whose scopes the app holds. @throws SlackApiError */
function ofTypes(ws: Workspace, args: Arguments): Conversation[] {
  const types = ids(args, 'types');
  const kinds = (types.length === 0 ? ['public_channel'] : types).map((type) => {
    const kind = KINDS.get(type);
    if (!kind) throw new SlackApiError('invalid_types');
    return kind;
  });
  requireScope(ws, ...kinds.map((kind) => scopeFor(kind, 'read')));
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

/** A person's direct message with the bot, or the conversation that `channel` names. @throws SlackApiError */
function directOf(ws: Workspace, user: string | undefined, channel: string | undefined): Conversation {
  const named = user === undefined && channel !== undefined ? ws.store.conversation(channel) : undefined;
  requireScope(ws, named?.kind === 'mpim' ? 'mpim:write' : 'im:write');
  if (named) {
    if (named.kind !== 'im' && named.kind !== 'mpim')
      throw new SlackApiError('method_not_supported_for_channel_type');
  } else if (user === undefined) {
    throw new SlackApiError(channel === undefined ? 'cannot_dm_bot' : 'channel_not_found');
  } else if (user === 'USLACKBOT') throw new SlackApiError('cannot_dm_bot');
  const conversation = named ?? ws.store.conversation(imIdOf(user ?? ''));
  if (!conversation) throw new SlackApiError('user_not_found');
  if (ws.store.person(conversation.peer ?? '')?.deleted === true) throw new SlackApiError('user_disabled');
  return conversation;
}

/** The group DM with exactly these people; made when there is none yet. @throws SlackApiError */
function groupOf(
  ws: Workspace,
  users: string[],
  existingOnly: boolean,
): { conversation: Conversation; isNew: boolean } {
  requireScope(ws, 'mpim:write');
  if (users.length > MAX_GROUP) throw new SlackApiError('too_many_users');
  const people = users.map((user) => {
    const person = ws.store.person(user);
    if (!person) throw new SlackApiError('user_not_found');
    if (person.deleted === true) throw new SlackApiError('user_disabled');
    return person;
  });
  // Slack's own order is kept in the answer; who is in it decides which conversation it is.
  const id = stableId('G', users.toSorted().join(','));
  const known = ws.store.conversation(id);
  if (known) return { conversation: known, isNew: false };
  if (existingOnly) throw new SlackApiError('channel_not_found');
  const conversation = groupDm(id, people, ws.clock.now());
  ws.store.putConversation(conversation);
  ws.stream.emit({ type: 'conversations' });
  return { conversation, isNew: true };
}

export const conversationMethods: Methods = {
  'conversations.open': {
    tier: 3,
    token: 'bot',
    run: (ws, args) => {
      const channel = text(args, 'channel');
      const users = [...new Set(ids(args, 'users'))].filter((user) => user !== ws.app.botUserId);
      if (ids(args, 'users').length === 0 && channel === undefined)
        throw new SlackApiError('users_list_not_supplied');
      const found =
        users.length > 1
          ? groupOf(ws, users, flag(args, 'prevent_creation'))
          : { conversation: directOf(ws, users[0], channel), isNew: false };
      const opened = found.conversation;
      const full = flag(args, 'return_im');
      return {
        channel: full ? conversationJson(ws, opened) : { id: opened.id },
        ...(found.isNew ? {} : { no_op: true, already_open: true }),
      };
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
        event_ts: instantTs(ws),
      });
      return { channel: conversationJson(ws, joined) };
    },
  },
};
