import { z } from 'zod';
import { adviceFor, classifySlackError } from '../slack/index.ts';
import { inTimeForAForm } from './in-time.ts';
import type { Services } from './services.ts';

const Channel = z.object({
  name: z.string().default('this channel'),
  is_member: z.boolean().default(false),
  is_archived: z.boolean().default(false),
  is_im: z.boolean().default(false),
  is_mpim: z.boolean().default(false),
});

const invite = 'Type /invite @Pacekeeper in the channel, then press Next again.';

/**
 * Why messages could not be posted in a channel, asked of Slack now, for the field where it was chosen.
 * @returns undefined when they could.
 */
export async function channelProblem(services: Services, channelId: string): Promise<string | undefined> {
  const asked = await inTimeForAForm(services.client.conversations.info({ channel: channelId }));
  if (asked.kind === 'failed') return unreadable(asked.error);
  const parsed = Channel.safeParse(asked.value.channel);
  if (!parsed.success || parsed.data.is_im || parsed.data.is_mpim) {
    return 'This is not a channel. Choose a public or private channel.';
  }
  const channel = parsed.data;
  if (channel.is_archived) return `#${channel.name} is archived. Unarchive it, or choose another channel.`;
  if (!channel.is_member) return `I am not in #${channel.name}, so I could not post there. ${invite}`;
  return undefined;
}

function unreadable(error: unknown): string {
  const failure = classifySlackError(error);
  if (failure.code === 'channel_not_found') {
    return `I cannot see this channel, so I could not post there. ${invite}`;
  }
  if (failure.kind === 'permanent') {
    return `I could not check this channel. ${adviceFor(failure.code, 'this channel', failure.detail)}`;
  }
  return 'Slack did not answer, so I could not check this channel. Nothing is saved. Press Next again in a minute.';
}
