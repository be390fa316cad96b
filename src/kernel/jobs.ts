import { fromPrisma, PgBoss } from 'pg-boss';
import type { Database, Tx } from './database.ts';
import { describeError } from './errors.ts';
import type { JsonObject } from './json.ts';
import type { Log } from './log.ts';

/** Outward work that a job wakes. The row that `data` points at is the record; losing or repeating a job is harmless. */
export interface JobKind {
  readonly queue: string;
  /** How many may run at once in one process. */
  readonly concurrency: number;
  handle(data: unknown): Promise<void>;
}

export interface Jobs {
  start(kinds: readonly JobKind[]): Promise<void>;
  /** Enqueues inside a transaction: the job exists if, and only if, the transaction commits. */
  enqueue(tx: Tx, queue: string, data: JsonObject): Promise<void>;
  stop(): Promise<void>;
}

/**
 * pg-boss stays on real time on purpose: no business time lives in it. What must happen at a (virtual) instant is a row
 * with that instant, and the scheduler enqueues a job when the instant has come.
 */
export function createJobs(database: Database, log: Log): Jobs {
  const boss = new PgBoss({
    ...database.bossOptions,
    useListenNotify: true,
    schedule: false,
    monitorVacuum: false,
    reindex: false,
  });
  boss.on('error', (error) => log.error({ error: describeError(error) }, 'job queue error'));
  boss.on('warning', (warning) => log.debug({ warning: warning.message }, 'job queue warning'));

  return {
    start: async (kinds) => {
      await boss.start();
      for (const kind of kinds) {
        await boss.createQueue(kind.queue, { notify: true, retryLimit: 0, deleteAfterSeconds: 3_600 });
        await boss.updateQueue(kind.queue, { notify: true });
        // The first look-up of a queue goes past any open transaction and would wait for it, so look it up now. A job
        // that was left by an earlier process, or is another one's, goes back to the end of the queue.
        for (const job of await boss.fetch<JsonObject>(kind.queue)) {
          await boss.send(kind.queue, job.data);
          await boss.complete(kind.queue, job.id);
        }
        for (let worker = 0; worker < kind.concurrency; worker += 1) await startWorker(boss, kind);
      }
    },
    enqueue: async (tx, queue, data) => {
      await boss.send(queue, data, { db: fromPrisma(tx) });
    },
    stop: () => boss.stop({ graceful: true, timeout: 5_000 }),
  };
}

/** A notification wakes a worker for one job; it must come back by itself until the queue is empty. */
async function startWorker(boss: PgBoss, kind: JobKind): Promise<void> {
  let workerId: string | undefined;
  workerId = await boss.work(kind.queue, { batchSize: 1 }, async (jobs) => {
    try {
      for (const job of jobs) await kind.handle(job.data);
    } finally {
      if (workerId !== undefined) boss.notifyWorker(workerId);
    }
  });
}
