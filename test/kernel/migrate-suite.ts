import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { localWorkspace } from '../../src/kernel/binding.ts';
import { migrate } from '../../src/kernel/migrate.ts';
import { refuseUnlessLocal, wipeLocalDatabase } from '../../src/kernel/wipe.ts';
import { type Engine, empty, testKernel, useDatabase, wiring } from './database.ts';

const names = readdirSync(new URL('../../prisma/migrations/', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .toSorted();

export function migrateSuite(engine: Engine): void {
  const database = useDatabase(engine);

  describe(`migrations (${engine})`, () => {
    test('an empty database gets all of them in order, and a second time none', async () => {
      await empty(database.get());
      expect(await migrate(database.get())).toEqual(names);
      expect(await migrate(database.get())).toEqual([]);
    });

    test('several starters at once apply each one once', async () => {
      await empty(database.get());
      const applied = await Promise.all([1, 2, 3].map(() => migrate(database.get())));
      expect(applied.flat()).toEqual(names);
    });

    test('a database of a newer version is refused', async () => {
      await database.get().prisma.$executeRaw`
        INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at") VALUES ('x', 'x', '29990101000000_later', now())`;
      await expect(migrate(database.get())).rejects.toMatchObject({ code: 'database_newer' });
    });

    test('a migration that was changed after it was applied is refused', async () => {
      await database.get().prisma.$executeRaw`UPDATE "_prisma_migrations" SET "checksum" = 'other'`;
      await expect(migrate(database.get())).rejects.toMatchObject({ code: 'migration_changed' });
    });
  });

  describe(`the binding (${engine})`, () => {
    test.each([
      ['local', 'T1', 'belongs to the local workspace, and Slack tokens are set'],
      ['T1', 'local', 'belongs to Slack team T1, and no Slack tokens are set'],
      ['T1', 'T2', 'belongs to Slack team T1, but the tokens are for team T2'],
    ])('a database of %s is refused to %s', async (first, second, words) => {
      const { kernel } = testKernel(database.get());
      await kernel.start(wiring({ boundTo: first }));
      await kernel.stop();
      await expect(
        testKernel(database.get()).kernel.start(wiring({ boundTo: second })),
      ).rejects.toMatchObject({
        code: 'bound_elsewhere',
        message: expect.stringContaining(words),
      });
      await expect(
        database.get().prisma.$executeRaw`UPDATE "installation" SET "bound_to" = ${second}`,
      ).rejects.toThrow('a database is bound once');
    });

    test('only a local database can be wiped', async () => {
      await expect(wipeLocalDatabase(database.get())).rejects.toMatchObject({ code: 'not_local' });
      const { kernel } = testKernel(database.get());
      await kernel.start(wiring({ boundTo: 'T1' }));
      await kernel.stop();
      await expect(wipeLocalDatabase(database.get())).rejects.toMatchObject({
        code: 'not_local',
        message: expect.stringContaining('Slack team T1'),
      });
      expect(await database.get().prisma.installation.count()).toBe(1);
    });

    test('a wiped database is as before its first start, and can be started again', async () => {
      const { kernel } = testKernel(database.get());
      await kernel.start(
        wiring({
          boundTo: localWorkspace,
          jobs: [{ queue: 'q', concurrency: 1, handle: async () => undefined }],
        }),
      );
      await kernel.work(async (work) => work.audit({ actor: 'U1', action: 'a.done', subject: 'x:1' }));
      await kernel.stop();
      await wipeLocalDatabase(database.get());
      await expect(refuseUnlessLocal(database.get())).rejects.toMatchObject({ code: 'not_local' });
      expect(await migrate(database.get())).toEqual(names);
      const again = testKernel(database.get()).kernel;
      await again.start(wiring({ boundTo: localWorkspace }));
      await again.stop();
      expect(await database.get().prisma.auditEvent.count()).toBe(0);
    });
  });
}
