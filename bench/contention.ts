import { randomUUID } from 'node:crypto';
import {
  createClock,
  createLog,
  createMetrics,
  type Database,
  migrate,
  openDatabase,
  type Work,
} from '../src/kernel/index.ts';
import { createScheduler } from '../src/kernel/scheduler.ts';
import { createWorker, type Worker } from '../src/kernel/work.ts';
import { onFreshDatabase } from './databases.ts';
import { round, type Tell, timed } from './figures.ts';

const writers = 16;
const seconds = Number(process.env['BENCH_SECONDS'] ?? 6);
const dueRows = 2_000;

interface Ground {
  /** Two pools of ten connections, as two processes have them, so that sixteen writers do not wait for one. */
  readonly workers: readonly Worker[];
  readonly databases: readonly Database[];
}

const clock = createClock();

async function open(url: string): Promise<Ground> {
  const databases = await Promise.all([1, 2].map(() => openDatabase({ kind: 'server', url })));
  const workers = databases.map((database) =>
    createWorker({
      database,
      clock,
      subscribersOf: () => [],
      enqueue: async () => undefined,
      wake: () => undefined,
    }),
  );
  const [first] = databases;
  if (first !== undefined) await migrate(first);
  return { workers, databases };
}

/** Transactions a second that so many writers get through, each doing one after the other. */
async function paceOf(
  { workers }: Ground,
  count: number,
  forSeconds: number,
  run: (work: Work) => Promise<void>,
): Promise<number> {
  let done = 0;
  const began = performance.now();
  const writer = async (n: number) => {
    const worker = workers[n % workers.length];
    while (worker !== undefined && performance.now() - began < forSeconds * 1_000) {
      await worker(run);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: count }, (_, n) => writer(n)));
  return (done * 1_000) / (performance.now() - began);
}

/** In short turns, so that what else the machine does falls on both alike. */
async function inTurns(
  ground: Ground,
  count: number,
  withIt: (work: Work) => Promise<void>,
  without: (work: Work) => Promise<void>,
): Promise<{ withIt: number; without: number }> {
  const turns = 3;
  const sums = { withIt: 0, without: 0 };
  for (let turn = 0; turn < turns; turn += 1) {
    sums.without += await paceOf(ground, count, seconds / turns, without);
    sums.withIt += await paceOf(ground, count, seconds / turns, withIt);
  }
  return { withIt: sums.withIt / turns, without: sums.without / turns };
}

const change = (work: Work) => work.once(randomUUID());

async function changeWithAudit(work: Work): Promise<void> {
  await change(work);
  work.audit({
    actor: 'U0BENCH0001',
    action: 'focus.answered',
    subject: 'cycle:bench',
    data: { version: 1 },
    texts: { answer: { focus: 'Answer within an hour' } },
  });
}

async function fillDue({ databases }: Ground, kind: string): Promise<void> {
  const now = clock.now();
  await databases[0]?.prisma.dueRow.createMany({
    data: Array.from({ length: dueRows }, (_, n) => ({
      id: `${kind}-${n}`,
      kind,
      key: `${kind}-${n}`,
      payload: {},
      dueAt: now,
      nextTryAt: now,
    })),
  });
}

/** Due rows a second that so many schedulers claim and carry out, each row making the plain change. */
async function claimPace(ground: Ground, count: number): Promise<number> {
  const kind = `claim-${count}`;
  await fillDue(ground, kind);
  const metrics = createMetrics();
  const log = createLog('warn', [], process.stderr);
  const schedulers = Array.from({ length: count }, (_, n) => {
    const at = n % 2;
    const [database, worker] = [ground.databases[at], ground.workers[at]];
    if (database === undefined || worker === undefined) throw new Error('there are two databases');
    return createScheduler({
      database,
      clock,
      worker,
      dueHandlers: () => [{ kind, describe: async () => undefined, handle: (work: Work) => change(work) }],
      subscriptions: () => [],
      sweepers: () => [],
      beforeTick: async () => undefined,
      log,
      metrics,
    });
  });
  const { ms } = await timed(async () => {
    for (const scheduler of schedulers) scheduler.start();
    await Promise.all(schedulers.map((scheduler) => scheduler.drain()));
  });
  await Promise.all(schedulers.map((scheduler) => scheduler.stop()));
  const left = await ground.databases[0]?.prisma.dueRow.count({ where: { kind, state: 'waiting' } });
  if (left !== 0) throw new Error(`${left} due rows were left`);
  return (dueRows * 1_000) / ms;
}

/** What every writer shares: the head of the audit chain, and the head of the queue of due rows. */
export async function contention(tell: Tell): Promise<void> {
  await onFreshDatabase('server', async (where) => {
    if (where.kind !== 'server') return;
    const ground = await open(where.url);
    await paceOf(ground, writers, 1, changeWithAudit);
    for (const count of [1, writers]) {
      const pace = await inTurns(ground, count, changeWithAudit, change);
      tell({
        figure: `transactions with an audit event, ${count} ${count === 1 ? 'writer' : 'writers'}, PostgreSQL`,
        aim: '',
        seen: `${round(pace.withIt, 0)} a second`,
        reference: `the same without: ${round(pace.without, 0)} a second`,
        ratio: round(pace.withIt / pace.without, 2),
        conditions: `${seconds} s each, in turns; no fsync; the server is on the same cores`,
      });
    }
    for (const count of [1, writers]) {
      const without = await paceOf(ground, count, seconds / 2, change);
      const claimed = await claimPace(ground, count);
      tell({
        figure: `due rows claimed and carried out, ${count} ${count === 1 ? 'scheduler' : 'schedulers'}, PostgreSQL`,
        aim: '',
        seen: `${round(claimed, 0)} a second`,
        reference: `the same change without a claim: ${round(without, 0)} a second`,
        ratio: round(claimed / without, 2),
        conditions: `${dueRows} rows that are due at the same instant`,
      });
    }
    for (const database of ground.databases) await database.close();
  });
}
