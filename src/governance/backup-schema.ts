import type { ScriptRunner } from '../kernel/database.ts';
import type { MigrationFile } from '../kernel/migrate.ts';

export interface TableShape {
  readonly name: string;
  readonly columns: string[];
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * The tables that the migrations have made, with their columns; others in the same database are nobody's business. The
 * binding comes first, because a local clock is accepted only after it.
 */
export async function ownTables(run: ScriptRunner, files: readonly MigrationFile[]): Promise<TableShape[]> {
  const own = namesIn(files, /CREATE TABLE "(\w+)"/g);
  const rows = await run.query(
    `SELECT c."table_name", c."column_name" FROM information_schema.columns c
     JOIN information_schema.tables t USING ("table_schema", "table_name")
     WHERE c."table_schema" = 'public' AND t."table_type" = 'BASE TABLE' AND c."is_generated" = 'NEVER'
     ORDER BY c."table_name" <> 'installation', c."table_name", c."ordinal_position"`,
  );
  const tables = new Map<string, string[]>();
  for (const row of rows) {
    const name = String(row['table_name']);
    if (own.has(name)) tables.set(name, [...(tables.get(name) ?? []), String(row['column_name'])]);
  }
  return [...tables].map(([name, columns]) => ({ name, columns }));
}

/** Takes away whatever the migrations have made. */
export async function dropOwn(run: ScriptRunner, files: readonly MigrationFile[]): Promise<void> {
  for (const { name } of await ownTables(run, files)) await run.exec(`DROP TABLE ${quoted(name)} CASCADE`);
  for (const name of namesIn(files, /CREATE (?:OR REPLACE )?FUNCTION "?(\w+)"?/g)) {
    await run.exec(`DROP FUNCTION IF EXISTS ${quoted(name)} CASCADE`);
  }
  await run.exec('DROP TABLE IF EXISTS "_prisma_migrations"');
}

/** Lets rows come in any order until `recheck`, which finds what points at nothing. */
export async function deferForeignKeys(
  run: ScriptRunner,
  tables: readonly TableShape[],
): Promise<{ recheck(): Promise<void> }> {
  const keys = await run.query(
    `SELECT c."conname", t."relname" FROM pg_constraint c JOIN pg_class t ON t."oid" = c."conrelid"
     WHERE c."contype" = 'f' AND NOT c."condeferrable" AND c."connamespace" = 'public'::regnamespace AND t."relname" = ANY($1)`,
    [tables.map(({ name }) => name)],
  );
  const alter = async (how: string) => {
    for (const key of keys) {
      const [table, constraint] = [quoted(String(key['relname'])), quoted(String(key['conname']))];
      await run.exec(`ALTER TABLE ${table} ALTER CONSTRAINT ${constraint} ${how}`);
    }
  };
  await alter('DEFERRABLE INITIALLY DEFERRED');
  return {
    recheck: async () => {
      await run.exec('SET CONSTRAINTS ALL IMMEDIATE');
      await alter('NOT DEFERRABLE');
    },
  };
}

function namesIn(files: readonly MigrationFile[], shape: RegExp): Set<string> {
  return new Set(files.flatMap(({ sql }) => [...sql.matchAll(shape)].map(([, name = '']) => name)));
}
