import type { WebClient } from '@slack/web-api';
import { z } from 'zod';

const Metadata = z.object({
  event_payload: z.object({ delivery_id: z.string(), version: z.number() }),
});

/**
 * A clock here and at Slack may differ, and one of them may have been set right since. To look too far back costs a
 * page; not far enough would post twice.
 */
const skewSeconds = 2 * 24 * 3600;
const mostPages = 10;

/**
 * Looks whether a post that was in doubt is in Slack: by the delivery id in the message metadata.
 * @returns where it stands and which version it is, or undefined when it is certainly not there.
 * @throws what the Slack client throws (`missing_scope` where the history scopes were not granted), and when there are
 *   more messages than can be looked through.
 */
export async function findPosted(
  client: WebClient,
  channel: string,
  delivery: { readonly id: string; readonly createdAt: Date; readonly threadTs?: string | undefined },
): Promise<{ ts: string; version: number } | undefined> {
  const oldest = String(Math.floor(delivery.createdAt.getTime() / 1000) - skewSeconds);
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const options = {
      channel,
      oldest,
      include_all_metadata: true,
      limit: 200,
      ...(cursor ? { cursor } : {}),
    };
    const result =
      delivery.threadTs === undefined
        ? await client.conversations.history(options)
        : await client.conversations.replies({ ...options, ts: delivery.threadTs });
    for (const message of result.messages ?? []) {
      const metadata = Metadata.safeParse((message as { metadata?: unknown }).metadata);
      if (
        metadata.success &&
        metadata.data.event_payload.delivery_id === delivery.id &&
        message.ts !== undefined
      ) {
        return { ts: message.ts, version: metadata.data.event_payload.version };
      }
    }
    cursor = result.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return undefined;
  }
  throw new Error(`too many messages to look through in ${channel}`);
}
