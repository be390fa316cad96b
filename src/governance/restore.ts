import type { ScriptRunner } from '../kernel/database.ts';
import { createClock, type Database } from '../kernel/index.ts';
import { applyMigrations, type MigrationFile, readMigrations } from '../kernel/migrate.ts';
import { BackupError, type BackupHeader, readBackup } from './backup-format.ts';
import { deferForeignKeys, dropOwn, ownTables, quoted, type TableShape } from './backup-schema.ts';
import { verifyAudit } from './verify-audit.ts';

/** What was restored. */
export interface Restored {
  readonly header: BackupHeader;
  readonly rows: number;
  /** Migrations that are newer than the backup, applied to its rows. */
  readonly migrated: readonly string[];
  /** Unsent messages that are looked for in Slack before they are posted. */
  readonly doubtful: number;
  /** `seq:hash`; null for an empty log. */
  readonly auditHead: string | null;
}

const rowsPerInsert = 500;
const charactersPerInsert = 4_000_000;
const eventsPerPage = 500;

/**
 * Puts a backup into an empty database, all of it or nothing, in one transaction: the schema as it was then, the rows,
 * then every later migration; the audit log is verified before the commit.
 * @param files only tests pass other migrations than the program's own.
 * @throws BackupError for a file that is not whole or not ours, a newer version's, or a database that is not empty.
 */
export async function restoreBackup(
  database: Database,
  file: string,
  files: readonly MigrationFile[] = readMigrations(),
): Promise<Restored> {
  const header = await checkFile(file, files);
  let restored: Restored | undefined;
  await database.runScript(async (run) => {
    await refuseUnlessEmpty(run, files);
    await dropOwn(run, files);
    await applyMigrations(run, files, header.migration);
    const tables = await ownTables(run, files);
    refuseOtherShape(header, tables);
    const rows = await insertAll(run, file, tables);
    const migrated = await applyMigrations(run, files);
    const auditHead = await verifyLog(run);
    restored = { header, rows, migrated, doubtful: await doubtUnsent(run), auditHead };
  });
  if (restored === undefined) throw new Error('nothing was restored');
  return restored;
}

/** Reads all of it once before anything is touched. */
async function checkFile(file: string, files: readonly MigrationFile[]): Promise<BackupHeader> {
  let header: BackupHeader | undefined;
  for await (const part of readBackup(file)) {
    if (part.kind !== 'header') continue;
    header = part.header;
    if (files.some(({ name }) => name === part.header.migration)) continue;
    throw new BackupError(
      'newer_version',
      `This backup was made by a newer version (${header.app_version}, migration ${header.migration}). Restore it with that version or a later one.`,
    );
  }
  if (header === undefined) throw new BackupError('not_a_backup', 'This file is empty.');
  return header;
}

async function refuseUnlessEmpty(run: ScriptRunner, files: readonly MigrationFile[]): Promise<void> {
  for (const { name } of await ownTables(run, files)) {
    // A migrated database has the head of an empty log.
    const where = name === 'audit_head' ? 'WHERE "seq" > 0' : '';
    const [found] = await run.query(`SELECT EXISTS (SELECT 1 FROM ${quoted(name)} ${where}) AS "any"`);
    if (found?.['any'] !== true) continue;
    throw new BackupError(
      'not_empty',
      `This database is not empty (there are rows in ${name}). Restore into a new one: set DATA_DIR or DATABASE_URL to it. Nothing was changed.`,
    );
  }
}

function refuseOtherShape(header: BackupHeader, tables: readonly TableShape[]): void {
  const shape = (list: readonly TableShape[]) =>
    list.map(({ name, columns }) => `${name}(${columns.toSorted().join()})`).toSorted();
  const [said, known] = [shape(header.tables), shape(tables)];
  if (said.join('\n') === known.join('\n')) return;
  const odd = said.find((one) => !known.includes(one)) ?? known.find((one) => !said.includes(one));
  throw new BackupError(
    'other_shape',
    `The tables in this backup are not those of migration ${header.migration} (${odd}). Nothing was changed.`,
  );
}

async function insertAll(run: ScriptRunner, file: string, tables: readonly TableShape[]): Promise<number> {
  const keys = await deferForeignKeys(run, tables);
  await run.exec('DELETE FROM "audit_head"');
  let rows = 0;
  let waiting: { table: TableShape; lines: string[]; characters: number } | undefined;
  const flush = async () => {
    if (waiting !== undefined) await insert(run, waiting.table, waiting.lines);
    waiting = undefined;
  };
  for await (const part of readBackup(file)) {
    if (part.kind === 'header') continue;
    if (
      waiting !== undefined &&
      (waiting.table !== part.table ||
        waiting.lines.length === rowsPerInsert ||
        waiting.characters > charactersPerInsert)
    ) {
      await flush();
    }
    waiting ??= { table: part.table, lines: [], characters: 0 };
    waiting.lines.push(part.line);
    waiting.characters += part.line.length;
    rows += 1;
  }
  await flush();
  await keys.recheck();
  return rows;
}

/** The database reads its own JSON: nothing is rounded, reordered or written anew on the way. */
async function insert(run: ScriptRunner, { name, columns }: TableShape, lines: string[]): Promise<void> {
  const list = columns.map(quoted).join(', ');
  const table = quoted(name);
  await run.query(
    `INSERT INTO ${table} (${list}) SELECT ${list} FROM json_populate_recordset(NULL::${table}, $1::json)`,
    [`[${lines.join(',')}]`],
  );
}

async function verifyLog(run: ScriptRunner): Promise<string | null> {
  const verdict = await verifyAudit(logLines(run));
  const [problem] = verdict.problems;
  if (problem !== undefined) {
    throw new BackupError('log_broken', `The audit log in this backup is broken: ${problem.message}`);
  }
  const [head] = await run.query(`SELECT "seq"::text || ':' || "hash" AS "head" FROM "audit_head"`);
  const stored = head?.['head'];
  if (stored === (verdict.head ?? `0:${'0'.repeat(64)}`)) return verdict.head;
  throw new BackupError('log_broken', 'The audit log in this backup does not end where it says.');
}

async function* logLines(run: ScriptRunner): AsyncGenerator<string> {
  for (let after = 0; ; after += eventsPerPage) {
    const events = await run.query(
      `SELECT json_build_object('seq', "seq", 'at', to_char("at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
         'actor', "actor", 'action', "action", 'subject', "subject", 'data', "data", 'prev', "prev", 'hash', "hash")::text AS "line"
       FROM "audit_event" WHERE "seq" > $1 AND "seq" <= $2 ORDER BY "seq"`,
      [after, after + eventsPerPage],
    );
    for (const event of events) yield String(event['line']);
    if (events.length === 0) return;
  }
}

/**
 * Whatever was not sent when the backup was made may have been sent since. So each such message counts as one whose
 * outcome nobody knows, and is looked for in Slack before it is posted.
 */
async function doubtUnsent(run: ScriptRunner): Promise<number> {
  const rows = await run.query(
    `UPDATE "delivery" SET "state" = 'waiting', "lease_until" = NULL, "lease_id" = NULL, "next_try_at" = $1,
       "post_attempted" = "ts" IS NULL
     WHERE "state" IN ('waiting', 'sending') RETURNING "ts" IS NULL AS "unposted"`,
    [createClock().now().toISOString()],
  );
  return rows.filter((row) => row['unposted'] === true).length;
}
