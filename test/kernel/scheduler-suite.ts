import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hourMs, later, minuteMs } from '../../src/kernel/clock.ts';
import { cancelDue, type DueHandler, scheduleDue } from '../../src/kernel/due.ts';
import { defineEvent, type Subscription, subscribe } from '../../src/kernel/events.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { gaveUp } from '../../src/kernel/scheduler.ts';
import { type Engine, testKernel, useDatabase, wiring } from './database.ts';

const happened = defineEvent('test.happened', z.object({ id: z.string() }));

function handler(handle: DueHandler['handle'], describeRow = 'something'): DueHandler {
  return { kind: 'test', describe: async () => describeRow, handle };
}

export function schedulerSuite(engine: Engine): void {
  const database = useDatabase(engine);
  const running: Kernel[] = [];

  afterEach(async () => {
    for (const kernel of running.splice(0)) await kernel.stop();
  });

  async function startKernel(
    dueHandlers: readonly DueHandler[],
    subscriptions: readonly Subscription[] = [],
  ) {
    const { kernel, logged } = testKernel(database.get());
    await kernel.start(wiring({ dueHandlers, subscriptions }));
    running.push(kernel);
    return { kernel, logged };
  }

  function plan(kernel: Kernel, key: string, inMs: number): Promise<void> {
    return kernel.work((work) =>
      scheduleDue(work, { kind: 'test', key, dueAt: later(work.now, inMs), payload: { key } }),
    );
  }

  const stateOf = async (key: string) =>
    (await database.get().prisma.dueRow.findUniqueOrThrow({ where: { key } })).state;

  describe(`due rows (${engine})`, () => {
    test('one is handled when its instant has come, not before, and once, however often it is looked at', async () => {
      const handled: string[] = [];
      const { kernel } = await startKernel([handler(async (_work, { key }) => void handled.push(key))]);
      await plan(kernel, 'a', hourMs);
      await kernel.settle();
      expect(handled).toEqual([]);
      await kernel.virtualTime.jumpTo(later(kernel.clock.now(), hourMs + 1));
      await Promise.all([kernel.settle(), kernel.settle()]);
      expect(handled).toEqual(['a']);
      await plan(kernel, 'a', 0);
      await kernel.settle();
      expect([handled, await stateOf('a')]).toEqual([['a'], 'done']);
    });

    test('two schedulers on one database share the rows and double none', async () => {
      const handled: string[] = [];
      const handlers = [handler(async (_work, { key }) => void handled.push(key))];
      const [one, two] = [await startKernel(handlers), await startKernel(handlers)];
      const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
      for (const key of keys) await plan(one.kernel, key, 0);
      await Promise.all([one.kernel.settle(), two.kernel.settle()]);
      expect(handled.toSorted()).toEqual(keys.toSorted());
    });

    test('what was planned again before its time moves; what was taken back does not happen', async () => {
      const handled: [string, string][] = [];
      const { kernel } = await startKernel([
        handler(async (work, { key }) => void handled.push([key, work.now.toISOString().slice(0, 13)])),
      ]);
      await plan(kernel, 'moved', minuteMs);
      await plan(kernel, 'moved', 3 * hourMs);
      await plan(kernel, 'gone', minuteMs);
      await kernel.work((work) => cancelDue(work, ['gone']));
      const end = later(kernel.clock.now(), 4 * hourMs);
      const expected = later(kernel.clock.now(), 3 * hourMs)
        .toISOString()
        .slice(0, 13);
      await kernel.virtualTime.walkTo(end);
      expect(handled).toEqual([['moved', expected]]);
      expect(await stateOf('gone')).toBe('cancelled');
    });

    test('one that fails leaves nothing, waits longer each time, and is given up with an event at the eighth', async () => {
      let tries = 0;
      const gaveUpWith: unknown[] = [];
      const waits: number[] = [];
      const { kernel, logged } = await startKernel(
        [
          handler(async (work) => {
            tries += 1;
            await work.tx.admin.create({ data: { personId: 'U1', since: work.now } });
            throw new Error('it broke');
          }),
        ],
        [subscribe('test.hear_gave_up', gaveUp, async (_work, data) => void gaveUpWith.push(data))],
      );
      await plan(kernel, 'a', 0);
      await kernel.settle();
      for (let round = 0; round < 20; round += 1) {
        const row = await database.get().prisma.dueRow.findUniqueOrThrow({ where: { key: 'a' } });
        if (row.state !== 'waiting') break;
        waits.push(Math.round((row.nextTryAt.getTime() - kernel.clock.now().getTime()) / 1000));
        await kernel.virtualTime.walkTo(row.nextTryAt);
      }
      expect(tries).toBe(8);
      expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128]);
      expect(await stateOf('a')).toBe('failed');
      expect(gaveUpWith).toMatchObject([{ what: 'test', key: 'a', reason: 'Error: it broke' }]);
      expect(await database.get().prisma.admin.count()).toBe(0);
      expect(await database.get().prisma.auditEvent.count({ where: { action: 'work.gave_up' } })).toBe(1);
      expect(logged.filter((line) => line.includes('a due row failed'))).toHaveLength(8);
    });

    test('one that fails holds up no other', async () => {
      const handled: string[] = [];
      const { kernel } = await startKernel([
        handler(async (_work, { key }) => {
          if (key === 'broken') throw new Error('it broke');
          handled.push(key);
        }),
      ]);
      await plan(kernel, 'broken', 0);
      await plan(kernel, 'whole', 0);
      await kernel.settle();
      expect(handled).toEqual(['whole']);
    });
  });

  describe(`domain events (${engine})`, () => {
    test('each subscriber hears it once, and one that fails holds up no other', async () => {
      const heard: string[] = [];
      let failures = 0;
      const { kernel } = await startKernel(
        [],
        [
          subscribe('test.broken', happened, async () => {
            failures += 1;
            if (failures < 3) throw new Error('it broke');
            heard.push('broken, at last');
          }),
          subscribe('test.whole', happened, async (_work, { id }) => void heard.push(`whole ${id}`)),
        ],
      );
      await kernel.work((work) => work.emit({ name: happened.name, data: { id: 'a' } }));
      await kernel.settle();
      expect(heard).toEqual(['whole a']);
      await kernel.virtualTime.jumpTo(later(kernel.clock.now(), minuteMs));
      await kernel.virtualTime.jumpTo(later(kernel.clock.now(), minuteMs));
      expect(heard).toEqual(['whole a', 'broken, at last']);
      await kernel.settle();
      expect([failures, heard.length]).toEqual([3, 2]);
    });

    test('one that nobody can handle is dead after eight tries, and that is told', async () => {
      const gaveUpWith: unknown[] = [];
      const { kernel } = await startKernel(
        [],
        [
          subscribe('test.broken', happened, async () => {
            throw new Error('it broke');
          }),
          subscribe('test.hear_gave_up', gaveUp, async (_work, data) => void gaveUpWith.push(data)),
        ],
      );
      await kernel.work((work) => work.emit({ name: happened.name, data: { id: 'a' } }));
      for (let round = 0; round < 9; round += 1) {
        await kernel.virtualTime.jumpTo(later(kernel.clock.now(), hourMs));
      }
      const row = await database
        .get()
        .prisma.eventDelivery.findFirstOrThrow({ where: { subscriber: 'test.broken' } });
      expect(row).toMatchObject({ state: 'dead', attempts: 8, lastError: 'Error: it broke' });
      expect(gaveUpWith).toHaveLength(1);
    });
  });

  describe(`virtual time (${engine})`, () => {
    test('walking stops at each due instant; jumping finds them all late', async () => {
      const seen: number[] = [];
      const { kernel } = await startKernel([
        handler(async (work, { dueAt }) => void seen.push(work.now.getTime() - dueAt.getTime())),
      ]);
      for (const hours of [1, 2, 30]) await plan(kernel, `w${hours}`, hours * hourMs);
      await kernel.virtualTime.walkTo(later(kernel.clock.now(), 31 * hourMs));
      expect(seen).toHaveLength(3);
      for (const lateMs of seen) expect(lateMs).toBeLessThan(minuteMs);
      for (const hours of [1, 2]) await plan(kernel, `j${hours}`, hours * hourMs);
      await kernel.virtualTime.jumpTo(later(kernel.clock.now(), 5 * hourMs));
      expect(seen.slice(3).map((lateMs) => Math.round(lateMs / hourMs))).toEqual([4, 3]);
    });

    test('walking does what the things on the way have planned', async () => {
      const handled: string[] = [];
      const { kernel } = await startKernel([
        handler(async (work, { key }) => {
          handled.push(key);
          if (key.length < 4) {
            await scheduleDue(work, {
              kind: 'test',
              key: `${key}+`,
              dueAt: later(work.now, hourMs),
              payload: {},
            });
          }
        }),
      ]);
      await plan(kernel, 'a', hourMs);
      await kernel.virtualTime.walkTo(later(kernel.clock.now(), 10 * hourMs));
      expect(handled).toEqual(['a', 'a+', 'a++', 'a+++']);
    });

    test('the next thing due has the words of its handler, and what nobody would notice is passed over', async () => {
      const { kernel } = await startKernel([
        {
          kind: 'test',
          describe: async (_work, { key }) => (key === 'quiet' ? undefined : `what ${key} is`),
          handle: async () => undefined,
        },
      ]);
      expect(await kernel.virtualTime.nextDue()).toBeUndefined();
      await plan(kernel, 'quiet', minuteMs);
      await plan(kernel, 'loud', hourMs);
      expect((await kernel.virtualTime.nextDue())?.what).toBe('what loud is');
    });

    test('a process started later finds the clock where it was put', async () => {
      const { kernel } = await startKernel([]);
      await kernel.virtualTime.jumpTo(later(kernel.clock.now(), 50 * hourMs));
      const { kernel: other } = await startKernel([]);
      expect(Math.round(other.clock.offsetMs() / hourMs)).toBe(50);
    });

    test('time of a real team cannot be moved, whatever the program thinks', async () => {
      const { kernel } = testKernel(database.get());
      await kernel.start(wiring({ boundTo: 'T1' }));
      running.push(kernel);
      await expect(kernel.virtualTime.jumpTo(later(kernel.clock.now(), hourMs))).rejects.toThrow();
      await expect(
        database.get().prisma.$executeRaw`INSERT INTO "clock_offset" ("id", "offset_ms") VALUES (1, 1)`,
      ).rejects.toThrow('the clock can be moved in a local database only');
      expect(await database.get().prisma.clockOffset.count()).toBe(0);
      expect(kernel.clock.offsetMs()).toBe(0);
    });
  });
}
