import { newId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { postAsBot } from '../messages.ts';
import { SlackApiError } from '../slack-error.ts';
import type { ScheduledMessage } from '../types.ts';
import { nowSeconds, type Workspace } from '../workspace.ts';
import { type Arguments, flag, limitOf, page, required, text } from './arguments.ts';
import { contentOf, MAX_TEXT, warningsOf } from './content.ts';
import { conversationFor, type Methods } from './method.ts';
import { requirePostable, targetOf, threadOf } from './posting.ts';

/** Slack: at most 120 days ahead … */
const FARTHEST_SECONDS = 120 * 86_400;
/** … and at most 30 messages per channel … */
const MOST_IN_WINDOW = 30;
/** … in five minutes. Where the windows start is not documented; here they lie on the clock's. */
const WINDOW_SECONDS = 300;

/** Posts a message whose time has come. What may not be posted any more is gone, as in Slack's client. */
function postScheduled(ws: Workspace, id: string): void {
  const due = ws.store.scheduled.get(id);
  if (!due) return;
  ws.store.transaction(() => {
    ws.store.scheduled.delete(id);
    try {
      const conversation = conversationFor(ws, due.channel);
      requirePostable(ws, conversation);
      const threadTs = threadOf(ws, conversation, due.args);
      const broadcast = flag(due.args, 'reply_broadcast');
      postAsBot(ws, { conversation, ...contentOf(ws, due.args, MAX_TEXT), threadTs, broadcast });
    } catch (error) {
      if (!(error instanceof SlackApiError)) throw error;
    }
  });
}

/** Puts a waiting message on the agenda; after a start, each of those that are kept. */
export function expectScheduled(ws: Workspace, message: ScheduledMessage): void {
  const where = ws.store.conversation(message.channel);
  const what = `A scheduled message${where && where.kind !== 'im' ? ` in #${where.name}` : ''}`;
  ws.agenda.add(message.postAt * 1_000, () => postScheduled(ws, message.id), what);
}

/** `post_at`, when it may be. @throws SlackApiError */
function timeOf(ws: Workspace, args: Arguments, channel: string): number {
  const value = Number(required(args, 'post_at'));
  if (!Number.isInteger(value)) throw new SlackApiError('invalid_time');
  const ahead = value - nowSeconds(ws);
  if (ahead <= 0) throw new SlackApiError('time_in_past');
  if (ahead > FARTHEST_SECONDS) throw new SlackApiError('time_too_far');
  const window = (seconds: number) => Math.floor(seconds / WINDOW_SECONDS);
  const beside = ws.store.scheduled
    .all()
    .filter((other) => other.channel === channel && window(other.postAt) === window(value));
  if (beside.length >= MOST_IN_WINDOW) throw new SlackApiError('restricted_too_many');
  return value;
}

function bound(args: Arguments, key: string, otherwise: number): number {
  const value = Number(text(args, key) ?? otherwise);
  return Number.isNaN(value) ? otherwise : value;
}

function shown(message: ScheduledMessage): JsonObject {
  return {
    id: message.id,
    channel_id: message.channel,
    post_at: message.postAt,
    date_created: message.created,
    text: text(message.args, 'text') ?? '',
  };
}

export const scheduledMethods: Methods = {
  'chat.scheduleMessage': {
    tier: 3,
    token: 'bot',
    scope: 'chat:write',
    run: (ws, args) => {
      const conversation = targetOf(ws, required(args, 'channel'));
      requirePostable(ws, conversation);
      const { metadata: _metadata, ...content } = contentOf(ws, args, MAX_TEXT);
      threadOf(ws, conversation, args);
      const { token: _token, ...kept } = args;
      const message: ScheduledMessage = {
        id: newId('Q'),
        channel: conversation.id,
        postAt: timeOf(ws, args, conversation.id),
        created: nowSeconds(ws),
        args: kept,
      };
      ws.store.scheduled.put(message);
      expectScheduled(ws, message);
      return {
        channel: conversation.id,
        scheduled_message_id: message.id,
        post_at: message.postAt,
        message: {
          type: 'delayed_message',
          subtype: 'bot_message',
          bot_id: ws.app.botId,
          username: ws.app.botName,
          ...JSON.parse(JSON.stringify(content)),
        },
        ...warningsOf(args),
      };
    },
  },

  'chat.deleteScheduledMessage': {
    tier: 3,
    token: 'bot',
    scope: 'chat:write',
    run: (ws, args) => {
      const conversation = targetOf(ws, required(args, 'channel'));
      const message = ws.store.scheduled.get(required(args, 'scheduled_message_id'));
      if (message?.channel !== conversation.id) throw new SlackApiError('invalid_scheduled_message_id');
      // Its entry on the agenda finds nothing then.
      ws.store.scheduled.delete(message.id);
      return {};
    },
  },

  'chat.scheduledMessages.list': {
    tier: 3,
    token: 'bot',
    run: (ws, args) => {
      const channel = text(args, 'channel');
      if (channel !== undefined && !ws.store.conversation(channel))
        throw new SlackApiError('invalid_channel');
      const [oldest, latest] = [bound(args, 'oldest', 0), bound(args, 'latest', Number.POSITIVE_INFINITY)];
      const found = ws.store.scheduled
        .all()
        .filter((one) => channel === undefined || one.channel === channel)
        .filter((one) => one.postAt >= oldest && one.postAt <= latest)
        .toSorted((a, b) => a.postAt - b.postAt);
      const { items, metadata } = page(args, found, limitOf(args, 100, 1_000));
      return { scheduled_messages: items.map(shown), response_metadata: metadata };
    },
  },
};
