import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type ConstructorOptions, fromPglite } from 'pg-boss';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { type Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { DatabaseConfig } from './config.ts';
import { StartupError } from './errors.ts';
import { withVault } from './sealed-columns.ts';
import { createVault, type Vault } from './vault.ts';

export type Tx = Prisma.TransactionClient;
/** What a query needs: a transaction, or the client itself where a single statement is enough. */
export type Queryable = Tx;

export interface Database {
  readonly kind: 'embedded' | 'server';
  /** Encrypts and decrypts what people wrote by itself; raw SQL does not. */
  readonly prisma: PrismaClient;
  readonly vault: Vault;
  /** What pg-boss connects with: the same engine, or a pool of its own on a server. */
  readonly bossOptions: ConstructorOptions;
  /** Runs a script of several statements in one transaction that holds the migration lock. */
  runScript(script: (run: ScriptRunner) => Promise<void>): Promise<void>;
  /** A connection for what takes long, outside of any transaction: of its own on a server, the only one where embedded. */
  openSession(): Promise<Session>;
  close(): Promise<void>;
}

export interface ScriptRunner {
  /** Several statements, no parameters. */
  exec(sql: string): Promise<void>;
  query(sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>;
}

export interface Session extends ScriptRunner {
  close(): Promise<void>;
}

/** Any number will do, as long as no other program on the same database takes it. */
const migrationLock = 7_223_347_001n;

/**
 * @param keys for what people wrote, 32 bytes each: the first one encrypts, all decrypt. None: it is stored as it is.
 * @throws StartupError code `database_unreachable`.
 */
export async function openDatabase(
  config: DatabaseConfig | { kind: 'memory' },
  keys: readonly Buffer[] = [],
): Promise<Database> {
  const vault = createVault(keys);
  return config.kind === 'server' ? openServer(config.url, vault) : openEmbedded(config, vault);
}

async function openEmbedded(
  config: { kind: 'memory' } | { kind: 'embedded'; dataDir: string },
  vault: Vault,
): Promise<Database> {
  const pglite = new PGlite(config.kind === 'memory' ? {} : { dataDir: embeddedDirectory(config.dataDir) });
  try {
    await pglite.waitReady;
    // The adapter reads timestamps as UTC, so the session must print them as UTC.
    await pglite.exec("SET TIME ZONE 'UTC'");
  } catch (cause) {
    throw new StartupError('database_unreachable', [embeddedProblem(config, cause)], cause);
  }
  const prisma = withVault(new PrismaClient({ adapter: new PrismaPGlite(pglite) }), vault);
  return {
    kind: 'embedded',
    prisma,
    vault,
    bossOptions: { db: fromPglite(pglite), backend: 'pglite' },
    runScript: (script) =>
      pglite.transaction((tx) =>
        script({
          exec: async (sql) => void (await tx.exec(sql)),
          query: async (sql, parameters = []) =>
            (await tx.query<Record<string, unknown>>(sql, parameters)).rows,
        }),
      ),
    openSession: async () => ({
      exec: async (sql) => void (await pglite.exec(sql)),
      query: async (sql, parameters = []) =>
        (await pglite.query<Record<string, unknown>>(sql, parameters)).rows,
      close: async () => undefined,
    }),
    close: async () => {
      await prisma.$disconnect();
      await pglite.close();
    },
  };
}

function embeddedDirectory(dataDir: string): string {
  const directory = path.join(dataDir, 'database');
  mkdirSync(directory, { recursive: true });
  return directory;
}

function embeddedProblem(config: { kind: string; dataDir?: string }, cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return `The embedded database in ${config.dataDir ?? 'memory'} could not be opened (${reason}). If it was made by another version, restore a backup into an empty DATA_DIR.`;
}

async function openServer(url: string, vault: Vault): Promise<Database> {
  const prisma = withVault(
    new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 10 }) }),
    vault,
  );
  try {
    const [row] = await prisma.$queryRaw<{ version: number }[]>`
      SELECT current_setting('server_version_num')::int AS version`;
    if (row !== undefined && row.version < 150_000) {
      throw new StartupError('database_too_old', [
        'DATABASE_URL is older than PostgreSQL 15. Upgrade the server.',
      ]);
    }
  } catch (cause) {
    await prisma.$disconnect();
    if (cause instanceof StartupError) throw cause;
    throw new StartupError(
      'database_unreachable',
      ['DATABASE_URL could not be reached. Check the host, the port, the name and the password in it.'],
      cause,
    );
  }
  return {
    kind: 'server',
    prisma,
    vault,
    bossOptions: { connectionString: url, max: 4 },
    runScript: (script) => inServerTransaction(url, script),
    openSession: () => openServerSession(url),
    close: () => prisma.$disconnect(),
  };
}

async function openServerSession(url: string): Promise<Session> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    exec: async (sql) => void (await client.query(sql)),
    query: async (sql, parameters = []) => (await client.query(sql, parameters)).rows,
    close: () => client.end(),
  };
}

async function inServerTransaction(url: string, script: (run: ScriptRunner) => Promise<void>): Promise<void> {
  const session = await openServerSession(url);
  try {
    await session.exec('BEGIN');
    await session.query('SELECT pg_advisory_xact_lock($1)', [migrationLock.toString()]);
    await script(session);
    await session.exec('COMMIT');
  } catch (error) {
    await session.exec('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    await session.close();
  }
}
