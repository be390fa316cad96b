import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backupPages } from '../../src/governance/backup.ts';
import { restoreBackup } from '../../src/governance/restore.ts';
import { verifyTexts } from '../../src/governance/verify-texts.ts';
import { type Database, migrate, openDatabase } from '../../src/kernel/index.ts';
import { readMigrations } from '../../src/kernel/migrate.ts';
import { type Engine, empty, testKernel, useDatabase, wiring } from '../kernel/database.ts';
import { dump, fill, hostile } from './filled.ts';

export function backupSuite(engine: Engine): void {
  const here = useDatabase(engine);
  let folder: string;
  const file = (name = 'backup.gz') => path.join(folder, name);

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'pacekeeper-backup-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function backup(database: Database): Promise<string[]> {
    let text = '';
    for await (const page of backupPages(database)) text += page;
    writeFileSync(file(), gzipSync(text));
    return text.split('\n');
  }

  /** An embedded database in memory, gone after the test. */
  async function elsewhere<T>(run: (database: Database) => Promise<T>): Promise<T> {
    const database = await openDatabase({ kind: 'memory' });
    try {
      return await run(database);
    } finally {
      await database.close();
    }
  }

  describe(`backup and restore (${engine})`, () => {
    test('every row of every table comes back as it was, also into an embedded database and from one', async () => {
      await fill(here.get());
      const before = await dump(here.get());
      expect(Object.entries(before).flatMap(([name, rows]) => (rows.length === 0 ? [name] : []))).toEqual([
        'vault_key',
      ]);
      const [header = ''] = await backup(here.get());
      expect(JSON.parse(header)).toMatchObject({
        format: 'pacekeeper-backup',
        format_version: 1,
        migration: readMigrations().at(-1)?.name,
        bound_to: 'local',
        keys: [],
      });
      await elsewhere(async (other) => {
        const { auditHead, migrated, doubtful } = await restoreBackup(other, file());
        expect({ migrated, doubtful }).toEqual({ migrated: [], doubtful: 1 });
        const after = await dump(other);
        expect({ ...after, delivery: [] }).toEqual({ ...before, delivery: [] });
        expect(auditHead).toBe(
          `4:${(await other.prisma.auditHead.findUniqueOrThrow({ where: { id: 1 } })).hash}`,
        );
        expect(await verifyTexts(other.prisma)).toMatchObject({ ok: true, count: 3, redacted: [] });
        expect((await other.prisma.action.findFirstOrThrow()).text).toBe(hostile);
        // And back again, into what has been migrated and not used.
        await backup(other);
        const between = await dump(other);
        await empty(here.get());
        await migrate(here.get());
        await restoreBackup(here.get(), file());
        expect({ ...(await dump(here.get())), delivery: [] }).toEqual({ ...between, delivery: [] });
      });
    });

    test('the restored database is guarded as before, and the program runs on it', async () => {
      await fill(here.get());
      await backup(here.get());
      await empty(here.get());
      await restoreBackup(here.get(), file());
      const { prisma } = here.get();
      await expect(prisma.$executeRaw`UPDATE "audit_event" SET "actor" = 'x'`).rejects.toThrow('append-only');
      await expect(
        prisma.$executeRaw`INSERT INTO "prompt" ("cycle_id", "kind", "due_at") VALUES ('none', 'focus', now())`,
      ).rejects.toThrow(/foreign key/i);
      const keys = await prisma.$queryRaw<{ condeferrable: boolean }[]>`
        SELECT DISTINCT "condeferrable" FROM pg_constraint WHERE "contype" = 'f' AND "connamespace" = 'public'::regnamespace`;
      expect(keys).toEqual([{ condeferrable: false }]);
      const { kernel } = testKernel(here.get());
      await kernel.start(wiring());
      await kernel.work(async (work) => work.audit({ actor: 'U1', action: 'a.done', subject: 'x:1' }));
      await kernel.stop();
      expect(await prisma.auditEvent.count()).toBe(5);
    });

    test('what was not sent yet is in doubt: looked for before it is posted, and ready to go', async () => {
      const { deliveryId } = await fill(here.get());
      await backup(here.get());
      await empty(here.get());
      await restoreBackup(here.get(), file());
      const row = await here.get().prisma.delivery.findUniqueOrThrow({ where: { id: deliveryId } });
      expect(row).toMatchObject({
        state: 'waiting',
        postAttempted: true,
        leaseId: null,
        leaseUntil: null,
        ts: null,
      });
      expect(await here.get().prisma.delivery.count({ where: { state: 'sent', postAttempted: false } })).toBe(
        1,
      );
    });

    test('it is of one instant, whatever is written while it is read', async () => {
      await fill(here.get());
      const before = await dump(here.get());
      await using pages = backupPages(here.get());
      let text = (await pages.next()).value ?? '';
      const { kernel } = testKernel(here.get());
      await kernel.start(wiring());
      await kernel.work(async (work) => {
        await work.tx.action.deleteMany();
        await work.tx.cycle.updateMany({ data: { zone: 'Europe/Paris' } });
        await work.tx.auditText.deleteMany();
        work.audit({ actor: 'U1', action: 'a.done', subject: 'x:1', texts: { a: 'b' } });
      });
      await kernel.stop();
      for await (const page of pages) text += page;
      writeFileSync(file(), gzipSync(text));
      await elsewhere(async (other) => {
        await restoreBackup(other, file());
        expect({ ...(await dump(other)), delivery: [] }).toEqual({ ...before, delivery: [] });
      });
    });

    test('a backup of an older version is brought forward by the migrations that came since', async () => {
      await fill(here.get());
      await backup(here.get());
      await empty(here.get());
      const migrations = path.join(folder, 'migrations/');
      cpSync(new URL('../../prisma/migrations/', import.meta.url), migrations, { recursive: true });
      mkdirSync(path.join(migrations, '29990101000000_later'));
      writeFileSync(
        path.join(migrations, '29990101000000_later/migration.sql'),
        `CREATE TABLE "extra" ("id" TEXT PRIMARY KEY);
         ALTER TABLE "team" RENAME COLUMN "name" TO "title";
         ALTER TABLE "team" ADD COLUMN "size" INTEGER NOT NULL DEFAULT 1;
         UPDATE "team" SET "size" = length("title");
         INSERT INTO "extra" SELECT "id" FROM "team";`,
      );
      const files = readMigrations(migrations);
      const { migrated } = await restoreBackup(here.get(), file(), files);
      expect(migrated).toEqual(['29990101000000_later']);
      expect(
        await here.get().prisma.$queryRaw`SELECT "title", "size" FROM "team" JOIN "extra" USING ("id")`,
      ).toEqual([{ title: 'Support', size: 7 }]);
      // To the version that made the backup this database is a newer one, and so is a backup of it.
      await expect(migrate(here.get())).rejects.toMatchObject({ code: 'database_newer' });
      await backup(here.get());
      await elsewhere((other) =>
        expect(restoreBackup(other, file())).rejects.toMatchObject({ code: 'newer_version' }),
      );
    });

    test.each<[string, string, (lines: string[]) => string[]]>([
      [
        'a changed row',
        'altered',
        (lines) => lines.map((line) => line.replace('Europe/Berlin', 'Europe/Munich')),
      ],
      ['a row more', 'altered', (lines) => lines.toSpliced(-2, 0, '{}')],
      ['a row less', 'cut', (lines) => lines.toSpliced(5, 1)],
      [
        'rows in another order',
        'altered',
        (lines) => [lines[0] ?? '', ...lines.slice(1, 4).toReversed(), ...lines.slice(4)],
      ],
      ['lines after the end', 'altered', (lines) => lines.toSpliced(-1, 0, '{}')],
      ['no last line', 'cut', (lines) => lines.slice(0, -2)],
      ['only its header', 'cut', (lines) => lines.slice(0, 1)],
      ['nothing in it', 'cut', () => []],
      ['another file', 'not_a_backup', () => ['{"seq":1}', '']],
      [
        'a later format',
        'newer_format',
        (lines) => lines.with(0, (lines[0] ?? '').replace('"format_version":1', '"format_version":2')),
      ],
    ])('a file with %s is refused', async (_what, code, change) => {
      await fill(here.get());
      const lines = await backup(here.get());
      writeFileSync(file(), gzipSync(change(lines).join('\n')));
      await empty(here.get());
      await expect(restoreBackup(here.get(), file())).rejects.toMatchObject({ code });
      expect(await dump(here.get())).toEqual({});
    });

    test('a file cut anywhere or with a bit changed is refused, and so is what was never one', async () => {
      await fill(here.get());
      await backup(here.get());
      const whole = readFileSync(file());
      await empty(here.get());
      for (const share of [0.01, 0.3, 0.7, 0.99]) {
        writeFileSync(file(), whole.subarray(0, Math.floor(whole.length * share)));
        await expect(restoreBackup(here.get(), file())).rejects.toMatchObject({ code: 'cut' });
        const flipped = Buffer.from(whole);
        const place = Math.floor(whole.length * Math.max(share, 0.1));
        flipped.writeUInt8(flipped.readUInt8(place) ^ 0x10, place);
        writeFileSync(file(), flipped);
        await expect(restoreBackup(here.get(), file())).rejects.toMatchObject({
          code: expect.stringMatching(/^(altered|cut|not_a_backup|newer_)/),
        });
      }
      writeFileSync(file(), 'hello');
      await expect(restoreBackup(here.get(), file())).rejects.toMatchObject({ code: 'not_a_backup' });
      await expect(restoreBackup(here.get(), file('none'))).rejects.toMatchObject({ code: 'unreadable' });
      expect(await dump(here.get())).toEqual({});
    });

    test('a log that was written anew, with a checksum that fits, is found before the commit', async () => {
      await fill(here.get());
      await backup(here.get());
      const forged = gunzipSync(readFileSync(file()))
        .toString()
        .replace('"action":"cycle.closed"', '"action":"cycle.opened"');
      const lines = forged.split('\n').slice(0, -2);
      const { createSeal } = await import('../../src/governance/backup-format.ts');
      const seal = createSeal();
      for (const line of lines) seal.add(line);
      writeFileSync(file(), gzipSync(`${[...lines, JSON.stringify(seal.end())].join('\n')}\n`));
      await empty(here.get());
      await expect(restoreBackup(here.get(), file())).rejects.toMatchObject({ code: 'log_broken' });
      expect(await dump(here.get())).toEqual({});
    });

    test('a database with anything in it is left as it is', async () => {
      await fill(here.get());
      await backup(here.get());
      const before = await dump(here.get());
      await expect(restoreBackup(here.get(), file())).rejects.toMatchObject({
        code: 'not_empty',
        message: expect.stringContaining('Nothing was changed'),
      });
      expect(await dump(here.get())).toEqual(before);
    });

    test("a table of somebody else's in the same database is neither taken along nor touched", async () => {
      await here.get().prisma.$executeRaw`CREATE TABLE "theirs" ("id" TEXT)`;
      await here.get().prisma.$executeRaw`INSERT INTO "theirs" VALUES ('kept')`;
      const [header = ''] = await backup(here.get());
      expect(header).not.toContain('theirs');
      await restoreBackup(here.get(), file());
      expect(await here.get().prisma.$queryRaw`SELECT * FROM "theirs"`).toEqual([{ id: 'kept' }]);
    });

    test('there is nothing to back up where nothing was ever started', async () => {
      await empty(here.get());
      await expect(backup(here.get())).rejects.toMatchObject({ code: 'never_started' });
    });
  });
}
