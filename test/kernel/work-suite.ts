import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { scheduleDue } from '../../src/kernel/due.ts';
import { AlreadyHandledError } from '../../src/kernel/errors.ts';
import { defineEvent, subscribe } from '../../src/kernel/events.ts';
import { type Engine, testKernel, useDatabase, wiring } from './database.ts';

const happened = defineEvent('test.happened', z.object({ id: z.string() }));

export function workSuite(engine: Engine): void {
  const database = useDatabase(engine);

  describe(`a unit of work (${engine})`, () => {
    test('that throws leaves nothing: no row, event, due row, job, audit event, and nothing after the commit', async () => {
      const { kernel } = testKernel(database.get());
      const jobs: unknown[] = [];
      await kernel.start(
        wiring({
          subscriptions: [subscribe('test.hear', happened, async () => undefined)],
          jobs: [{ queue: 'test', concurrency: 1, handle: async (data) => void jobs.push(data) }],
        }),
      );
      let ran = false;
      const failing = kernel.work(async (work) => {
        await work.tx.admin.create({ data: { personId: 'U1', since: work.now } });
        await work.emit({ name: happened.name, data: { id: 'a' } });
        await scheduleDue(work, { kind: 'test', key: 'k', dueAt: work.now, payload: {} });
        await work.enqueue('test', { id: 'a' });
        await work.once('key');
        work.audit({ actor: 'U1', action: 'a.done', subject: 'x:1' });
        work.afterCommit(() => {
          ran = true;
        });
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      const { prisma } = database.get();
      const counts = [
        await prisma.admin.count(),
        await prisma.domainEvent.count(),
        await prisma.eventDelivery.count(),
        await prisma.dueRow.count(),
        await prisma.handled.count(),
        await prisma.auditEvent.count(),
      ];
      const [left] = await prisma.$queryRaw<{ jobs: number }[]>`
        SELECT count(*)::int AS "jobs" FROM pgboss.job WHERE name = 'test'`;
      await kernel.stop();
      expect(counts).toEqual([0, 0, 0, 0, 0, 0]);
      expect([left?.jobs, jobs, ran]).toEqual([0, [], false]);
    });

    test('gives its value, and runs what was asked for after the commit, once', async () => {
      const { kernel } = testKernel(database.get());
      let seen = -1;
      const count = () => database.get().prisma.admin.count();
      const { promise, resolve } = Promise.withResolvers<void>();
      const after = () => {
        void count().then((found) => {
          seen = found;
          resolve();
        });
      };
      const value = await kernel.work(async (work) => {
        await work.tx.admin.create({ data: { personId: 'U1', since: work.now } });
        work.afterCommit(after);
        work.afterCommit(after);
        return 42;
      });
      await promise;
      expect([value, seen]).toEqual([42, 1]);
    });

    test('claims a key once; a failed one gives it back', async () => {
      const { kernel } = testKernel(database.get());
      const claim = (fails: boolean) =>
        kernel.work(async (work) => {
          await work.once('click:1');
          if (fails) throw new Error('no');
        });
      await expect(claim(true)).rejects.toThrow('no');
      await claim(false);
      await expect(claim(false)).rejects.toBeInstanceOf(AlreadyHandledError);
    });

    test('of several at once with one key, one is done', async () => {
      const { kernel } = testKernel(database.get());
      const outcomes = await Promise.allSettled(
        Array.from({ length: 6 }, (_, each) =>
          kernel.work(async (work) => {
            await work.once('click:1');
            await work.tx.admin.create({ data: { personId: `U${each}`, since: work.now } });
          }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await database.get().prisma.admin.count()).toBe(1);
    });

    test('hands a job over if, and only if, it is committed', async () => {
      const { kernel } = testKernel(database.get());
      const { promise, resolve } = Promise.withResolvers<unknown>();
      await kernel.start(
        wiring({ jobs: [{ queue: 'test', concurrency: 1, handle: async (data) => resolve(data) }] }),
      );
      await kernel.work((work) => work.enqueue('test', { id: 'a' }));
      expect(await promise).toEqual({ id: 'a' });
      await kernel.stop();
    });
  });
}
