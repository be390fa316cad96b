import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { openDatabase } from '../../src/kernel/index.ts';
import { instantOf } from '../../src/kernel/wall-time.ts';
import { newServerDatabase } from '../support/server-database.ts';
import { startWorkplace, type Workplace } from '../support/workplace.ts';

vi.setConfig({ testTimeout: 60_000 });

let at: Workplace;
let server: pg.Client;
let name: string;

beforeAll(async () => {
  const url = await newServerDatabase();
  name = new URL(url).pathname.slice(1);
  server = new pg.Client({ connectionString: inject('postgresUrl') });
  await server.connect();
  // Ten seconds before the focus of Support is due.
  const startsAt = new Date(instantOf('2026-11-16', '09:00', 'Europe/Berlin').getTime() - 10_000);
  at = await startWorkplace({ startsAt, openDatabase: () => openDatabase({ kind: 'server', url }) });
});
afterAll(async () => {
  await at.close();
  await server.end();
});

test('the database goes away while a prompt comes due: it is posted once when the database is back', async () => {
  await server.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
  const cut = () =>
    server.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  await cut();
  const due = instantOf('2026-11-16', '09:00', 'Europe/Berlin');
  while (at.clock.now().getTime() < due.getTime() + 3_000) {
    await cut();
    await sleep(200);
  }
  // A click while it is away: Slack has its acknowledgement, and the person is told.
  await at.control('POST', 'act/command', {
    as: at.person('Dana').id,
    channel: at.channel('#support-ops'),
    command: '/pace',
    text: 'status',
  });
  expect((await fetch(`${at.app.url}/readyz`)).status).toBe(503);
  await server.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`);
  const prompts = async () =>
    (await at.person('Dana').reads('#support-ops')).filter(({ text }) => text.includes('Monday focus'));
  await expect.poll(prompts, { timeout: 20_000 }).toHaveLength(1);
  await at.settle();
  expect(await prompts()).toHaveLength(1);
  expect((await fetch(`${at.app.url}/readyz`)).status).toBe(200);
  await at.person('Dana').clicks('Set the focus', { in: '#support-ops' });
  expect((await at.person('Dana').form()).title.text).toContain('focus');
});
