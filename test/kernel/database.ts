import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, inject } from 'vitest';
import { createClock } from '../../src/kernel/clock.ts';
import { type Database, openDatabase } from '../../src/kernel/database.ts';
import { createKernel, type Kernel, type Wiring } from '../../src/kernel/kernel.ts';
import { createLog } from '../../src/kernel/log.ts';
import { createMetrics } from '../../src/kernel/metrics.ts';
import { migrate } from '../../src/kernel/migrate.ts';

export type Engine = 'embedded' | 'server';

/** A database of the suite's own, as an empty server or a fresh embedded engine has it; `drop` removes it. */
async function openTestDatabase(engine: Engine): Promise<{ database: Database; drop(): Promise<void> }> {
  if (engine === 'embedded') {
    const database = await openDatabase({ kind: 'memory' });
    return { database, drop: () => database.close() };
  }
  const { url, drop } = await openTestDatabaseUrl();
  const database = await openDatabase({ kind: 'server', url });
  return {
    database,
    drop: async () => {
      await database.close();
      await drop();
    },
  };
}

/** An empty database of its own on the PostgreSQL server of this run. */
export async function openTestDatabaseUrl(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = inject('postgresUrl');
  if (server === undefined) throw new Error('this suite needs a PostgreSQL server');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, drop: () => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** One database for a suite, migrated and empty before each test. */
export function useDatabase(engine: Engine): { get(): Database } {
  let opened: Awaited<ReturnType<typeof openTestDatabase>> | undefined;
  const get = () => {
    if (opened === undefined) throw new Error('there is no database outside of a test');
    return opened.database;
  };
  beforeAll(async () => {
    opened = await openTestDatabase(engine);
  });
  beforeEach(async () => {
    await empty(get());
    await migrate(get());
  });
  afterAll(async () => {
    await opened?.drop();
  });
  return { get };
}

export async function empty(database: Database): Promise<void> {
  await database.runScript((run) =>
    run.exec('DROP SCHEMA IF EXISTS pgboss CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public;'),
  );
}

/** A kernel whose log goes into `logged`, and whose clock tests may move. */
export function testKernel(database: Database): { kernel: Kernel; logged: string[] } {
  const logged: string[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      logged.push(String(chunk));
      done();
    },
  });
  const kernel = createKernel({
    database,
    clock: createClock(),
    log: createLog('debug', [], destination),
    metrics: createMetrics(),
  });
  return { kernel, logged };
}

export function wiring(parts: Partial<Wiring> = {}): Wiring {
  return {
    boundTo: 'local',
    dueHandlers: [],
    subscriptions: [],
    jobs: [],
    sweepers: [],
    outwardIdle: async () => undefined,
    ...parts,
  };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
