import type { TestProject } from 'vitest/node';
import { describeLeftOut, findAvailable, LeftOutError } from './available.ts';
import { startPostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser's connection string to a throw-away server; undefined where the machine has no PostgreSQL. */
    postgresUrl: string | undefined;
    /** Path of the Chromium to drive; undefined where the machine has none. */
    chromium: string | undefined;
  }
}

/** Runs once for the whole test run, before the first worker; what it returns runs at the end, failures or not. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const available = findAvailable();
  const leftOut = describeLeftOut(available);
  if (leftOut !== undefined) {
    if (process.env['TEST_NOTHING_LEFT_OUT'] === '1') throw new LeftOutError(leftOut);
    process.stdout.write(`${leftOut}\n`);
  }
  project.provide('chromium', available.chromium);
  if (available.postgres.kind !== 'binaries') {
    project.provide('postgresUrl', available.postgres.kind === 'url' ? available.postgres.url : undefined);
    return undefined;
  }
  const server = await startPostgresServer(available.postgres.folder);
  project.provide('postgresUrl', server.url);
  return server.stop;
}
