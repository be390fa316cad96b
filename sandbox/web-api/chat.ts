import { messageProblems, problemLines } from '../blocks.ts';
import { imIdOf } from '../ids.ts';
import { isObject, type JsonObject, objectsOf } from '../json.ts';
import { type BotMessage, canReplyTo, changeMessage, postAsBot, removeMessage } from '../messages.ts';
import { SlackApiError } from '../slack-error.ts';
import type { StoredMessage } from '../store.ts';
import type { Conversation } from '../types.ts';
import type { Workspace } from '../workspace.ts';
import { type Arguments, flag, json, object, required, text } from './arguments.ts';
import { conversationFor, type Methods } from './method.ts';

/** Above this many characters Slack cuts a posted text off. */
const MAX_TEXT = 40_000;
/** chat.update and chat.postEphemeral refuse longer texts. */
const MAX_UPDATE_TEXT = 4_000;
const MAX_MARKDOWN_TEXT = 12_000;
const MAX_ATTACHMENTS = 100;

export interface Content {
  text: string;
  blocks: unknown;
  attachments: JsonObject[] | undefined;
  metadata: JsonObject | undefined;
}

/** A message's text, blocks, attachments and metadata, checked as Slack does. @throws SlackApiError */
export function contentOf(args: Arguments, maxText: number): Content {
  const markdown = text(args, 'markdown_text');
  const plain = text(args, 'text');
  const blocks = listOrNone(json(args, 'blocks', 'invalid_blocks_format'), 'invalid_blocks_format');
  const attachments = listOrNone(json(args, 'attachments', 'invalid_attachments'), 'invalid_attachments');
  if (markdown !== undefined && (plain !== undefined || blocks !== undefined)) {
    throw new SlackApiError('markdown_text_conflict');
  }
  const shown = [...(markdown ?? plain ?? '')];
  if (shown.length === 0 && blocks === undefined && attachments === undefined)
    throw new SlackApiError('no_text');
  if (shown.length > (markdown === undefined ? maxText : MAX_MARKDOWN_TEXT)) {
    if (markdown !== undefined || maxText === MAX_UPDATE_TEXT) throw new SlackApiError('msg_too_long');
  }
  if ((attachments?.length ?? 0) > MAX_ATTACHMENTS) throw new SlackApiError('too_many_attachments');
  const problems = messageProblems({ blocks, attachments });
  if (problems.length > 0) {
    const errors = problemLines(problems, '');
    const messages = errors.map((line) => `[ERROR] ${line}`);
    throw new SlackApiError('invalid_blocks', { errors, response_metadata: { messages } }, problems);
  }
  return {
    text: shown.slice(0, MAX_TEXT).join(''),
    blocks,
    attachments: attachments === undefined ? undefined : objectsOf(attachments),
    metadata: metadataOf(args),
  };
}

function listOrNone(value: unknown, error: string): unknown[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new SlackApiError(error);
  return value.length === 0 ? undefined : value;
}

function metadataOf(args: Arguments): JsonObject | undefined {
  const metadata = object(args, 'metadata', 'invalid_metadata_format');
  if (metadata === undefined || Object.keys(metadata).length === 0) return metadata;
  if (typeof metadata['event_type'] !== 'string' || !isObject(metadata['event_payload'])) {
    throw new SlackApiError('invalid_metadata_format');
  }
  return { event_type: metadata['event_type'], event_payload: metadata['event_payload'] };
}

/** Where chat.postMessage goes: a conversation's id, a person's (their DM is opened), or a channel's name. */
function targetOf(ws: Workspace, target: string): Conversation {
  if (/^[UW][A-Z0-9]+$/.test(target)) {
    if (target === ws.app.botUserId || target === 'USLACKBOT') throw new SlackApiError('cannot_dm_bot');
    const person = ws.store.person(target);
    const im = ws.store.conversation(imIdOf(target));
    if (!im || !person || person.deleted === true) throw new SlackApiError('channel_not_found');
    return im;
  }
  if (ws.store.conversation(target)) return conversationFor(ws, target);
  const name = target.replace(/^#/, '');
  const named = ws.store.conversations().find((one) => one.kind !== 'im' && one.name === name);
  return conversationFor(ws, named?.id ?? target);
}

/** @throws SlackApiError where the bot may not post. */
function requirePostable(ws: Workspace, conversation: Conversation): void {
  if (conversation.isArchived) throw new SlackApiError('is_archived');
  if (conversation.kind === 'im') {
    if (!ws.app.messagesTab) throw new SlackApiError('messages_tab_disabled');
    const peer = ws.store.person(conversation.peer ?? '');
    if (!peer || peer.deleted === true) throw new SlackApiError('channel_not_found');
  } else if (!conversation.botIsMember && !ws.app.scopes.has('chat:write.public')) {
    throw new SlackApiError('not_in_channel');
  }
}

function threadOf(ws: Workspace, conversation: Conversation, args: Arguments): string | undefined {
  const threadTs = text(args, 'thread_ts');
  // Slack takes a reply's ts too, and then shows the message in odd places; here it is an error.
  if (threadTs !== undefined && !canReplyTo(ws, conversation.id, threadTs)) {
    throw new SlackApiError('cannot_reply_to_message');
  }
  return threadTs;
}

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
      const content = contentOf(args, MAX_TEXT);
      const threadTs = threadOf(ws, conversation, args);
      return post(ws, { conversation, ...content, threadTs, broadcast: flag(args, 'reply_broadcast') });
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
      const content = contentOf(args, MAX_UPDATE_TEXT);
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
      const changed = changeMessage(ws, conversation, message, contentOf(args, MAX_UPDATE_TEXT));
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
      const link = `https://${ws.team.domain}.slack.com/archives/${conversation.id}/p${ts.replace('.', '')}`;
      const thread = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}&cid=${conversation.id}`;
      return { channel: conversation.id, permalink: `${link}${thread}` };
    },
  },
};
