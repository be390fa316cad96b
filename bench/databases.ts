import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findPostgresBinaries, startPostgresServer } from '../test/support/postgres-server.ts';

export type Where = { kind: 'embedded'; dataDir: string } | { kind: 'server'; url: string };

let lastNumber = 0;

/** A server of its own and an empty database on it; undefined where the machine has no PostgreSQL. */
async function onServer(run: (where: Where) => Promise<void>): Promise<boolean> {
  const binaries = findPostgresBinaries();
  if (binaries === undefined) return false;
  const server = await startPostgresServer(binaries);
  try {
    lastNumber += 1;
    const name = `bench_${lastNumber}`;
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    const url = new URL(server.url);
    url.pathname = name;
    await run({ kind: 'server', url: url.href });
  } finally {
    // Its guard stops it in any case; a bench does not wait for that.
    await Promise.race([server.stop(), sleep(1_000)]);
  }
  return true;
}

/** Runs it once on a fresh database of this kind; says so where that cannot be had. */
export async function onFreshDatabase(
  kind: Where['kind'],
  run: (where: Where) => Promise<void>,
): Promise<void> {
  if (kind === 'server') {
    if (!(await onServer(run))) process.stderr.write('No PostgreSQL here: its figures are left out.\n');
    return;
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'pacekeeper-bench-'));
  try {
    await run({ kind: 'embedded', dataDir });
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

export const nameOf: Readonly<Record<Where['kind'], string>> = {
  embedded: 'embedded',
  server: 'PostgreSQL',
};
