import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { z } from 'zod';
import { BackupError, type BackupHeader, readBackup, restoreBackup } from '../governance/index.ts';
import { type Config, openDatabase, readConfig, takeLock } from '../kernel/index.ts';
import { type DatabaseAccess, withDatabase } from './database-access.ts';
import { type ExitCode, type Surroundings, UsageError } from './outcome.ts';

const PageAnswer = z.string().nullable();

/**
 * `backup`: the file is written by this command, page by page as the app hands them over, or from the database itself
 * where no app runs. It is whole or not there at all.
 */
export async function backupCommand(
  { environment, stdout }: Surroundings,
  file: string,
  { json }: { json?: boolean },
): Promise<ExitCode> {
  const part = `${file}.part`;
  const target = createWriteStream(part, { mode: 0o600, flush: true });
  await once(target, 'open').catch((cause: unknown) => {
    throw new UsageError(`${file} cannot be written to.`, { cause });
  });
  try {
    await withDatabase(readConfig(environment), (access) =>
      pipeline(Readable.from(pages(access)), createGzip(), target),
    );
    await rename(part, file);
  } catch (error) {
    target.destroy();
    await rm(part, { force: true });
    throw error;
  }
  const { header, rows } = await readOver(file);
  const { migration, created_at: createdAt, keys } = header;
  await stdout(
    json === true
      ? `${JSON.stringify({ file, rows, migration, created_at: createdAt, keys })}\n`
      : `${rows} rows are in ${file}, read over and found whole.\n${keysInBackup(keys)}\n`,
  );
  return 0;
}

/** `restore`: into an empty database that no app has open. */
export async function restoreCommand(
  { environment, stdout }: Surroundings,
  file: string,
  { json }: { json?: boolean },
): Promise<ExitCode> {
  const config = readConfig(environment);
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`);
  const { header, rows, migrated, doubtful, auditHead } = await restoreInto(config, file);
  if (json === true) {
    const keys = header.keys;
    await stdout(
      `${JSON.stringify({ rows, bound_to: header.bound_to, created_at: header.created_at, migrated, doubtful, audit_head: auditHead, keys })}\n`,
    );
    return 0;
  }
  const said = [
    `${rows} rows are restored, as of ${header.created_at}${header.bound_to === null ? '' : ` (${header.bound_to === 'local' ? 'the local workspace' : `Slack team ${header.bound_to}`})`}.`,
    `The audit log is sound, head ${auditHead ?? 'none'}.`,
  ];
  for (const name of migrated) said.push(`Applied ${name}.`);
  if (doubtful > 0) {
    said.push(
      `${doubtful} ${doubtful === 1 ? 'message was' : 'messages were'} not sent yet: each is looked for in Slack before it is posted.`,
    );
  }
  said.push(keysToStartWith(header.keys, config));
  await stdout(`${said.join('\n')}\n`);
  return 0;
}

async function* pages(access: DatabaseAccess): AsyncGenerator<string> {
  await access.ask({ kind: 'backup_begin' });
  for (;;) {
    const page = PageAnswer.parse(await access.ask({ kind: 'backup_page' }));
    if (page === null) return;
    yield page;
  }
}

/** A backup that cannot be read is found now, not on the day when it is needed. */
async function readOver(file: string) {
  let rows = 0;
  let header: BackupHeader | undefined;
  for await (const part of readBackup(file)) {
    if (part.kind === 'header') header = part.header;
    else rows += 1;
  }
  if (header === undefined) throw new BackupError('not_a_backup', 'The backup is empty.');
  return { header, rows };
}

async function restoreInto(config: Config, file: string) {
  if (config.database.kind === 'embedded') mkdirSync(path.resolve(config.dataDir), { recursive: true });
  const lock =
    config.database.kind === 'embedded'
      ? await takeLock(config.dataDir, async () => {
          throw new BackupError('restoring', 'A backup is being restored here. Try again when it is done.');
        })
      : undefined;
  try {
    const database = await openDatabase(config.database, config.encryptionKeys);
    try {
      return await restoreBackup(database, file);
    } finally {
      await database.close();
    }
  } finally {
    await lock?.release();
  }
}

function keysInBackup(keys: readonly string[]): string {
  return keys.length === 0
    ? 'Nothing in it is encrypted: keep it where only those who may read everything can get at it.'
    : `What people wrote is in it as it is stored, encrypted with the key ${keys.join(' and ')}. The key is NOT in it: without your ENCRYPTION_KEY nobody can read those texts again.`;
}

function keysToStartWith(keys: readonly string[], { encryptionKeys }: Config): string {
  if (keys.length === 0) return 'Nothing in it is encrypted. Start Pacekeeper as usual.';
  return encryptionKeys.length === 0
    ? `What people wrote is encrypted with the key ${keys.join(' and ')}: set ENCRYPTION_KEY to it before the start.`
    : `What people wrote is encrypted with the key ${keys.join(' and ')}, which has to be in ENCRYPTION_KEY.`;
}
