import { asTs } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { withoutMetadata } from '../messages.ts';
import { SlackApiError } from '../slack-error.ts';
import type { StoredMessage } from '../store.ts';
import type { Conversation } from '../types.ts';
import type { Workspace } from '../workspace.ts';
import { type Arguments, cursorOf, flag, limitOf, nextCursor, required, text } from './arguments.ts';
import { conversationFor, type Methods, requireScope, scopeFor } from './method.ts';

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

/** Reading messages back. */
export const historyMethods: Methods = {
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
        pin_count: ws.store.pins.all().filter((pin) => pin.channel === conversation.id).length,
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
};
