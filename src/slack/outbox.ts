import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { MessageBlock, MessagePayload } from '../blockkit/index.ts';
import {
  type JobKind,
  type Kernel,
  later,
  minuteMs,
  program,
  type Sweeper,
  secondMs,
} from '../kernel/index.ts';
import { deliveryQueue, messageFailed, messageSent } from './delivery.ts';
import { InFlight } from './in-flight.ts';
import {
  type Claimed,
  claimDelivery,
  isAnythingToSend,
  longestWaitMs,
  nextSweepAt,
  sweepDeliveries,
  wakeNext,
} from './outbox-rows.ts';
import { createPacing } from './pacing.ts';
import { findPosted } from './reconcile.ts';
import { adviceFor, classifySlackError, isTokenRefused, type SlackFailure } from './slack-error.ts';

/** Sends what `postMessage` and `redrawMessage` put into rows; the only place that posts to Slack. */
export interface Outbox {
  readonly job: JobKind;
  readonly sweeper: Sweeper;
  /** Resolves when nothing is being sent or waits for its first try. */
  idle(): Promise<void>;
}

export interface OutboxOptions {
  /** After a doubtful send, how long a message may still turn up before it is looked for. Default 10 s. */
  readonly doubtWaitMs?: number;
  /** A wait for a turn up to this long is slept through, a longer one goes back to the scheduler. Default 2 s. */
  readonly longestPauseMs?: number;
  /** What pacing reads, in milliseconds. Default: the machine's steady time, which is Slack's. */
  readonly readPaceMs?: () => number;
}

const lookUp = 'conversations.history';
const concurrency = 4;
/** With waits of up to ten minutes this is about a day: a prompt that is older has lost its sense. */
const triesBeforeGivingUp = 150;
const JobData = z.object({ deliveryId: z.string() });

export function createOutbox(kernel: Kernel, client: WebClient, options: OutboxOptions = {}): Outbox {
  const { clock, log, metrics } = kernel;
  const { doubtWaitMs = 10 * secondMs, longestPauseMs = 2 * secondMs } = options;
  const pacing = createPacing(options.readPaceMs);
  const working = new InFlight();
  // A clock that jumps, or a machine that slept, ends every lease while the work goes on.
  const underWay = new Map<string, { askedAgain: boolean }>();

  return {
    job: {
      queue: deliveryQueue,
      concurrency,
      handle: async (data) => {
        using _counted = working.begin();
        await deliver(JobData.parse(data).deliveryId);
      },
    },
    sweeper: { sweep: (now) => sweepDeliveries(kernel, now), nextAt: () => nextSweepAt(kernel) },
    idle,
  };

  async function deliver(id: string): Promise<void> {
    const already = underWay.get(id);
    if (already !== undefined) {
      already.askedAgain = true;
      return;
    }
    const asked = { askedAgain: false };
    underWay.set(id, asked);
    try {
      do {
        asked.askedAgain = false;
        const claimed = await claimDelivery(kernel, id);
        if (claimed === undefined) continue;
        await send(claimed).catch((error) => failed(claimed, classifySlackError(error)));
      } while (asked.askedAgain);
    } finally {
      underWay.delete(id);
    }
  }

  async function send(delivery: Claimed): Promise<void> {
    if (delivery.ts !== null && delivery.postedIn !== null) {
      return update(delivery, delivery.postedIn, delivery.ts);
    }
    const channel = delivery.channelId ?? (await openDirectMessage(delivery));
    if (channel === undefined) return;
    const thread = await threadOf(delivery);
    if (thread.kind === 'not_yet') {
      // It is woken when its parent is posted; until then it holds up nobody.
      return back(delivery, { nextTryAt: later(clock.now(), minuteMs), error: 'parent_not_posted' });
    }
    if (delivery.postAttempted) {
      delivery.calling = lookUp;
      const found = await findPosted(client, channel, { ...delivery, threadTs: thread.ts });
      // What was posted then may be older than what is wanted now; `sent` sees to that.
      if (found !== undefined) return sent(delivery, channel, found.ts, found.version, 'reconciled');
    }
    return post(delivery, channel, thread.ts);
  }

  async function openDirectMessage(delivery: Claimed): Promise<string | undefined> {
    if (!(await turn(delivery, 'conversations.open', delivery.personId ?? ''))) return undefined;
    const opened = await client.conversations.open({ users: delivery.personId ?? '' });
    return opened.channel?.id;
  }

  async function threadOf(delivery: Claimed): Promise<{ kind: 'known'; ts?: string } | { kind: 'not_yet' }> {
    if (delivery.parentId === null) return { kind: 'known' };
    const parent = await kernel.database.prisma.delivery.findUniqueOrThrow({
      where: { id: delivery.parentId },
    });
    if (parent.ts !== null) return { kind: 'known', ts: parent.ts };
    // Without its parent, or where nobody knows its place, a reply stands alone in the channel rather than not at all.
    return parent.state === 'failed' || parent.state === 'sent' ? { kind: 'known' } : { kind: 'not_yet' };
  }

  async function post(delivery: Claimed, channel: string, threadTs?: string): Promise<void> {
    if (!(await turn(delivery, 'chat.postMessage', channel))) return;
    const marked = await kernel.database.prisma.delivery.updateMany({
      where: { id: delivery.id, leaseId: delivery.leaseId },
      data: { postAttempted: true },
    });
    if (marked.count === 0) return;
    delivery.postAttempted = true;
    const result = await client.chat.postMessage({
      channel,
      ...content(delivery.payload),
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      unfurl_links: false,
      unfurl_media: false,
      // chat.postMessage has no idempotency key: this is how a doubtful send is found again.
      metadata: {
        event_type: 'pacekeeper_delivery',
        event_payload: { delivery_id: delivery.id, version: delivery.version },
      },
    });
    await sent(delivery, result.channel ?? channel, result.ts ?? '', delivery.version, 'sent');
  }

  async function update(delivery: Claimed, channel: string, ts: string): Promise<void> {
    if (!(await turn(delivery, 'chat.update', channel))) return;
    await client.chat.update({ channel, ts, ...content(delivery.payload) });
    await sent(delivery, channel, ts, delivery.version, 'sent');
  }

  /** Waits for its turn, or hands the delivery back. @returns false when it was handed back. */
  async function turn(delivery: Claimed, method: string, channel: string): Promise<boolean> {
    delivery.calling = method;
    for (;;) {
      const waitMs = pacing.take(method, channel);
      if (waitMs === 0) return true;
      if (waitMs > longestPauseMs) {
        await release(delivery, waitMs);
        return false;
      }
      await sleep(waitMs);
    }
  }

  async function sent(
    delivery: Claimed,
    channelId: string,
    ts: string,
    version: number,
    outcome: string,
  ): Promise<void> {
    const isFirst = delivery.ts === null;
    metrics.tokenRefused.set(0);
    metrics.deliveries.inc({ method: isFirst ? 'chat.postMessage' : 'chat.update', outcome });
    await kernel.work(async (work) => {
      const [row] = await work.tx.$queryRaw<{ state: string }[]>`
        UPDATE "delivery" SET "ts" = ${ts}, "posted_in" = ${channelId}, "sent_version" = ${version}, "error" = NULL,
          "sent_at" = ${work.now}, "attempts" = 0, "lease_until" = NULL, "lease_id" = NULL,
          "next_try_at" = ${later(work.now, 30 * secondMs)},
          "state" = CASE WHEN "version" > ${version} THEN 'waiting' ELSE 'sent' END
        WHERE "id" = ${delivery.id} AND "lease_id" = ${delivery.leaseId} RETURNING "state"`;
      if (row === undefined) return;
      if (row.state === 'waiting') await work.enqueue(deliveryQueue, { deliveryId: delivery.id });
      if (!isFirst) return;
      const replies = await work.tx.delivery.findMany({
        where: { parentId: delivery.id, state: 'waiting' },
        select: { id: true },
      });
      for (const reply of replies) await work.enqueue(deliveryQueue, { deliveryId: reply.id });
      await work.emit({
        name: messageSent.name,
        data: { key: delivery.key, deliveryId: delivery.id, channelId, ts },
      });
      work.audit({
        actor: program,
        action: 'message.posted',
        subject: `delivery:${delivery.id}`,
        data: {
          key: delivery.key,
          channel: channelId,
          ts,
          ...(outcome === 'reconciled' ? { reconciled: true } : {}),
        },
      });
    });
    if (isFirst) await wakeNext(kernel, delivery);
  }

  /** Back to waiting; `attempts` does not count a wait for a turn. */
  async function release(delivery: Claimed, waitMs: number): Promise<void> {
    await back(delivery, {
      nextTryAt: later(clock.now(), waitMs),
      attempts: Math.max(1, delivery.attempts - 1),
    });
  }

  async function back(
    delivery: Claimed,
    data: { nextTryAt: Date; attempts?: number; error?: string; postAttempted?: boolean; ts?: null },
  ): Promise<void> {
    await kernel.database.prisma.delivery.updateMany({
      where: { id: delivery.id, leaseId: delivery.leaseId },
      data: { state: 'waiting', leaseUntil: null, leaseId: null, ...data },
    });
    if (data.error !== undefined) await wakeNext(kernel, delivery);
    kernel.scheduler.wake();
  }

  async function failed(delivery: Claimed, failure: SlackFailure): Promise<void> {
    const method = delivery.calling ?? 'chat.postMessage';
    metrics.deliveries.inc({ method, outcome: failure.kind });
    log.warn(
      { delivery: delivery.key, code: failure.code, kind: failure.kind },
      'a delivery did not go through',
    );
    const backoffMs = Math.min(2 ** delivery.attempts * secondMs, 10 * minuteMs);
    // A post that was turned away was certainly not made; a look-up that was turned away says nothing.
    const certainty = method === 'chat.postMessage' ? { postAttempted: false } : {};
    switch (failure.kind) {
      case 'wait':
        pacing.pause(method, failure.waitMs);
        return back(delivery, {
          nextTryAt: later(clock.now(), Math.min(failure.waitMs, longestWaitMs)),
          attempts: Math.max(1, delivery.attempts - 1),
          ...certainty,
        });
      case 'message_gone':
        return back(delivery, {
          nextTryAt: clock.now(),
          ts: null,
          postAttempted: false,
          error: failure.code,
        });
      case 'permanent':
        if (isTokenRefused(failure)) {
          metrics.tokenRefused.set(1);
          log.error({ code: failure.code }, adviceFor(failure.code, ''));
          // Nobody can be told so in Slack: it goes out when there is a token again, however long that takes.
          return back(delivery, {
            nextTryAt: later(clock.now(), backoffMs),
            attempts: Math.min(delivery.attempts, triesBeforeGivingUp - 1),
            error: failure.code,
            ...certainty,
          });
        }
        return giveUp(delivery, failure.code, failure.detail, method !== 'chat.postMessage');
      case 'later':
        if (delivery.attempts >= triesBeforeGivingUp) {
          return giveUp(delivery, failure.code, undefined, method !== 'chat.postMessage');
        }
        return back(delivery, {
          nextTryAt: later(clock.now(), backoffMs),
          error: failure.code,
          ...certainty,
        });
      case 'doubtful': {
        if (delivery.attempts >= triesBeforeGivingUp) return giveUp(delivery, failure.code, undefined, true);
        const waitMs = delivery.postAttempted ? Math.max(doubtWaitMs, backoffMs) : backoffMs;
        return back(delivery, { nextTryAt: later(clock.now(), waitMs), error: failure.code });
      }
    }
  }

  async function giveUp(
    delivery: Claimed,
    code: string,
    detail: string | undefined,
    saysNothing: boolean,
  ): Promise<void> {
    // A post that may be in Slack already, and cannot be looked for, is never repeated by itself.
    const isDoubt = saysNothing && delivery.ts === null && delivery.postAttempted;
    await kernel.work(async (work) => {
      const changed = await work.tx.delivery.updateMany({
        where: { id: delivery.id, leaseId: delivery.leaseId },
        data: {
          state: isDoubt ? 'in_doubt' : 'failed',
          error: code,
          leaseUntil: null,
          leaseId: null,
          ...(isDoubt ? {} : { postAttempted: false }),
        },
      });
      if (changed.count === 0) return;
      await work.emit({
        name: messageFailed.name,
        data: {
          key: delivery.key,
          deliveryId: delivery.id,
          code,
          detail: detail ?? null,
          channelId: delivery.channelId,
          personId: delivery.personId,
          inDoubt: isDoubt,
        },
      });
      work.audit({
        actor: program,
        action: isDoubt ? 'message.in_doubt' : 'message.failed',
        subject: `delivery:${delivery.id}`,
        data: { key: delivery.key, code },
      });
    });
    await wakeNext(kernel, delivery);
  }

  async function idle(): Promise<void> {
    for (;;) {
      await working.idle();
      if (!(await isAnythingToSend(kernel))) return;
      // Its job has not reached this process yet, or another process has it.
      await sleep(10);
    }
  }
}

function content(payload: MessagePayload): { text: string; blocks?: MessageBlock[] } {
  return {
    text: payload.text,
    // Left out on purpose where there are none: an update without blocks drops the old ones.
    ...(payload.blocks === undefined ? {} : { blocks: [...payload.blocks] }),
  };
}
