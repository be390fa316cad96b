import { z } from 'zod';
import type { Services } from '../org/index.ts';
import { postMessage, type Route } from '../slack/index.ts';
import { handlePace, helpMessage } from './command.ts';
import { publishHome, rememberOpenedHome } from './publish-home.ts';

const Opened = z.object({ user: z.string(), tab: z.string().optional() });
/** Only what a person wrote: no bot, no edit, no join. */
const DirectMessage = z.object({
  channel_type: z.literal('im'),
  channel: z.string(),
  user: z.string(),
  ts: z.string(),
  subtype: z.undefined().optional(),
  bot_id: z.undefined().optional(),
});

export function homeRoutes(services: Services): Route[] {
  const { kernel } = services;
  return [
    { kind: 'command', id: '/pace', handle: (command) => handlePace(services, command) },
    {
      kind: 'event',
      id: 'app_home_opened',
      handle: async ({ event }) => {
        const opened = Opened.safeParse(event);
        if (!opened.success || opened.data.tab === 'messages') return;
        await kernel.work((work) => rememberOpenedHome(work, opened.data.user));
        await publishHome(services, opened.data.user);
      },
    },
    {
      kind: 'event',
      id: 'message',
      handle: async ({ event, onceKey }) => {
        const message = DirectMessage.safeParse(event);
        if (!message.success || message.data.user === services.botUserId) return;
        const help = await helpMessage(services, message.data.user);
        await kernel.work(async (work) => {
          await work.once(onceKey);
          await postMessage(work, {
            key: `help:${message.data.channel}:${message.data.ts}`,
            to: { channelId: message.data.channel },
            message: help,
          });
        });
      },
    },
    ...(['app_uninstalled', 'tokens_revoked'] as const).map(
      (id): Route => ({
        kind: 'event',
        id,
        handle: async () => {
          kernel.log.error(
            { event: id },
            'Slack took the app or its token away: reinstall it and set the new token',
          );
        },
      }),
    ),
  ];
}
