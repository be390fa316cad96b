import { isEmojiName, react } from '../reactions.ts';
import { SlackApiError } from '../slack-error.ts';
import type { StoredMessage } from '../store.ts';
import type { Conversation } from '../types.ts';
import type { Workspace } from '../workspace.ts';
import { type Arguments, required, text } from './arguments.ts';
import { conversationFor, type Methods } from './method.ts';
import { permalinkOf } from './permalink.ts';

/** The message that `channel` and `timestamp` name. @throws SlackApiError */
export function itemOf(
  ws: Workspace,
  args: Arguments,
): { conversation: Conversation; message: StoredMessage } {
  const ts = text(args, 'timestamp');
  const channel = text(args, 'channel');
  if (channel === undefined || ts === undefined) throw new SlackApiError('no_item_specified');
  const conversation = conversationFor(ws, channel);
  if (!/^\d+\.\d{6}$/.test(ts)) throw new SlackApiError('bad_timestamp');
  const message = ws.store.message(conversation.id, ts);
  if (!message || message.person !== null) throw new SlackApiError('message_not_found');
  return { conversation, message };
}

function change(ws: Workspace, args: Arguments, remove: boolean): boolean {
  const name = required(args, 'name');
  if (!isEmojiName(name)) throw new SlackApiError('invalid_name');
  const { conversation, message } = itemOf(ws, args);
  if (conversation.isArchived) throw new SlackApiError('is_archived');
  if (!conversation.botIsMember) throw new SlackApiError('not_in_channel');
  return react(ws, message, { user: ws.app.botUserId, name, remove });
}

export const reactionMethods: Methods = {
  'reactions.add': {
    tier: 3,
    token: 'bot',
    scope: 'reactions:write',
    run: (ws, args) => {
      if (!change(ws, args, false)) throw new SlackApiError('already_reacted');
      return {};
    },
  },

  'reactions.remove': {
    tier: 2,
    token: 'bot',
    scope: 'reactions:write',
    run: (ws, args) => {
      if (!change(ws, args, true)) throw new SlackApiError('no_reaction');
      return {};
    },
  },

  'reactions.get': {
    tier: 3,
    token: 'bot',
    scope: 'reactions:read',
    run: (ws, args) => {
      const { conversation, message } = itemOf(ws, args);
      return {
        type: 'message',
        channel: conversation.id,
        message: { ...message.body, permalink: permalinkOf(ws, message) },
      };
    },
  },
};
