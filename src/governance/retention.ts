import {
  type DueHandler,
  dayMs,
  hourMs,
  type Kernel,
  later,
  program,
  scheduleDue,
  secondMs,
  toJsonColumn,
  type Work,
} from '../kernel/index.ts';
import type { RetentionPolicy } from '../playbook/index.ts';
import { erasedMark, eraseTexts } from './erase-texts.ts';

/** One kind of thing that is kept for a while. */
interface Kept {
  readonly kind: keyof RetentionPolicy;
  /** What people wrote: the audit log says how much was erased. The rest is the program's own. */
  readonly isText: boolean;
  /** In one transaction, so that nobody waits long. */
  readonly atMost: number;
  /** Erases what is older than `before`, the oldest first; resolves with how many. */
  erase(work: Work, before: Date, atMost: number): Promise<number>;
}

const everything: readonly Kept[] = [
  { kind: 'weeks', isText: true, atMost: 20, erase: eraseWeeks },
  { kind: 'formDrafts', isText: true, atMost: 500, erase: eraseFormDrafts },
  { kind: 'messages', isText: true, atMost: 100, erase: eraseMessages },
  { kind: 'auditTexts', isText: true, atMost: 500, erase: eraseAuditTexts },
  { kind: 'handled', isText: false, atMost: 2_000, erase: eraseHandled },
  { kind: 'finishedWork', isText: false, atMost: 1_000, erase: eraseFinishedWork },
];

const dueKind = 'governance.retention';
/** In UTC: when the fewest people are at work between California and Berlin. */
const hourOfDay = 3;
const betweenBatchesMs = secondMs;

/** Erases what was kept long enough, every night, batch by batch. */
export function retentionDue(policy: RetentionPolicy): DueHandler {
  return {
    kind: dueKind,
    describe: async () => undefined,
    handle: async (work) => {
      const isMore = await eraseBatch(work, policy);
      if (isMore) await schedule(work, later(work.now, betweenBatchesMs));
      else await schedule(work, nextNight(work.now));
    },
  };
}

/** To be called at every start; asking twice for one night is asking once. */
export async function planRetention(kernel: Kernel): Promise<void> {
  await kernel.work((work) => schedule(work, nextNight(work.now)));
}

async function schedule(work: Work, dueAt: Date): Promise<void> {
  await scheduleDue(work, { kind: dueKind, key: `retention:${dueAt.toISOString()}`, dueAt, payload: {} });
}

function nextNight(now: Date): Date {
  const midnight = now.getTime() - (now.getTime() % dayMs);
  const tonight = new Date(midnight + hourOfDay * hourMs);
  return tonight > now ? tonight : later(tonight, dayMs);
}

/** @returns whether there may be more. */
async function eraseBatch(work: Work, policy: RetentionPolicy): Promise<boolean> {
  const counts: Record<string, number> = {};
  let isMore = false;
  for (const { kind, isText, atMost, erase } of everything) {
    const days = policy[kind];
    if (days === undefined) continue;
    const count = await erase(work, later(work.now, -days * dayMs), atMost);
    isMore ||= count === atMost;
    if (isText && count > 0) counts[kind] = count;
  }
  if (Object.keys(counts).length > 0) {
    work.audit({ actor: program, action: 'texts.erased', subject: 'retention:texts', data: counts });
  }
  return isMore;
}

async function eraseWeeks({ tx, now }: Work, before: Date, atMost: number): Promise<number> {
  const cycles = await tx.cycle.findMany({
    where: {
      snapshotAt: { lt: before },
      erasedAt: null,
      state: { not: 'open' },
      actions: { none: { state: 'open' } },
      blockers: { none: { state: 'open' } },
    },
    orderBy: { snapshotAt: 'asc' },
    take: atMost,
    include: { answers: true, snapshot: true, actions: true, blockers: true },
  });
  const mark = erasedMark(now);
  for (const { id, focusNote, answers, snapshot, actions, blockers } of cycles) {
    for (const answer of answers) {
      const content = toJsonColumn(eraseTexts(answer.content, mark));
      await tx.answer.update({ where: { id: answer.id }, data: { content } });
    }
    if (snapshot !== null) {
      const content = toJsonColumn(eraseTexts(snapshot.content, mark));
      await tx.snapshot.update({ where: { cycleId: id }, data: { content } });
    }
    for (const action of actions) {
      await tx.action.update({ where: { id: action.id }, data: { text: mark } });
    }
    for (const blocker of blockers) {
      await tx.blocker.update({ where: { id: blocker.id }, data: { text: mark } });
    }
    await tx.cycle.update({
      where: { id },
      data: { erasedAt: now, ...(focusNote === null ? {} : { focusNote: mark }) },
    });
  }
  return cycles.length;
}

function eraseFormDrafts({ tx }: Work, before: Date, atMost: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM "form_draft" WHERE "id" IN (
      SELECT "id" FROM "form_draft" WHERE "updated_at" < ${before} ORDER BY "updated_at" LIMIT ${atMost})`;
}

/** What still waits to be sent is left alone; what is drawn again has a content again. */
async function eraseMessages({ tx, now }: Work, before: Date, atMost: number): Promise<number> {
  const rows = await tx.delivery.findMany({
    where: {
      createdAt: { lt: before },
      erasedAt: null,
      state: { notIn: ['waiting', 'sending'] },
      OR: [{ sentAt: null }, { sentAt: { lt: before } }],
    },
    orderBy: { createdAt: 'asc' },
    take: atMost,
    select: { id: true },
  });
  for (const { id } of rows) {
    await tx.delivery.updateMany({
      where: { id, state: { notIn: ['waiting', 'sending'] } },
      data: { payload: { text: erasedMark(now) }, erasedAt: now },
    });
  }
  return rows.length;
}

/** The log is in the order of time, so that looking at the oldest texts is enough. */
function eraseAuditTexts({ tx }: Work, before: Date, atMost: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM "audit_text" WHERE "seq" IN (
      SELECT t."seq" FROM (SELECT "seq" FROM "audit_text" ORDER BY "seq" LIMIT ${atMost}) t
      JOIN "audit_event" e USING ("seq") WHERE e."at" < ${before})`;
}

function eraseHandled({ tx }: Work, before: Date, atMost: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM "handled" WHERE "key" IN (
      SELECT "key" FROM "handled" WHERE "at" < ${before} ORDER BY "at" LIMIT ${atMost})`;
}

async function eraseFinishedWork({ tx }: Work, before: Date, atMost: number): Promise<number> {
  const due = await tx.$executeRaw`
    DELETE FROM "due_row" WHERE "id" IN (
      SELECT "id" FROM "due_row"
      WHERE "state" <> 'waiting' AND "due_at" < ${before} AND coalesce("ended_at", "due_at") < ${before}
      ORDER BY "due_at" LIMIT ${atMost})`;
  const events = await tx.domainEvent.findMany({
    where: { at: { lt: before }, deliveries: { none: { state: 'waiting' } } },
    orderBy: { at: 'asc' },
    take: atMost,
    select: { id: true },
  });
  const ids = events.map(({ id }) => id);
  await tx.eventDelivery.deleteMany({ where: { eventId: { in: ids } } });
  await tx.domainEvent.deleteMany({ where: { id: { in: ids } } });
  return Math.max(due, ids.length);
}
