import type { JsonObject } from '../json.ts';
import { type BotMessage, changeMessage, postAsBot, removeMessage } from '../messages.ts';
import { SlackApiError } from '../slack-error.ts';
import type { StoredMessage } from '../store.ts';
import type { Conversation } from '../types.ts';
import type { Workspace } from '../workspace.ts';
import { flag, required } from './arguments.ts';
import { contentOf, MAX_TEXT, MAX_UPDATE_TEXT, warningsOf } from './content.ts';
import { conversationFor, type Methods } from './method.ts';
import { permalinkOf } from './permalink.ts';
import { requirePostable, targetOf, threadOf } from './posting.ts';

function post(ws: Workspace, draft: BotMessage): JsonObject {
  const { channel, ts, body } = postAsBot(ws, draft);
  return { channel, ts, message: body };
}

/** A message of the bot's own that everybody sees. @throws SlackApiError `message_not_found` or `notOwn`. */
function ownMessage(ws: Workspace, conversation: Conversation, ts: string, notOwn: string): StoredMessage {
  const message = ws.store.message(conversation.id, ts);
  if (!message || message.person !== null) throw new SlackApiError('message_not_found');
  if (message.author !== ws.app.botUserId) throw new SlackApiError(notOwn);
  return message;
}

export const chatMethods: Methods = {
  'chat.postMessage': {
    tier: 'post',
    token: 'bot',
    scope: 'chat:write',
    run: (ws, args) => {
      const conversation = targetOf(ws, required(args, 'channel'));
      requirePostable(ws, conversation);
      const content = contentOf(ws, args, MAX_TEXT);
      const threadTs = threadOf(ws, conversation, args);
      const sent = post(ws, { conversation, ...content, threadTs, broadcast: flag(args, 'reply_broadcast') });
      return { ...sent, ...warningsOf(args) };
    },
  },

  'chat.postEphemeral': {
    tier: 4,
    token: 'bot',
    scope: 'chat:write',
    run: (ws, args) => {
      const conversation = conversationFor(ws, required(args, 'channel'));
      const user = required(args, 'user');
      requirePostable(ws, conversation);
      const isThere =
        conversation.kind === 'im' ? conversation.peer === user : conversation.members.includes(user);
      if (!isThere || ws.store.person(user)?.deleted === true) throw new SlackApiError('user_not_in_channel');
      const content = contentOf(ws, args, MAX_UPDATE_TEXT);
      const threadTs = threadOf(ws, conversation, args);
      const { ts } = postAsBot(ws, { conversation, ...content, threadTs, ephemeralFor: user });
      return { message_ts: ts };
    },
  },

  'chat.update': {
    tier: 3,
    token: 'bot',
    scope: 'chat:write',
    run: (ws, args) => {
      const conversation = conversationFor(ws, required(args, 'channel'));
      const message = ownMessage(ws, conversation, required(args, 'ts'), 'cant_update_message');
      if (conversation.isArchived) throw new SlackApiError('is_inactive');
      if (message.body['subtype'] === 'tombstone') throw new SlackApiError('cant_update_message');
      const changed = changeMessage(ws, conversation, message, contentOf(ws, args, MAX_UPDATE_TEXT));
      return { channel: conversation.id, ts: message.ts, text: changed.body['text'], message: changed.body };
    },
  },

  'chat.delete': {
    tier: 3,
    token: 'bot',
    scope: 'chat:write',
    run: (ws, args) => {
      const conversation = conversationFor(ws, required(args, 'channel'));
      const message = ownMessage(ws, conversation, required(args, 'ts'), 'cant_delete_message');
      removeMessage(ws, conversation, message);
      return { channel: conversation.id, ts: message.ts };
    },
  },

  'chat.getPermalink': {
    tier: 'special',
    token: 'bot',
    run: (ws, args) => {
      const conversation = conversationFor(ws, required(args, 'channel'));
      const ts = required(args, 'message_ts');
      const message = ws.store.message(conversation.id, ts);
      if (!message || message.person !== null) throw new SlackApiError('message_not_found');
      return { channel: conversation.id, permalink: permalinkOf(ws, message) };
    },
  },
};
