import {
  type Clock,
  createClock,
  createKernel,
  createLog,
  createMetrics,
  type Kernel,
  localWorkspace,
  migrate,
  openDatabase,
  type Wiring,
} from '../../src/kernel/index.ts';

export interface TestKernel {
  readonly kernel: Kernel;
  readonly clock: Clock;
  /** With what the slices under test hang into it; nothing is due, heard or sent before this. */
  start(wiring?: Partial<Wiring>): Promise<void>;
  close(): Promise<void>;
}

/** A kernel on an embedded database in memory, with every migration applied. Time runs on from `now`, a Friday. */
export async function startKernel(now = '2026-11-20T09:00:00Z'): Promise<TestKernel> {
  const beganMs = performance.now();
  const clock = createClock(() => Date.parse(now) + Math.round(performance.now() - beganMs));
  const database = await openDatabase({ kind: 'memory' });
  await migrate(database);
  const log = createLog('silent', []);
  const kernel = createKernel({ database, clock, log, metrics: createMetrics() });
  let isStarted = false;
  return {
    kernel,
    clock,
    start: async (wiring = {}) => {
      isStarted = true;
      await kernel.start({
        boundTo: localWorkspace,
        dueHandlers: [],
        subscriptions: [],
        jobs: [],
        sweepers: [],
        outwardIdle: async () => undefined,
        ...wiring,
      });
    },
    close: async () => {
      if (isStarted) await kernel.stop();
      await database.close();
    },
  };
}
