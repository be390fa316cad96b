import { readFileSync } from 'node:fs';
import type { ScriptRunner, Session } from '../kernel/database.ts';
import { createClock, type Database } from '../kernel/index.ts';
import { readMigrations } from '../kernel/migrate.ts';
import { BackupError, type BackupHeader, createSeal, formatVersion } from './backup-format.ts';
import { ownTables, quoted } from './backup-schema.ts';

const rowsPerPage = 500;

/**
 * The whole database as lines of a backup, page by page, in constant memory, as of one instant: on a server in one
 * REPEATABLE READ transaction. An embedded engine has one connection, which the running app needs, so there one short
 * transaction sets everything aside and the pages are read afterwards; only the audit log is read where it stands,
 * because what is in it never changes. Jobs are left out: they are made again from their rows.
 * @throws BackupError `never_started` for a database without a schema.
 */
export async function* backupPages(database: Database): AsyncGenerator<string> {
  const session = await database.openSession();
  const isEmbedded = database.kind === 'embedded';
  let header: BackupHeader | undefined;
  try {
    if (isEmbedded) {
      await database.runScript(async (run) => {
        header = await freeze(run, 'WITH HOLD');
      });
    } else {
      await session.exec('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      header = await freeze(session, '');
    }
    if (header === undefined) throw new Error('nothing was set aside');
    const seal = createSeal();
    yield sealed(seal, [JSON.stringify(header)]);
    for (const { name, rows } of header.tables) {
      const next = isEmbedded && name === auditLog ? auditPages(session, rows) : () => fetch(session, name);
      for (let left = rows; left > 0; ) {
        const lines = await next();
        if (lines.length === 0) throw new Error(`${name} has lost rows while it was read`);
        left -= lines.length;
        yield sealed(seal, lines);
      }
    }
    yield `${JSON.stringify(seal.end())}\n`;
  } finally {
    if (isEmbedded) {
      for (const { name } of header?.tables ?? []) {
        if (name !== auditLog) await session.exec(`CLOSE ${cursor(name)}`);
      }
    }
    // On a server this ends the transaction too.
    await session.close();
  }
}

const auditLog = 'audit_event';

function sealed(seal: ReturnType<typeof createSeal>, lines: readonly string[]): string {
  for (const line of lines) seal.add(line);
  return `${lines.join('\n')}\n`;
}

function cursor(table: string): string {
  return quoted(`backup_${table}`);
}

/** Opens a cursor on every table, all as of now. */
async function freeze(run: ScriptRunner, hold: 'WITH HOLD' | ''): Promise<BackupHeader> {
  const tables = await ownTables(run, readMigrations());
  const migration = tables.length === 0 ? undefined : await newestMigration(run);
  if (migration === undefined) {
    throw new BackupError('never_started', 'This database is empty: there is nothing to back up.');
  }
  const header: BackupHeader = {
    format: 'pacekeeper-backup',
    format_version: formatVersion,
    app_version: appVersion(),
    migration,
    bound_to: await oneText(run, 'SELECT "bound_to" AS "value" FROM "installation"'),
    created_at: createClock().now().toISOString(),
    keys: tables.some(({ name }) => name === 'vault_key')
      ? (await run.query('SELECT "id" FROM "vault_key" ORDER BY "id"')).map((row) => String(row['id']))
      : [],
    tables: [],
  };
  for (const { name, columns } of tables) {
    const [count] = await run.query(`SELECT count(*) AS "rows" FROM ${quoted(name)}`);
    header.tables.push({ name, columns, rows: Number(count?.['rows']) });
    if (hold !== '' && name === auditLog) continue;
    await run.exec(
      `DECLARE ${cursor(name)} NO SCROLL CURSOR ${hold} FOR SELECT row_to_json(t)::text AS "line" FROM ${quoted(name)} t`,
    );
  }
  return header;
}

async function newestMigration(run: ScriptRunner): Promise<string | undefined> {
  const value = await oneText(
    run,
    'SELECT max("migration_name") AS "value" FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL',
  );
  return value ?? undefined;
}

async function oneText(run: ScriptRunner, sql: string): Promise<string | null> {
  const [row] = await run.query(sql);
  return typeof row?.['value'] === 'string' ? row['value'] : null;
}

async function fetch(session: Session, table: string): Promise<string[]> {
  const rows = await session.query(`FETCH ${rowsPerPage} FROM ${cursor(table)}`);
  return rows.map((row) => String(row['line']));
}

/** The log has no gaps, so that its count is the number of its last event. */
function auditPages(session: Session, last: number): () => Promise<string[]> {
  let after = 0;
  return async () => {
    const rows = await session.query(
      `SELECT row_to_json(t)::text AS "line" FROM ${quoted(auditLog)} t WHERE "seq" > $1 AND "seq" <= $2 ORDER BY "seq"`,
      [after, Math.min(last, after + rowsPerPage)],
    );
    after += rowsPerPage;
    return rows.map((row) => String(row['line']));
  };
}

function appVersion(): string {
  const file: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof file === 'object' && file !== null && 'version' in file ? String(file.version) : 'unknown';
}
