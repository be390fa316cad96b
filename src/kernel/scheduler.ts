import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Clock, later, minuteMs, secondMs } from './clock.ts';
import type { Database } from './database.ts';
import type { DueHandler } from './due.ts';
import { describeError } from './errors.ts';
import { defineEvent, type Subscription } from './events.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Work, Worker } from './work.ts';

/** Due work whose rows belong to another slice, like the outbox: it is told when to look, and says when to come back. */
export interface Sweeper {
  sweep(now: Date): Promise<void>;
  nextAt(): Promise<Date | undefined>;
}

/** Something was tried again and again and is now given up: an admin must see it. */
export const gaveUp = defineEvent(
  'kernel.gave_up',
  z.object({ what: z.string(), key: z.string(), reason: z.string(), reference: z.string() }),
);

export interface Scheduler {
  start(): void;
  stop(): Promise<void>;
  wake(): void;
  /** Handles everything that is ready, now; resolves when nothing is left that is due. */
  drain(): Promise<void>;
}

export interface SchedulerOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly worker: Worker;
  readonly dueHandlers: () => readonly DueHandler[];
  readonly subscriptions: () => readonly Subscription[];
  readonly sweepers: () => readonly Sweeper[];
  /** Reads the stored clock offset, which another process may have moved. */
  readonly beforeTick: () => Promise<void>;
  readonly log: Log;
  readonly metrics: Metrics;
}

const longestSleepMs = minuteMs;
const triesBeforeGivingUp = 8;
/** A second try that is further away than this was planned before the clock was set back. */
const longestBackoffMs = 10 * minuteMs;

/** @returns the wait before try number `attempts + 1`: 2 s, 4 s, 8 s … at most 10 minutes. */
function backoffMs(attempts: number): number {
  return Math.min(secondMs * 2 ** attempts, longestBackoffMs);
}

/**
 * Sleeps until the earliest row is due, at most a minute. It keeps no schedule in memory: rows are claimed inside the
 * transaction that carries them out, so that several processes share the work and a kill loses nothing.
 */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { database, clock, worker, log, metrics } = options;
  let stopped = true;
  let running: Promise<void> | undefined;
  let wakeAgain = false;
  let timer: NodeJS.Timeout | undefined;

  return { start, stop, wake, drain };

  function start(): void {
    stopped = false;
    wake();
  }

  async function stop(): Promise<void> {
    stopped = true;
    clearTimeout(timer);
    await running;
  }

  function wake(): void {
    if (stopped) return;
    if (running !== undefined) {
      wakeAgain = true;
      return;
    }
    clearTimeout(timer);
    running = loop().finally(() => {
      running = undefined;
    });
  }

  async function loop(): Promise<void> {
    let sleepMs: number = secondMs;
    try {
      do {
        wakeAgain = false;
        await handleReady();
      } while (wakeAgain && !stopped);
      sleepMs = await untilNext();
    } catch (error) {
      // The database is away or a row cannot be read: nothing is lost, the rows are still there in a second.
      log.error({ error: describeError(error) }, 'the scheduler could not work');
    }
    if (stopped) return;
    timer = setTimeout(wake, sleepMs);
    timer.unref();
  }

  async function drain(): Promise<void> {
    while (running !== undefined) await running;
    running = handleReady().finally(() => {
      running = undefined;
    });
    await running;
    wake();
  }

  async function handleReady(): Promise<void> {
    await options.beforeTick();
    for (;;) {
      let handled = 0;
      while (!stopped && (await handleOneDue())) handled += 1;
      while (!stopped && (await handleOneEvent())) handled += 1;
      if (handled === 0) break;
    }
    for (const sweeper of options.sweepers()) await sweeper.sweep(clock.now());
    metrics.lastTick.set(clock.now().getTime() / 1000);
  }

  async function handleOneDue(): Promise<boolean> {
    let claimed: { id: string; kind: string; key: string } | undefined;
    try {
      return await worker(async (work) => {
        const [row] = await work.tx.$queryRaw<ClaimedDue[]>`
          UPDATE "due_row" SET "state" = 'done', "ended_at" = ${work.now}
          WHERE "id" = (SELECT "id" FROM "due_row" WHERE "state" = 'waiting' AND ("next_try_at" <= ${work.now}
                          OR ("due_at" <= ${work.now} AND "next_try_at" > ${later(work.now, longestBackoffMs)}))
                        ORDER BY "next_try_at", "id" LIMIT 1 FOR UPDATE SKIP LOCKED)
          RETURNING "id", "kind", "key", "payload", "due_at" AS "dueAt"`;
        if (row === undefined) return false;
        claimed = row;
        const handler = options.dueHandlers().find(({ kind }) => kind === row.kind);
        if (handler === undefined) throw new Error(`nobody handles due rows of kind ${row.kind}`);
        await handler.handle(work, row);
        metrics.dueHandled.inc({ kind: row.kind, outcome: 'done' });
        return true;
      });
    } catch (error) {
      if (claimed === undefined) throw error;
      await dueFailed(claimed, error);
      return true;
    }
  }

  async function dueFailed(row: { id: string; kind: string; key: string }, error: unknown): Promise<void> {
    const reason = describeError(error);
    log.error({ due: row.key, error: reason }, 'a due row failed');
    await worker(async (work) => {
      const [after] = await work.tx.$queryRaw<{ attempts: number; state: string }[]>`
        UPDATE "due_row" SET "attempts" = "attempts" + 1, "last_error" = ${reason},
          "next_try_at" = ${work.now}::timestamptz + LEAST(power(2, "attempts" + 1), 600) * interval '1 second',
          "state" = CASE WHEN "attempts" + 1 >= ${triesBeforeGivingUp} THEN 'failed' ELSE 'waiting' END
        WHERE "id" = ${row.id} AND "state" = 'waiting' RETURNING "attempts", "state"`;
      metrics.dueHandled.inc({ kind: row.kind, outcome: after?.state === 'failed' ? 'gave_up' : 'failed' });
      if (after?.state === 'failed') await giveUp(work, row.kind, row.key, reason);
    });
  }

  async function handleOneEvent(): Promise<boolean> {
    let claimed: ClaimedEvent | undefined;
    try {
      return await worker(async (work) => {
        const [row] = await work.tx.$queryRaw<ClaimedEvent[]>`
          UPDATE "event_delivery" d SET "state" = 'done'
          FROM "domain_event" e
          WHERE e."id" = d."event_id" AND (d."event_id", d."subscriber") IN (
            SELECT "event_id", "subscriber" FROM "event_delivery"
            WHERE "state" = 'waiting'
              AND ("next_try_at" <= ${work.now} OR "next_try_at" > ${later(work.now, longestBackoffMs)})
            ORDER BY "next_try_at" LIMIT 1 FOR UPDATE SKIP LOCKED)
          RETURNING d."event_id" AS "eventId", d."subscriber", d."attempts", e."name", e."data"`;
        if (row === undefined) return false;
        claimed = row;
        const subscription = options.subscriptions().find(({ subscriber }) => subscriber === row.subscriber);
        if (subscription === undefined) throw new Error(`nobody is ${row.subscriber} any more`);
        await subscription.handle(work, row.data);
        metrics.eventsHandled.inc({ subscriber: row.subscriber, outcome: 'done' });
        return true;
      });
    } catch (error) {
      if (claimed === undefined) throw error;
      await eventFailed(claimed, error);
      return true;
    }
  }

  async function eventFailed(row: ClaimedEvent, error: unknown): Promise<void> {
    const reason = describeError(error);
    log.error(
      { event: row.name, subscriber: row.subscriber, error: reason },
      'a domain event could not be handled',
    );
    const attempts = row.attempts + 1;
    const isDead = attempts >= triesBeforeGivingUp;
    await worker(async (work) => {
      const changed = await work.tx.eventDelivery.updateMany({
        where: { eventId: row.eventId, subscriber: row.subscriber, state: 'waiting', attempts: row.attempts },
        data: {
          attempts,
          lastError: reason,
          nextTryAt: later(work.now, backoffMs(attempts)),
          state: isDead ? 'dead' : 'waiting',
        },
      });
      metrics.eventsHandled.inc({ subscriber: row.subscriber, outcome: isDead ? 'gave_up' : 'failed' });
      // A dead letter about dead letters would go round for ever.
      if (isDead && changed.count === 1 && row.name !== gaveUp.name) {
        await giveUp(work, row.subscriber, row.eventId, reason);
      }
    });
  }

  async function giveUp(work: Work, what: string, key: string, reason: string): Promise<void> {
    work.audit({ actor: 'pacekeeper', action: 'work.gave_up', subject: `due:${key}`, data: { what } });
    await work.emit({ name: gaveUp.name, data: { what, key, reason, reference: randomUUID().slice(0, 8) } });
  }

  async function untilNext(): Promise<number> {
    const [row] = await database.prisma.$queryRaw<{ at: Date | null }[]>`
      SELECT LEAST((SELECT min("next_try_at") FROM "due_row" WHERE "state" = 'waiting'),
                   (SELECT min("next_try_at") FROM "event_delivery" WHERE "state" = 'waiting')) AS "at"`;
    const instants = [row?.at ?? undefined];
    for (const sweeper of options.sweepers()) instants.push(await sweeper.nextAt());
    const waits = instants.flatMap((at) => (at === undefined ? [] : [at.getTime() - clock.now().getTime()]));
    return Math.max(5, Math.min(longestSleepMs, ...waits));
  }
}

interface ClaimedDue {
  id: string;
  kind: string;
  key: string;
  payload: unknown;
  dueAt: Date;
}

interface ClaimedEvent {
  eventId: string;
  subscriber: string;
  attempts: number;
  name: string;
  data: unknown;
}
