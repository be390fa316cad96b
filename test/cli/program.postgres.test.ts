import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDatabaseUrl } from '../kernel/database.ts';
import { endAll, pace, runProgram, startProgram } from './process.ts';

let dataDir: string;
let server: Awaited<ReturnType<typeof openTestDatabaseUrl>>;
let env: Record<string, string>;

beforeEach(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'pacekeeper-server-'));
  server = await openTestDatabaseUrl();
  env = { DATA_DIR: dataDir, DATABASE_URL: server.url };
});

afterEach(async () => {
  await endAll();
  await server.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('the local workspace on a database server: one process for its state, the command line beside it, reset', async () => {
  const app = await startProgram(env);
  expect(app.stdout()).toBe(
    `Pacekeeper is ready: open ${app.url} (the local workspace; no Slack is connected)\n`,
  );
  expect(await runProgram(env)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Another Pacekeeper'),
  });

  const before = await pace(['audit', 'export'], env);
  expect(before.code).toBe(0);
  expect(await pace(['audit', 'verify', '-'], {}, before.stdout)).toMatchObject({ code: 0 });
  expect(await pace(['demo', 'reset'], env)).toMatchObject({
    code: 0,
    stdout: 'The demo company is as on its first day, and Pacekeeper runs on.\n',
  });
  const after = await pace(['audit', 'export'], env);
  expect(after.stdout).not.toBe(before.stdout);
  expect(after.stdout).toContain('demo.seeded');
  expect(await app.end('SIGTERM')).toMatchObject({ code: 0, stderr: '' });

  expect(await pace(['demo', 'reset'], env)).toMatchObject({ code: 0 });
  expect(await pace(['migrate'], env)).toMatchObject({ code: 0, stdout: expect.stringContaining('Applied') });
}, 60_000);
