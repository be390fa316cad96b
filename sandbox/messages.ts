import { normaliseBlocks } from './blocks.ts';
import { sendMessageEvent } from './events.ts';
import { type JsonObject, textOf } from './json.ts';
import type { StoredMessage } from './store.ts';
import type { StreamEvent } from './stream.ts';
import { SurfaceMemory } from './surface-memory.ts';
import type { Conversation } from './types.ts';
import { nowSeconds, type Workspace } from './workspace.ts';

/** What Slack shows where a message with blocks has no text. */
const NO_FALLBACK = "This content can't be displayed.";

export interface BotMessage {
  conversation: Conversation;
  text: string;
  /** Blocks the validator has passed; undefined: none. */
  blocks?: unknown;
  attachments?: JsonObject[] | undefined;
  metadata?: JsonObject | undefined;
  /** Slack's file JSON of what is shared with it. */
  files?: JsonObject[] | undefined;
  threadTs?: string | undefined;
  broadcast?: boolean | undefined;
  /** Only this person sees it. */
  ephemeralFor?: string | undefined;
}

function threadFields(ws: Workspace, channel: string, threadTs: string | undefined): JsonObject {
  if (threadTs === undefined) return {};
  const parent = ws.store.message(channel, threadTs);
  return { thread_ts: threadTs, ...(parent ? { parent_user_id: parent.body['user'] } : {}) };
}

/** Posts as the bot. The caller has checked that it may. */
export function postAsBot(ws: Workspace, draft: BotMessage): StoredMessage {
  const { app } = ws;
  const channel = draft.conversation.id;
  return ws.store.transaction(() => {
    const ts = ws.store.nextTs(ws.clock.now());
    const body: JsonObject = {
      user: app.botUserId,
      type: 'message',
      ts,
      bot_id: app.botId,
      app_id: app.id,
      text: draft.text === '' && draft.blocks !== undefined ? NO_FALLBACK : draft.text,
      team: ws.team.id,
      bot_profile: {
        id: app.botId,
        app_id: app.id,
        name: app.botName,
        deleted: false,
        updated: nowSeconds(ws),
        team_id: ws.team.id,
      },
      ...(draft.blocks === undefined ? {} : { blocks: normaliseBlocks(draft.blocks) }),
      ...(draft.files === undefined ? {} : { files: draft.files, upload: false, subtype: 'file_share' }),
      ...(draft.attachments === undefined ? {} : { attachments: draft.attachments }),
      ...(Object.keys(draft.metadata ?? {}).length === 0 ? {} : { metadata: draft.metadata }),
      ...threadFields(ws, channel, draft.threadTs),
      ...(draft.broadcast === true ? { subtype: 'thread_broadcast' } : {}),
      ...(draft.ephemeralFor === undefined ? {} : { is_ephemeral: true }),
    };
    return keep(ws, draft.conversation, {
      channel,
      ts,
      threadTs: draft.threadTs ?? null,
      person: draft.ephemeralFor ?? null,
      author: app.botUserId,
      body,
    });
  });
}

/** Posts as a person. The caller sends the event, because it may have to wait for the app. */
export function postAsPerson(
  ws: Workspace,
  conversation: Conversation,
  post: { person: string; text: string; threadTs?: string | undefined; clientMsgId: string },
): StoredMessage {
  return ws.store.transaction(() => {
    const ts = ws.store.nextTs(ws.clock.now());
    const stored = keep(ws, conversation, {
      channel: conversation.id,
      ts,
      threadTs: post.threadTs ?? null,
      person: null,
      author: post.person,
      body: {
        client_msg_id: post.clientMsgId,
        type: 'message',
        text: post.text,
        user: post.person,
        ts,
        team: ws.team.id,
        ...threadFields(ws, conversation.id, post.threadTs),
      },
    });
    ws.store.markRead(post.person, conversation.id, ts);
    return stored;
  });
}

function keep(ws: Workspace, conversation: Conversation, message: StoredMessage): StoredMessage {
  ws.store.putMessage(message);
  if (message.threadTs !== null && message.person === null)
    refreshParent(ws, message.channel, message.threadTs);
  tell(ws, message.person === null ? 'message' : 'ephemeral', message);
  // An app hears its own messages too, where it is subscribed; nobody waits for that.
  if (message.person === null && message.author === ws.app.botUserId) {
    void sendMessageEvent(ws, conversation, message.body);
  }
  return message;
}

/** Writes the reply counts that Slack shows on a thread's parent. */
function refreshParent(ws: Workspace, channel: string, threadTs: string): void {
  const parent = ws.store.message(channel, threadTs);
  if (!parent) return;
  const { count, latest, users } = ws.store.threadSummary(channel, threadTs);
  const {
    thread_ts: _thread,
    reply_count: _count,
    reply_users: _users,
    reply_users_count: _usersCount,
    latest_reply: _latest,
    ...rest
  } = parent.body;
  parent.body =
    count === 0
      ? rest
      : {
          ...rest,
          thread_ts: threadTs,
          reply_count: count,
          reply_users: users,
          reply_users_count: users.length,
          latest_reply: latest,
        };
  ws.store.putMessage(parent);
  tell(ws, 'message_changed', parent);
}

function tell(
  ws: Workspace,
  type: StreamEvent['type'] & `${'message' | 'ephemeral'}${string}`,
  message: StoredMessage,
): void {
  ws.stream.emit({
    type,
    channel: message.channel,
    ts: message.ts,
    ...(message.person === null ? {} : { person: message.person }),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
  });
}

export interface MessageChange {
  text: string;
  /** Undefined removes the blocks, as in Slack. */
  blocks?: unknown;
  attachments?: JsonObject[] | undefined;
  /** Undefined keeps the metadata, `{}` removes it. */
  metadata?: JsonObject | undefined;
}

/** Replaces a message's content. */
export function changeMessage(
  ws: Workspace,
  conversation: Conversation,
  message: StoredMessage,
  change: MessageChange,
): StoredMessage {
  const previous = message.body;
  const { blocks: _blocks, attachments: _attachments, metadata, ...rest } = previous;
  const newMetadata = change.metadata ?? metadata;
  const hasMetadata = newMetadata !== undefined && Object.keys(newMetadata as JsonObject).length > 0;
  const body: JsonObject = {
    ...rest,
    text: change.text === '' && change.blocks !== undefined ? NO_FALLBACK : change.text,
    ...(change.blocks === undefined ? {} : { blocks: normaliseBlocks(change.blocks) }),
    ...(change.attachments === undefined ? {} : { attachments: change.attachments }),
    ...(hasMetadata ? { metadata: newMetadata } : {}),
    // Slack marks only changed text as edited, not changed blocks.
    ...(change.blocks === undefined
      ? { edited: { user: ws.app.botUserId, ts: `${nowSeconds(ws)}.000000` } }
      : {}),
  };
  const changed = { ...message, body };
  ws.store.putMessage(changed);
  if (message.person !== null) {
    ws.memory.states(SurfaceMemory.messageKey(message.channel, message.ts, message.person), body['blocks']);
  }
  tell(ws, 'message_changed', changed);
  if (message.person === null) {
    void sendMessageEvent(ws, conversation, {
      subtype: 'message_changed',
      message: body,
      previous_message: previous,
      hidden: true,
      ts: ws.store.nextTs(ws.clock.now()),
    });
  }
  return changed;
}

/** Deletes a message. A parent with replies leaves a tombstone, as in Slack. */
export function removeMessage(ws: Workspace, conversation: Conversation, message: StoredMessage): void {
  ws.store.transaction(() => {
    if (Number(message.body['reply_count'] ?? 0) > 0) {
      const { blocks: _blocks, attachments: _attachments, metadata: _metadata, ...rest } = message.body;
      ws.store.putMessage({
        ...message,
        body: {
          ...rest,
          subtype: 'tombstone',
          user: 'USLACKBOT',
          hidden: true,
          text: 'This message was deleted.',
        },
      });
    } else {
      ws.store.deleteMessage(message.channel, message.ts);
      if (message.threadTs !== null) refreshParent(ws, message.channel, message.threadTs);
    }
  });
  tell(ws, 'message_deleted', message);
  if (message.person === null) {
    void sendMessageEvent(ws, conversation, {
      subtype: 'message_deleted',
      previous_message: message.body,
      deleted_ts: message.ts,
      hidden: true,
      ts: ws.store.nextTs(ws.clock.now()),
    });
  }
}

/** Keeps a message whose body changed without an edit, and tells the page. */
export function storeChanged(ws: Workspace, message: StoredMessage): void {
  ws.store.putMessage(message);
  tell(ws, 'message_changed', message);
}

/** The message as history and interaction payloads show it: without metadata unless that was asked for. */
export function withoutMetadata(body: JsonObject): JsonObject {
  const { metadata: _metadata, ...rest } = body;
  return rest;
}

/** True when a reply may be added under `threadTs`: it must be there and be no reply itself. */
export function canReplyTo(ws: Workspace, channel: string, threadTs: string): boolean {
  const parent = ws.store.message(channel, threadTs);
  return (
    parent !== undefined &&
    parent.threadTs === null &&
    parent.person === null &&
    textOf(parent.body, 'subtype') !== 'tombstone'
  );
}
