import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { MessagePayload } from '../blockkit/index.ts';
import { canonicalJson } from '../kernel/audit.ts';
import { defineEvent, later, secondMs, toJsonColumn, type Work } from '../kernel/index.ts';

/** The queue that wakes the outbox for one delivery. */
export const deliveryQueue = 'slack.delivery';

/** A message is in Slack. There is no `ts` where an admin has found it, because its receipt was lost. */
export const messageSent = defineEvent(
  'slack.message_sent',
  z.object({ key: z.string(), deliveryId: z.string(), channelId: z.string(), ts: z.string().nullable() }),
);

/** A message could not be delivered; somebody has to do something. */
export const messageFailed = defineEvent(
  'slack.message_failed',
  z.object({
    key: z.string(),
    deliveryId: z.string(),
    code: z.string(),
    detail: z.string().nullable(),
    channelId: z.string().nullable(),
    personId: z.string().nullable(),
    inDoubt: z.boolean(),
  }),
);

export interface NewMessage {
  /** Unique for ever: what is posted twice under one key is posted once. */
  readonly key: string;
  readonly to: { readonly channelId: string } | { readonly personId: string };
  /** The key of the message in whose thread this one belongs. */
  readonly inThreadOf?: string;
  readonly message: MessagePayload;
}

/** How long the scheduler leaves a new delivery to its job before it looks itself. */
const sweepAfterMs = 30 * secondMs;

/**
 * Puts a message into the outbox, in the transaction of whatever it tells about.
 * @returns its delivery id; that of the first one if the key was used before.
 */
export async function postMessage(work: Work, { key, to, inThreadOf, message }: NewMessage): Promise<string> {
  const existing = await work.tx.delivery.findUnique({ where: { key }, select: { id: true } });
  if (existing !== null) return existing.id;
  const parent =
    inThreadOf === undefined
      ? null
      : await work.tx.delivery.findUniqueOrThrow({ where: { key: inThreadOf }, select: { id: true } });
  const id = randomUUID();
  await work.tx.delivery.create({
    data: {
      id,
      key,
      ...to,
      parentId: parent?.id ?? null,
      payload: toJsonColumn(message),
      nextTryAt: later(work.now, sweepAfterMs),
      createdAt: await placeInLine(work, to),
    },
  });
  await work.enqueue(deliveryQueue, { deliveryId: id });
  return id;
}

/** Messages to one place go out in this order; several may come from one instant, or from before a clock was set back. */
async function placeInLine(work: Work, to: NewMessage['to']): Promise<Date> {
  const { _max } = await work.tx.delivery.aggregate({
    where: { ...to, ts: null, state: { in: ['waiting', 'sending'] } },
    _max: { createdAt: true },
  });
  const last = _max.createdAt;
  return last === null || last < work.now ? work.now : later(last, 1);
}

/**
 * Changes what a message says. The outbox sends the newest version only; a message that is not posted yet is posted
 * with its newest content, and one that waits after an error goes on waiting. Unknown keys are nothing to redraw, nor
 * are messages that an admin has found in Slack: where they stand is not known.
 */
export async function redrawMessage(work: Work, key: string, message: MessagePayload): Promise<void> {
  const wanted = toJsonColumn(message);
  for (;;) {
    const row = await work.tx.delivery.findUnique({
      where: { key },
      select: { id: true, version: true, payload: true },
    });
    if (row === null || canonicalJson(row.payload) === canonicalJson(wanted)) return;
    const { id, version } = row;
    const changed = { payload: wanted, version: version + 1, erasedAt: null };
    const settled = await work.tx.delivery.updateMany({
      where: { id, version, state: { in: ['sent', 'failed'] }, ts: { not: null } },
      data: {
        ...changed,
        state: 'waiting',
        error: null,
        attempts: 0,
        nextTryAt: later(work.now, sweepAfterMs),
      },
    });
    if (settled.count === 1) return work.enqueue(deliveryQueue, { deliveryId: id });
    const [unsettled] = await work.tx.delivery.updateManyAndReturn({
      where: { id, version, OR: [{ state: { notIn: ['sent', 'failed'] } }, { ts: null }] },
      data: changed,
      select: { state: true, error: true },
    });
    // Between the two it was sent, or somebody else has drawn it: look again.
    if (unsettled === undefined) continue;
    if (unsettled.state === 'waiting' && unsettled.error === null) {
      await work.enqueue(deliveryQueue, { deliveryId: id });
    }
    return;
  }
}

/**
 * Tries a failed delivery again, or one in doubt that an admin has looked at.
 * @returns false when there was nothing to try again.
 */
export async function retryDelivery(
  work: Work,
  id: string,
  options: { postAnew: boolean },
): Promise<boolean> {
  const changed = await work.tx.delivery.updateMany({
    where: { id, state: { in: ['failed', 'in_doubt'] }, erasedAt: null },
    data: {
      state: 'waiting',
      attempts: 0,
      error: null,
      nextTryAt: later(work.now, sweepAfterMs),
      ...(options.postAnew ? { postAttempted: false } : {}),
    },
  });
  if (changed.count === 1) await work.enqueue(deliveryQueue, { deliveryId: id });
  return changed.count === 1;
}

/** Ends a delivery in doubt: an admin has seen the message in Slack. */
export async function settleDoubt(work: Work, id: string): Promise<boolean> {
  const changed = await work.tx.delivery.updateMany({
    where: { id, state: 'in_doubt' },
    data: { state: 'sent', sentAt: work.now },
  });
  if (changed.count === 0) return false;
  const { key, channelId, personId } = await work.tx.delivery.findUniqueOrThrow({ where: { id } });
  await work.emit({
    name: messageSent.name,
    data: { key, deliveryId: id, channelId: channelId ?? personId ?? '', ts: null },
  });
  return true;
}
