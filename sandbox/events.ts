import type { Ack } from './delivery.ts';
import { newId } from './ids.ts';
import { type JsonObject, textOf } from './json.ts';
import type { Conversation } from './types.ts';
import { isExtShared, nowSeconds, type Workspace } from './workspace.ts';

/** The scope without which Slack does not send an event; events that are not listed need none. */
const SCOPE_OF: { [event: string]: string } = {
  app_mention: 'app_mentions:read',
  channel_archive: 'channels:read',
  channel_created: 'channels:read',
  channel_left: 'channels:read',
  channel_unarchive: 'channels:read',
  group_archive: 'groups:read',
  group_left: 'groups:read',
  group_unarchive: 'groups:read',
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
  'message.mpim': 'mpim:history',
  pin_added: 'pins:read',
  reaction_added: 'reactions:read',
  reaction_removed: 'reactions:read',
  subteam_created: 'usergroups:read',
  subteam_updated: 'usergroups:read',
  team_join: 'users:read',
  user_change: 'users:read',
};

const MESSAGE_EVENT = {
  channel: 'message.channels',
  private: 'message.groups',
  im: 'message.im',
  mpim: 'message.mpim',
} as const;
const CHANNEL_TYPE = { channel: 'channel', private: 'group', im: 'im', mpim: 'mpim' } as const;

/** What Slack still sends to an app that was taken out of the workspace. */
const FAREWELLS = new Set(['app_uninstalled', 'tokens_revoked']);

/** Slack's one-letter `channel_type` of membership events. */
export function channelLetter(conversation: Conversation): 'C' | 'G' {
  return conversation.kind === 'private' ? 'G' : 'C';
}

function isSubscribed(ws: Workspace, event: JsonObject, subscription: string): boolean {
  const letter = event['channel_type'];
  const scope = /^member_/.test(subscription)
    ? `${letter === 'G' ? 'groups' : 'channels'}:read`
    : SCOPE_OF[subscription];
  return ws.app.events.has(subscription) && (scope === undefined || ws.app.scopes.has(scope));
}

/**
 * Sends an event to the app when its manifest subscribes to it and holds the scope. Resolves with the
 * first attempt's outcome; null when nothing was sent.
 */
export async function sendEvent(
  ws: Workspace,
  event: JsonObject & { type: string },
  subscription: string = event.type,
): Promise<Ack | null> {
  if (!isSubscribed(ws, event, subscription)) return null;
  if (ws.installation.state === 'uninstalled' && !FAREWELLS.has(event.type)) return null;
  const place = ws.store.conversation(textOf(event, 'channel') ?? '');
  return await ws.delivery.sendEvent({
    token: 'local-workspace',
    team_id: ws.team.id,
    context_team_id: ws.team.id,
    context_enterprise_id: null,
    api_app_id: ws.app.id,
    event,
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: nowSeconds(ws),
    authorizations: [
      {
        enterprise_id: null,
        team_id: ws.team.id,
        user_id: ws.app.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: place !== undefined && isExtShared(ws, place),
    event_context: `4-${newId('EC')}`,
  });
}

/** A message event, when the bot is in the conversation. */
export async function sendMessageEvent(
  ws: Workspace,
  conversation: Conversation,
  message: JsonObject,
): Promise<Ack | null> {
  if (!conversation.botIsMember) return null;
  return await sendEvent(
    ws,
    {
      ...message,
      type: 'message',
      channel: conversation.id,
      event_ts: message['ts'],
      channel_type: CHANNEL_TYPE[conversation.kind],
    },
    MESSAGE_EVENT[conversation.kind],
  );
}
