import { sendEvent } from '../events.ts';
import { newId } from '../ids.ts';
import { isEmojiName } from '../reactions.ts';
import { SlackApiError } from '../slack-error.ts';
import type { Bookmark, Pin } from '../types.ts';
import { instantTs, nowSeconds } from '../workspace.ts';
import { invalid, required, text } from './arguments.ts';
import { conversationFor, type Methods } from './method.ts';
import { permalinkOf } from './permalink.ts';
import { itemOf } from './reactions.ts';

/** What is kept at the top of a conversation: pinned messages and bookmarks. */
export const pinMethods: Methods = {
  'pins.add': {
    tier: 2,
    token: 'bot',
    scope: 'pins:write',
    run: (ws, args) => {
      const { conversation, message } = itemOf(ws, args);
      if (!conversation.botIsMember) throw new SlackApiError('not_in_channel');
      const pin: Pin = {
        id: `${message.channel}/${message.ts}`,
        channel: message.channel,
        ts: message.ts,
        by: ws.app.botUserId,
        created: nowSeconds(ws),
      };
      if (ws.store.pins.get(pin.id)) throw new SlackApiError('already_pinned');
      ws.store.pins.put(pin);
      void sendEvent(ws, {
        type: 'pin_added',
        user: pin.by,
        channel_id: pin.channel,
        item: { type: 'message', channel: pin.channel, created: pin.created, message: message.body },
        event_ts: instantTs(ws),
      });
      return {};
    },
  },

  'pins.list': {
    tier: 2,
    token: 'bot',
    scope: 'pins:read',
    run: (ws, args) => {
      const conversation = conversationFor(ws, required(args, 'channel'));
      if (!conversation.botIsMember) throw new SlackApiError('not_in_channel');
      const pins = ws.store.pins.all().filter((pin) => pin.channel === conversation.id);
      const items = pins.flatMap((pin) => {
        const message = ws.store.message(pin.channel, pin.ts);
        // A pin goes with its message.
        if (!message) return [];
        const shown = { ...message.body, pinned_to: [pin.channel], permalink: permalinkOf(ws, message) };
        return [
          {
            type: 'message',
            channel: pin.channel,
            created: pin.created,
            created_by: pin.by,
            message: shown,
          },
        ];
      });
      return { items: items.toReversed() };
    },
  },

  'bookmarks.add': {
    tier: 2,
    token: 'bot',
    scope: 'bookmarks:write',
    run: (ws, args) => {
      const conversation = conversationFor(ws, required(args, 'channel_id'));
      const title = required(args, 'title');
      if ([...title].length > 256) throw invalid('must be at most 256 characters: title');
      // Files, messages and folders can be bookmarked in Slack as well; only links are imitated.
      if (required(args, 'type') !== 'link') throw new SlackApiError('invalid_bookmark_type');
      const link = text(args, 'link') ?? '';
      if (!/^https?:\/\//.test(link) || [...link].length > 2_048) throw new SlackApiError('invalid_link');
      const emoji = text(args, 'emoji') ?? '';
      if (emoji !== '' && !isEmojiName(emoji.replace(/^:|:$/g, ''))) throw new SlackApiError('invalid_emoji');
      if (!conversation.botIsMember) throw new SlackApiError('permission_denied');
      const bookmark: Bookmark = {
        id: newId('Bk'),
        channel_id: conversation.id,
        title,
        link,
        emoji,
        icon_url: '',
        type: 'link',
        entity_id: null,
        date_created: nowSeconds(ws),
        date_updated: 0,
        rank: 'g',
        last_updated_by_user_id: ws.app.botUserId,
        last_updated_by_team_id: ws.team.id,
        shortcut_id: null,
        app_id: ws.app.id,
      };
      ws.store.bookmarks.put(bookmark);
      return { bookmark };
    },
  },

  'bookmarks.list': {
    tier: 3,
    token: 'bot',
    scope: 'bookmarks:read',
    run: (ws, args) => {
      const conversation = conversationFor(ws, required(args, 'channel_id'));
      return { bookmarks: ws.store.bookmarks.all().filter((one) => one.channel_id === conversation.id) };
    },
  },
};
