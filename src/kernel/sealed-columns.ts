import type { PrismaClient } from '../../generated/prisma/client.ts';
import { type Place, type Vault, VaultError } from './vault.ts';

/** A column with what people wrote. Ids, states, instants, readings and the audit log itself stay readable. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The column's name in the Prisma model. */
  readonly field: string;
  readonly type: 'text' | 'json';
  /** Fields that never change and tell the row from all others: a value is sealed for them. */
  readonly identity: readonly string[];
  /** The same as columns. */
  readonly identityColumns: readonly string[];
  /** The primary key, for going through all rows. */
  readonly key: { readonly column: string; readonly type: 'text' | 'bigint' };
}

/** Every column that is encrypted when there is a key, by Prisma model. */
export const sealedColumns: { readonly [model: string]: SealedColumn } = {
  Answer: json('answer', 'content', ['id']),
  FormDraft: {
    ...json('form_draft', 'content', ['personId', 'form', 'subjectId']),
    identityColumns: ['person_id', 'form', 'subject_id'],
  },
  Action: { ...json('action', 'text', ['id']), type: 'text' },
  Blocker: { ...json('blocker', 'text', ['id']), type: 'text' },
  Cycle: { ...json('cycle', 'focus_note', ['id']), field: 'focusNote', type: 'text' },
  Delivery: json('delivery', 'payload', ['id']),
  Snapshot: {
    ...json('snapshot', 'content', ['cycleId']),
    identityColumns: ['cycle_id'],
    key: { column: 'cycle_id', type: 'text' },
  },
  // The number of an event is given by the database; the salt is as unique, and the event's hash covers it.
  AuditText: { ...json('audit_text', 'payload', ['salt']), key: { column: 'seq', type: 'bigint' } },
};

/** Relations that lead to rows with such a column, by the name of the field; the same name leads to the same model. */
export const sealedRelations: { readonly [field: string]: string } = {
  action: 'Action',
  actions: 'Action',
  answers: 'Answer',
  blockers: 'Blocker',
  cycle: 'Cycle',
  cycles: 'Cycle',
  parent: 'Delivery',
  replies: 'Delivery',
  snapshot: 'Snapshot',
  team: 'Team',
};

function json(table: string, column: string, identity: readonly string[]): SealedColumn {
  const key = { column: 'id', type: 'text' } as const;
  return { table, column, field: column, type: 'json', identity, identityColumns: identity, key };
}

/**
 * Encrypts on the way in and decrypts on the way out, for every query that is not raw SQL. A query that would go past
 * it – a filter on such a column, a row read without its identity, a nested write – is refused, with a key or without,
 * so that tests without a key find it.
 */
export function withVault(prisma: PrismaClient, vault: Vault): PrismaClient {
  const extended = prisma.$extends({
    query: {
      $allModels: {
        async $allOperations({ model, args, query }) {
          const asked = sealArgs(vault, model, args);
          return openResult(vault, model, await query(asked as typeof args)) as never;
        },
      },
    },
  });
  // It has every method of the client, with the same arguments and results.
  return extended as unknown as PrismaClient;
}

/** Encrypts a value for the row that these fields identify. */
export function sealValue(vault: Vault, model: string, row: Fields, value: unknown): unknown {
  const column = columnOf(model);
  const place = placeOf(column, row);
  if (column.type === 'json') return vault.sealJson(place, value);
  if (typeof value === 'string') return vault.sealText(place, value);
  throw new VaultError('no_identity', `${column.table}.${column.column} takes a text.`);
}

/** Decrypts what a raw query has read. */
export function openValue(vault: Vault, model: string, row: Fields, stored: unknown): unknown {
  const column = columnOf(model);
  const place = placeOf(column, row);
  if (column.type === 'json') return vault.openJson(place, stored);
  return typeof stored === 'string' ? vault.openText(place, stored) : stored;
}

type Fields = { readonly [field: string]: unknown };

function columnOf(model: string): SealedColumn {
  const column = sealedColumns[model];
  if (column === undefined) throw new VaultError('no_identity', `${model} has no encrypted column.`);
  return column;
}

function placeOf({ table, column, identity }: SealedColumn, row: Fields): Place {
  const parts = identity.map((field) => row[field]);
  if (parts.every((part) => typeof part === 'string')) return [table, column, ...parts];
  throw new VaultError(
    'no_identity',
    `A query on ${table}.${column} has to name ${identity.join(', ')}, because its value is encrypted for that row.`,
  );
}

function sealArgs(vault: Vault, model: string, args: unknown): unknown {
  if (!isFields(args)) return args;
  const column = sealedColumns[model];
  refuseNested(model, args['data'], args['create'], args['update']);
  if (column === undefined) return args;
  const where = flat(args['where']);
  refuseFilter(column, args['where']);
  return {
    ...args,
    ...('data' in args ? { data: sealData(vault, model, args['data'], where) } : {}),
    ...('create' in args ? { create: sealData(vault, model, args['create'], where) } : {}),
    ...('update' in args ? { update: sealData(vault, model, args['update'], where) } : {}),
  };
}

function sealData(vault: Vault, model: string, data: unknown, where: Fields): unknown {
  if (Array.isArray(data)) return data.map((row) => sealData(vault, model, row, where));
  const { field } = columnOf(model);
  if (!isFields(data) || data[field] === undefined || data[field] === null) return data;
  return { ...data, [field]: sealValue(vault, model, { ...where, ...data }, data[field]) };
}

/** `{ a_b: { a: 1, b: 2 } }`, as a unique key of several fields is written, as `{ a: 1, b: 2 }`. */
function flat(where: unknown): Fields {
  if (!isFields(where)) return {};
  return Object.assign({}, where, ...Object.values(where).filter(isFields));
}

function refuseFilter(column: SealedColumn, where: unknown): void {
  if (Array.isArray(where)) for (const part of where) refuseFilter(column, part);
  if (!isFields(where)) return;
  const value = where[column.field];
  const asksForNull = value === undefined || value === null || (isFields(value) && value['not'] === null);
  if (!asksForNull) {
    throw new VaultError(
      'no_identity',
      `${column.table}.${column.column} cannot be searched: its values are encrypted.`,
    );
  }
  for (const key of ['AND', 'OR', 'NOT']) refuseFilter(column, where[key]);
}

function refuseNested(model: string, ...written: unknown[]): void {
  for (const data of written.flat()) {
    for (const [field, value] of isFields(data) ? Object.entries(data) : []) {
      const target = sealedRelations[field];
      const isWrite =
        isFields(value) && ['create', 'createMany', 'update', 'upsert'].some((key) => key in value);
      if (target !== undefined && isWrite && field !== sealedColumns[model]?.field) {
        throw new VaultError('no_identity', `${target} cannot be written through ${model}.${field}.`);
      }
    }
  }
}

function openResult(vault: Vault, model: string, result: unknown): unknown {
  if (Array.isArray(result)) return result.map((row) => openResult(vault, model, row));
  if (!isFields(result)) return result;
  const own = sealedColumns[model];
  const opened: { [field: string]: unknown } = { ...result };
  if (own !== undefined && result[own.field] !== undefined && result[own.field] !== null) {
    opened[own.field] = openValue(vault, model, result, result[own.field]);
  }
  for (const [field, target] of Object.entries(sealedRelations)) {
    if (field === own?.field || !(field in result)) continue;
    opened[field] = openResult(vault, target, result[field]);
  }
  return opened;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
