import { randomUUID } from 'node:crypto';
import type { MessagePayload } from '../blockkit/index.ts';
import { type Kernel, later, minuteMs } from '../kernel/index.ts';
import { openValue } from '../kernel/sealed-columns.ts';
import { deliveryQueue } from './delivery.ts';

/** A delivery that this process is sending, until its lease ends. */
export interface Claimed {
  id: string;
  key: string;
  channelId: string | null;
  personId: string | null;
  parentId: string | null;
  payload: MessagePayload;
  version: number;
  attempts: number;
  postAttempted: boolean;
  postedIn: string | null;
  ts: string | null;
  createdAt: Date;
  leaseId: string;
  /** The method that was called last: a 429 stops that one, and only its own errors are about the message. */
  calling?: string;
}

const leaseMs = minuteMs;

/** Nothing waits longer between two tries: an instant further away was written before the clock was set back. */
export const longestWaitMs = 15 * minuteMs;

/**
 * Takes a delivery that has something to send. First posts to one place go out in their order, one at a time; one that
 * waits after an error holds up no other.
 */
export async function claimDelivery(kernel: Kernel, id: string): Promise<Claimed | undefined> {
  const now = kernel.clock.now();
  const leaseId = randomUUID();
  const [row] = await kernel.database.prisma.$queryRaw<Claimed[]>`
    UPDATE "delivery" d SET "state" = 'sending', "lease_until" = ${later(now, leaseMs)}, "lease_id" = ${leaseId},
      "attempts" = "attempts" + 1
    WHERE "id" = ${id} AND "sent_version" < "version"
      AND ("state" = 'waiting' OR ("state" = 'sending'
        AND ("lease_until" < ${now} OR "lease_until" > ${later(now, longestWaitMs)})))
      AND ("ts" IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM "delivery" e
        WHERE e."state" IN ('waiting', 'sending') AND e."ts" IS NULL AND e."error" IS NULL
          AND (e."channel_id" = d."channel_id" OR e."person_id" = d."person_id")
          AND (e."created_at", e."id") < (d."created_at", d."id")))
    RETURNING "id", "key", "channel_id" AS "channelId", "person_id" AS "personId", "parent_id" AS "parentId", "payload",
      "version", "attempts", "post_attempted" AS "postAttempted", "posted_in" AS "postedIn", "ts",
      "created_at" AS "createdAt", "lease_id" AS "leaseId"`;
  if (row === undefined) return undefined;
  const { vault } = kernel.database;
  return { ...row, payload: openValue(vault, 'Delivery', { id }, row.payload) as MessagePayload };
}

/**
 * Wakes whoever is next in line for the same place. To be called when the end of the one before is committed: whoever
 * was turned away until then is seen by this, and whoever comes later is not turned away.
 */
export async function wakeNext(
  kernel: Kernel,
  { channelId, personId }: Pick<Claimed, 'channelId' | 'personId'>,
): Promise<void> {
  const next = await kernel.database.prisma.delivery.findFirst({
    where: { channelId, personId, state: 'waiting', ts: null, error: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  if (next === null) return;
  await kernel.work((work) => work.enqueue(deliveryQueue, { deliveryId: next.id }));
}

/** The safety net under the jobs: whatever should have been sent by now gets a new one. */
export async function sweepDeliveries(kernel: Kernel, now: Date): Promise<void> {
  for (;;) {
    const moved = await kernel.work(async (work) => {
      const rows = await work.tx.$queryRaw<{ id: string }[]>`
        UPDATE "delivery" SET "next_try_at" = ${later(now, minuteMs)}
        WHERE "id" IN (SELECT "id" FROM "delivery"
          WHERE ("state" = 'waiting' OR ("state" = 'sending'
              AND ("lease_until" < ${now} OR "lease_until" > ${later(now, longestWaitMs)})))
            AND ("next_try_at" <= ${now} OR "next_try_at" > ${later(now, longestWaitMs)})
          ORDER BY "next_try_at", "created_at", "id" LIMIT 100 FOR UPDATE SKIP LOCKED)
        RETURNING "id"`;
      for (const { id } of rows) await work.enqueue(deliveryQueue, { deliveryId: id });
      return rows.length;
    });
    if (moved < 100) return;
  }
}

/** When `sweepDeliveries` has something to do next. */
export async function nextSweepAt(kernel: Kernel): Promise<Date | undefined> {
  const now = kernel.clock.now();
  const [row] = await kernel.database.prisma.$queryRaw<{ at: Date | null }[]>`
    SELECT min(CASE WHEN "at" > ${later(now, longestWaitMs)} THEN ${now}::timestamptz ELSE "at" END) AS "at" FROM (
      SELECT CASE WHEN "state" = 'sending' THEN GREATEST("lease_until", "next_try_at") ELSE "next_try_at" END AS "at"
      FROM "delivery" WHERE "state" IN ('waiting', 'sending')) AS "unsent"`;
  return row?.at ?? undefined;
}

/** Whether something is being sent, or waits for its first try and for nothing else. */
export async function isAnythingToSend(kernel: Kernel): Promise<boolean> {
  const [row] = await kernel.database.prisma.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM "delivery" d
      WHERE "state" = 'sending' OR ("state" = 'waiting' AND "attempts" = 0 AND NOT EXISTS (
        SELECT 1 FROM "delivery" e
        WHERE e."state" = 'waiting' AND e."ts" IS NULL AND e."error" IS NULL AND e."attempts" > 0
          AND e."channel_id" IS NOT DISTINCT FROM d."channel_id" AND e."person_id" IS NOT DISTINCT FROM d."person_id"
          AND (e."created_at", e."id") < (d."created_at", d."id")))) AS "found"`;
  return row?.found === true;
}
