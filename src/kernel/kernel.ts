import { bindDatabase } from './binding.ts';
import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import type { DueHandler } from './due.ts';
import type { Subscription } from './events.ts';
import { createJobs, type JobKind, type Jobs } from './jobs.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { createScheduler, type Scheduler, type Sweeper } from './scheduler.ts';
import { admitKeys } from './vault-keys.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';
import { createWorker, type Worker } from './work.ts';

/** What every slice stands on. */
export interface Kernel {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly jobs: Jobs;
  readonly scheduler: Scheduler;
  readonly virtualTime: VirtualTime;
  /** Runs one unit of work. */
  readonly work: Worker;
  /** Resolves when everything that is due has been handled and sent; for tests and the local workspace's clock. */
  settle(): Promise<void>;
  start(wiring: Wiring): Promise<void>;
  stop(): Promise<void>;
}

/** What the slices hang into the kernel. */
export interface Wiring {
  readonly boundTo: string;
  readonly dueHandlers: readonly DueHandler[];
  readonly subscriptions: readonly Subscription[];
  readonly jobs: readonly JobKind[];
  readonly sweepers: readonly Sweeper[];
  /** Waits for outward work that is under way. */
  readonly outwardIdle: () => Promise<void>;
}

export interface KernelOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export function createKernel({ database, clock, log, metrics }: KernelOptions): Kernel {
  let wiring: Wiring | undefined;
  const dueHandlers = () => wiring?.dueHandlers ?? [];
  const subscriptions = () => wiring?.subscriptions ?? [];
  const jobs = createJobs(database, log);
  const work = createWorker({
    database,
    clock,
    subscribersOf: (name) =>
      subscriptions().flatMap(({ event, subscriber }) => (event === name ? [subscriber] : [])),
    enqueue: (tx, queue, data) => jobs.enqueue(tx, queue, data),
    wake: () => scheduler.wake(),
  });
  const virtualTime = createVirtualTime({ database, clock, worker: work, dueHandlers, settle });
  const scheduler: Scheduler = createScheduler({
    database,
    clock,
    worker: work,
    dueHandlers,
    subscriptions,
    sweepers: () => wiring?.sweepers ?? [],
    beforeTick: () => virtualTime.follow(),
    log,
    metrics,
  });
  async function settle(): Promise<void> {
    // What an earlier process left behind is picked up here: waiting for it first would be waiting for nobody.
    await scheduler.drain();
    await wiring?.outwardIdle();
    // Sending a message can raise an event, and an event can ask for a message: twice round is the longest chain.
    for (let round = 0; round < 2; round += 1) {
      await scheduler.drain();
      await wiring?.outwardIdle();
    }
  }

  return {
    database,
    clock,
    log,
    metrics,
    jobs,
    scheduler,
    virtualTime,
    work,
    settle,
    start: async (wired) => {
      wiring = wired;
      await bindDatabase(database, clock, wired.boundTo);
      await admitKeys(database, clock);
      await virtualTime.follow();
      await jobs.start(wired.jobs);
      scheduler.start();
    },
    stop: async () => {
      await scheduler.stop();
      await jobs.stop();
    },
  };
}
