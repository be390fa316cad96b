import { z } from 'zod';
import { createClock, type Database, type Tx, VaultError } from '../kernel/index.ts';
import { openValue, type SealedColumn, sealedColumns, sealValue } from '../kernel/sealed-columns.ts';

const columns = Object.entries(sealedColumns).map(([model, column]) => ({ model, ...column }));
const rowsPerBatch = 200;

/** How many values of one column are under which key; `key` is null for what is not encrypted. */
export const KeyUsageSchema = z.array(
  z.object({ table: z.string(), column: z.string(), key: z.string().nullable(), values: z.int() }),
);
export type KeyUsage = z.infer<typeof KeyUsageSchema>;

/** Where a rotation stands. It may be thrown away at any time: what is done already is passed over. */
export const RotationPlaceSchema = z.strictObject({ column: z.int().min(0), after: z.string().nullable() });
export type RotationPlace = z.infer<typeof RotationPlaceSchema>;

/** Counts every encrypted column as it is stored; needs no key. */
export async function keyUsage(db: Tx): Promise<KeyUsage> {
  const usage: KeyUsage = [];
  for (const column of columns) {
    const name = `"${column.column}"`;
    const key =
      column.type === 'json'
        ? `split_part(${name}->>'sealed', ':', 1)`
        : `CASE WHEN starts_with(${name}, 'pace-sealed:') THEN split_part(${name}, ':', 2) END`;
    const rows = await db.$queryRawUnsafe<{ key: string | null; values: bigint }[]>(
      `SELECT ${key} AS "key", count(*) AS "values" FROM "${column.table}" WHERE ${name} IS NOT NULL GROUP BY 1 ORDER BY 1`,
    );
    for (const row of rows) {
      usage.push({ table: column.table, column: column.column, key: row.key, values: Number(row.values) });
    }
  }
  return usage;
}

/**
 * Encrypts the next values anew that are not under the first key, in one short transaction, so that the app may run
 * meanwhile. A value that changes in between is left to whoever changed it.
 * @returns how many were changed, and where to go on; undefined at the end.
 * @throws VaultError `key_missing` when there is no key, or not the one that a value is under.
 */
export async function rotateBatch(
  database: Database,
  place: RotationPlace,
): Promise<{ changed: number; next: RotationPlace | undefined }> {
  const { prisma, vault } = database;
  const [first] = vault.keyIds;
  if (first === undefined) {
    throw new VaultError('key_missing', 'ENCRYPTION_KEY is not set: there is no key to encrypt with.');
  }
  const column = columns[place.column];
  if (column === undefined) return { changed: 0, next: undefined };
  return prisma.$transaction(async (tx) => {
    await tx.vaultKey.createMany({ data: [{ id: first, since: createClock().now() }], skipDuplicates: true });
    const rows = await rowsUnderOthers(tx, column, first, place.after);
    const anew = rows.map(({ key, old, ...identity }) => {
      const row = Object.fromEntries(column.identity.map((field, index) => [field, identity[`i${index}`]]));
      const value = openValue(vault, column.model, row, old);
      return { key, old, new: sealValue(vault, column.model, row, value) };
    });
    const changed = await tx.$executeRawUnsafe(
      `UPDATE "${column.table}" t SET "${column.column}" = v."new"
       FROM jsonb_to_recordset($1::jsonb) AS v("key" ${column.key.type}, "old" ${sqlType(column)}, "new" ${sqlType(column)})
       WHERE t."${column.key.column}" = v."key" AND t."${column.column}" = v."old"`,
      JSON.stringify(anew),
    );
    const last = rows.at(-1);
    const next =
      rows.length < rowsPerBatch || last === undefined
        ? { column: place.column + 1, after: null }
        : { column: place.column, after: last.key };
    return { changed, next: next.column === columns.length ? undefined : next };
  });
}

/**
 * Forgets the keys that nothing is encrypted with any more, so that they can be taken out of ENCRYPTION_KEY.
 * @returns those that were forgotten.
 */
export async function retireKeys(database: Database): Promise<string[]> {
  const used = new Set((await keyUsage(database.prisma)).map(({ key }) => key));
  const known = await database.prisma.vaultKey.findMany();
  const unused = known.map(({ id }) => id).filter((id) => !used.has(id) && id !== database.vault.keyIds[0]);
  await database.prisma.vaultKey.deleteMany({ where: { id: { in: unused } } });
  return unused;
}

interface StoredRow {
  readonly key: string;
  readonly old: unknown;
  readonly [identity: `i${number}`]: string;
}

function rowsUnderOthers(
  tx: Tx,
  { table, column, key, type, identityColumns }: SealedColumn,
  first: string,
  after: string | null,
): Promise<StoredRow[]> {
  const isFirst =
    type === 'json'
      ? `starts_with("${column}"->>'sealed', $1 || ':')`
      : `starts_with("${column}", 'pace-sealed:' || $1 || ':')`;
  const identity = identityColumns.map((one, index) => `"${one}" AS "i${index}"`).join(', ');
  const from = after === null ? '' : `AND "${key.column}" > $2::${key.type}`;
  return tx.$queryRawUnsafe<StoredRow[]>(
    `SELECT "${key.column}"::text AS "key", "${column}" AS "old", ${identity} FROM "${table}"
     WHERE "${column}" IS NOT NULL AND NOT coalesce(${isFirst}, false) ${from}
     ORDER BY "${key.column}" LIMIT ${rowsPerBatch}`,
    ...(after === null ? [first] : [first, after]),
  );
}

function sqlType({ type }: SealedColumn): string {
  return type === 'json' ? 'jsonb' : 'text';
}
