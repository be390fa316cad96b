import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { describeError } from '../kernel/index.ts';
import { linesOf } from './lines.ts';

/** A backup cannot be made, read or restored. The message is a plain sentence with what to do. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Raised when what is in the file changes its meaning; tables and columns may come and go without it. */
export const formatVersion = 1;

/** The first line. */
export const HeaderSchema = z.object({
  format: z.literal('pacekeeper-backup'),
  format_version: z.int(),
  app_version: z.string(),
  /** The newest that the database had; the schema of the rows. */
  migration: z.string(),
  /** A Slack team or the local workspace; null for a database that was never started. */
  bound_to: z.string().nullable(),
  created_at: z.string(),
  /** Ids of the keys that values are encrypted with. */
  keys: z.array(z.string()),
  /** In the order in which their rows follow, so many lines for each. */
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.int().min(0) })),
});
export type BackupHeader = z.infer<typeof HeaderSchema>;

/** The last line; without it the file was cut. */
const TrailerSchema = z.strictObject({ end: z.literal(true), rows: z.int(), sha256: z.string() });

export type BackupPart =
  | { readonly kind: 'header'; readonly header: BackupHeader }
  | { readonly kind: 'row'; readonly table: BackupHeader['tables'][number]; readonly line: string };

/** Counts and hashes what is written or read. */
export function createSeal() {
  const hash = createHash('sha256');
  let rows = -1;
  return {
    /** @param line without its end. */
    add: (line: string) => {
      rows += 1;
      hash.update(line).update('\n');
    },
    end: () => ({ end: true, rows, sha256: hash.digest('hex') }),
  };
}

/**
 * Reads a backup from its beginning to its end, in constant memory. Rows stay the JSON that the database wrote.
 * @throws BackupError for anything that is not a whole, unchanged backup which this version can read.
 */
export async function* readBackup(file: string): AsyncGenerator<BackupPart> {
  const seal = createSeal();
  let header: BackupHeader | undefined;
  let left: { table: BackupHeader['tables'][number]; rows: number }[] = [];
  let isEnded = false;
  for await (const line of unpacked(file)) {
    if (isEnded) throw altered();
    if (header === undefined) {
      header = parseHeader(line);
      left = header.tables.map((table) => ({ table, rows: table.rows }));
      seal.add(line);
      yield { kind: 'header', header };
      continue;
    }
    while (left[0]?.rows === 0) left.shift();
    const [current] = left;
    if (current === undefined) {
      const said = TrailerSchema.safeParse(parse(line));
      const found = seal.end();
      if (!said.success || said.data.rows !== found.rows || said.data.sha256 !== found.sha256)
        throw altered();
      isEnded = true;
    } else {
      seal.add(line);
      current.rows -= 1;
      yield { kind: 'row', table: current.table, line };
    }
  }
  if (!isEnded) throw cut();
}

async function* unpacked(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.once('error', (error) => gunzip.destroy(error));
  try {
    yield* linesOf(source.pipe(gunzip));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'Z_BUF_ERROR') throw cut(error);
    if (!code.startsWith('Z_')) {
      throw new BackupError('unreadable', `${file} cannot be read (${describeError(error)}).`, error);
    }
    throw source.bytesRead <= 65_536 && gunzip.bytesWritten === 0 ? notABackup(error) : altered(error);
  } finally {
    source.destroy();
  }
}

function parseHeader(line: string): BackupHeader {
  const value = parse(line);
  const version = z
    .object({ format: z.literal('pacekeeper-backup'), format_version: z.int() })
    .safeParse(value);
  if (!version.success) throw notABackup();
  if (version.data.format_version > formatVersion) {
    throw new BackupError(
      'newer_format',
      `This backup was made by a newer version (format ${version.data.format_version}). Restore it with that version.`,
    );
  }
  const parsed = HeaderSchema.safeParse(value);
  if (!parsed.success) throw altered();
  return parsed.data;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function notABackup(cause?: unknown): BackupError {
  return new BackupError('not_a_backup', 'This file is not a backup made by "pace backup".', cause);
}

function altered(cause?: unknown): BackupError {
  return new BackupError(
    'altered',
    'This backup was changed or damaged after it was made: its checksum does not fit. Use another copy.',
    cause,
  );
}

function cut(cause?: unknown): BackupError {
  return new BackupError('cut', 'This backup is not whole: part of it is missing. Use another copy.', cause);
}
