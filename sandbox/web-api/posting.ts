import { imIdOf } from '../ids.ts';
import { canReplyTo } from '../messages.ts';
import { SlackApiError } from '../slack-error.ts';
import type { Conversation } from '../types.ts';
import type { Workspace } from '../workspace.ts';
import { type Arguments, text } from './arguments.ts';
import { conversationFor } from './method.ts';

/** Where chat.postMessage goes: a conversation's id, a person's (their DM is opened), or a channel's name. */
export function targetOf(ws: Workspace, target: string): Conversation {
  if (/^[UW][A-Z0-9]+$/.test(target)) {
    if (target === ws.app.botUserId || target === 'USLACKBOT') throw new SlackApiError('cannot_dm_bot');
    const person = ws.store.person(target);
    const im = ws.store.conversation(imIdOf(target));
    if (!im || !person || person.deleted === true) throw new SlackApiError('channel_not_found');
    return im;
  }
  if (ws.store.conversation(target)) return conversationFor(ws, target);
  const name = target.replace(/^#/, '');
  const named = ws.store
    .conversations()
    .find((one) => one.kind !== 'im' && one.kind !== 'mpim' && one.name === name);
  return conversationFor(ws, named?.id ?? target);
}

/** @throws SlackApiError where the bot may not post. */
export function requirePostable(ws: Workspace, conversation: Conversation): void {
  if (conversation.isArchived) throw new SlackApiError('is_archived');
  if (conversation.kind === 'im') {
    if (!ws.app.messagesTab) throw new SlackApiError('messages_tab_disabled');
    const peer = ws.store.person(conversation.peer ?? '');
    if (!peer || peer.deleted === true) throw new SlackApiError('channel_not_found');
  } else if (!conversation.botIsMember && !ws.app.scopes.has('chat:write.public')) {
    throw new SlackApiError('not_in_channel');
  }
}

export function threadOf(ws: Workspace, conversation: Conversation, args: Arguments): string | undefined {
  const threadTs = text(args, 'thread_ts');
  // Slack takes a reply's ts too, and then shows the message in odd places; here it is an error.
  if (threadTs !== undefined && !canReplyTo(ws, conversation.id, threadTs)) {
    throw new SlackApiError('cannot_reply_to_message');
  }
  return threadTs;
}
