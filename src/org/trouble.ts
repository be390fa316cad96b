import { z } from 'zod';
import { hourMs, type Queryable } from '../kernel/index.ts';
import { codec } from '../slack/index.ts';

/** Messages to one place that did not get through for one reason, within one hour: a storm is one trouble. */
export const TroubleSchema = z.object({
  channelId: z.string().nullable(),
  personId: z.string().nullable(),
  code: z.string(),
  detail: z.string().nullable(),
  /** Slack did not say whether they arrived. */
  inDoubt: z.boolean(),
  /** Hours since 1970. */
  hour: z.int(),
});
export type Trouble = z.infer<typeof TroubleSchema>;

/** A message that is part of a trouble. */
export interface Stuck {
  readonly id: string;
  /** Its first line, as mrkdwn; undefined for direct messages, which are nobody else's business. */
  readonly says: string | undefined;
}

/** What a button of a notice is about. */
export const troubleCodec = codec(1, z.object({ trouble: TroubleSchema, deliveryIds: z.array(z.string()) }));

/** Everything whose key starts so is about trouble, and never trouble itself. */
export const noticePrefix = 'admin-notice:';

export function hourOf(instant: Date): number {
  return Math.floor(instant.getTime() / hourMs);
}

/** The key of one admin's notice is this and their id. */
export function noticeKeyOf({ channelId, personId, code, inDoubt, hour }: Trouble): string {
  return `${noticePrefix}${channelId ?? personId}:${code}:${inDoubt ? 'doubt' : 'failed'}:${hour}:`;
}

/** As many ids as go into a button's 2,000 characters, with room for the rest. */
const mostAtOnce = 30;
const daysLookedBack = 7;

/** What is still stuck in the same place for the same reason, newest first; older than a week is left in peace. */
export async function stuckMessages(
  tx: Queryable,
  now: Date,
  { channelId, personId, code, inDoubt }: Trouble,
): Promise<Stuck[]> {
  const rows = await tx.delivery.findMany({
    where: {
      channelId,
      personId,
      error: code,
      state: inDoubt ? 'in_doubt' : 'failed',
      createdAt: { gte: new Date(now.getTime() - daysLookedBack * 24 * hourMs) },
      NOT: { key: { startsWith: noticePrefix } },
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: mostAtOnce,
    select: { id: true, payload: true },
  });
  return rows.map(({ id, payload }) => ({ id, says: channelId === null ? undefined : firstLine(payload) }));
}

const Spoken = z.object({ text: z.string() });

function firstLine(payload: unknown): string | undefined {
  const parsed = Spoken.safeParse(payload);
  return parsed.success ? parsed.data.text.split('\n')[0] : undefined;
}
