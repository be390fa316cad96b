import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Database, ScriptRunner } from './database.ts';
import { StartupError } from './errors.ts';

const migrationsDirectory = fileURLToPath(new URL('../../prisma/migrations/', import.meta.url));

/** The table that the Prisma command line keeps, so that `prisma migrate deploy` works on the same database. */
const ledger = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

/**
 * Applies what is missing, all of it or nothing, under a lock, so that several processes may start together.
 * @returns the names of the migrations that were applied now.
 * @throws StartupError code `database_newer` when the database knows migrations that this program does not,
 *   `migration_changed` when a file is no longer what was applied.
 */
export async function migrate(database: Database): Promise<string[]> {
  const files = readMigrations();
  let applied: string[] = [];
  await database.runScript(async (run) => {
    applied = await applyMigrations(run, files);
  });
  return applied;
}

/**
 * The same inside a transaction of the caller's.
 * @param newest the last one to apply; all of them unless told.
 */
export async function applyMigrations(
  run: ScriptRunner,
  files: readonly MigrationFile[],
  newest?: string,
): Promise<string[]> {
  await run.exec(ledger);
  const rows = await run.query(
    'SELECT "migration_name", "checksum" FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL',
  );
  const known = new Map(rows.map((row) => [String(row['migration_name']), String(row['checksum'])]));
  refuseStrangers(known, files);
  const applied: string[] = [];
  for (const file of files) {
    if (known.has(file.name) || (newest !== undefined && file.name > newest)) continue;
    await run.exec(file.sql);
    await run.query(
      'INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count") VALUES ($1, $2, $3, now(), 1)',
      [randomUUID(), file.checksum, file.name],
    );
    applied.push(file.name);
  }
  return applied;
}

/** One step of the schema; steps are applied in the order of their names. */
export interface MigrationFile {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** @param directory only tests read another one than the program's own; it ends with a slash. */
export function readMigrations(directory: string = migrationsDirectory): MigrationFile[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(`${directory}${name}/migration.sql`, 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

function refuseStrangers(known: Map<string, string>, files: readonly MigrationFile[]): void {
  const byName = new Map(files.map((file) => [file.name, file.checksum]));
  for (const [name, checksum] of known) {
    const ours = byName.get(name);
    if (ours === undefined) {
      throw new StartupError('database_newer', [
        `The database was used by a newer version (migration ${name}). Start that version, or restore a backup.`,
      ]);
    }
    if (ours !== checksum) {
      throw new StartupError('migration_changed', [
        `Migration ${name} is not the file that was applied to this database. Restore the original file.`,
      ]);
    }
  }
}
