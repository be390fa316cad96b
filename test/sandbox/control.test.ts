import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Store } from '../../sandbox/store.ts';
import {
  at,
  clientOf,
  DANA,
  errorOf,
  type Harness,
  listAt,
  manifest,
  OPS,
  PRIYA,
  seed,
  startWorkspace,
  textAt,
} from './harness.ts';

let folder = '';
const open: Harness[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workspace-'));
});
afterEach(async () => {
  for (const harness of open.splice(0)) await harness.close();
  await rm(folder, { recursive: true });
});

async function start(...options: Parameters<typeof startWorkspace>): Promise<Harness> {
  const harness = await startWorkspace(...options);
  open.push(harness);
  return harness;
}

describe('guards', () => {
  /** A request with headers that fetch would not let a test set. */
  async function status(
    url: string,
    path: string,
    headers: { [name: string]: string },
    method = 'GET',
  ): Promise<number> {
    const sent = request(`${url}${path}`, { headers, method });
    sent.end(method === 'POST' ? '{}' : undefined);
    const [response] = await once(sent, 'response');
    response.resume();
    return response.statusCode;
  }

  test('a foreign Host or Origin is refused, everywhere', async () => {
    const { url } = (await start()).workspace;
    const { host } = new URL(url);
    for (const path of ['/control/workspace', '/api/auth.test', '/', '/response/x']) {
      expect(await status(url, path, { host: 'evil.test' })).toBe(403);
      expect(await status(url, path, { origin: 'http://evil.test' })).toBe(403);
      expect(await status(url, path, { origin: 'null' })).toBe(403);
    }
    expect(await status(url, '/control/workspace', { origin: `http://${host}` })).toBe(200);
    expect(await status(url, '/control/workspace', { host: host.replace('127.0.0.1', 'localhost') })).toBe(
      200,
    );
  });

  test('only JSON, only so much of it, only what exists', async () => {
    const { url } = (await start()).workspace;
    expect(await status(url, '/control/reset', { 'content-type': 'text/plain' }, 'POST')).toBe(415);
    const big = await fetch(`${url}/control/read`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ as: 'x'.repeat(1024 * 1024) }),
    });
    expect(big.status).toBe(413);
    for (const path of [
      '/control/nothing',
      '/control/constructor',
      '/../index.ts',
      '/%2e%2e/index.ts',
      '/index.ts',
    ]) {
      expect(await status(url, path, {})).toBe(404);
    }
    expect(
      await status(url, '/control/act/constructor', { 'content-type': 'application/json' }, 'POST'),
    ).toBe(404);
  });

  test('a broken upgrade request is answered and harms nothing', async () => {
    const harness = await start();
    const { hostname, port, host } = new URL(harness.workspace.url);
    for (const target of ['http://[', '/link/?ticket=made-up', '/elsewhere']) {
      const socket = connect(Number(port), hostname);
      socket.write(
        `GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );
      const [answer] = await once(socket, 'data');
      expect(String(answer)).toMatch(/^HTTP\/1\.1 40[013] /);
      socket.destroy();
    }
    expect(await harness.get('workspace')).toMatchObject({ team: seed.team });
  });

  test('the page comes with a strict policy', async () => {
    const { url } = (await start()).workspace;
    const page = await fetch(url);
    await page.text();
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self'; img-src 'self' data:/);
  });
});

describe('what the page shows', () => {
  test('the workspace, its people and its clock', async () => {
    const harness = await start();
    expect(await harness.get('workspace')).toMatchObject({
      team: seed.team,
      app: {
        name: 'Tester',
        connected: false,
        commands: [
          { command: '/form', description: 'Opens a form', usageHint: 'what' },
          { command: '/escaped' },
        ],
      },
      clock: { now: '2026-11-16T08:00:00.000Z', canMove: true, nextDue: null },
    });
    expect(await harness.post('clock', { by: 3_600_000 })).toEqual({ now: '2026-11-16T09:00:00.000Z' });
    expect(await harness.post('clock', { to: '2026-11-20T08:00:00Z' })).toEqual({
      now: '2026-11-20T08:00:00.000Z',
    });
    expect(await harness.post('clock', { to: 'soon' })).toMatchObject({ error: 'invalid_move' });
  });

  test('conversations are each person’s own, guests see what they are in', async () => {
    const harness = await start();
    const names = async (as: string) =>
      listAt(await harness.get(`conversations?as=${as}`), '/conversations').map((one) => at(one, '/name'));
    expect(await names(DANA)).toEqual(['tester', 'ops', 'open', 'leads', 'secret', 'old']);
    expect(await names(PRIYA)).toEqual(['tester', 'ops', 'open', 'old']);
    expect(await names('U0GUEST0001')).toEqual(['tester']);
    expect(await harness.get('conversations?as=U0GONE00001')).toMatchObject({ error: 'person_deactivated' });
    expect(await harness.get('messages?as=U0PRIYA0001&channel=C0LEADS0001')).toMatchObject({
      error: 'not_found',
    });
  });

  test('unread counts what others wrote since', async () => {
    const harness = await start();
    const unread = async () => at(await harness.get(`conversations?as=${DANA}`), '/conversations/1/unread');
    await clientOf(harness).chat.postMessage({ channel: OPS, text: 'one' });
    await clientOf(harness).chat.postMessage({ channel: OPS, text: 'two' });
    expect(await unread()).toBe(2);
    await harness.post('read', { as: DANA, channel: OPS });
    expect(await unread()).toBe(0);
    await harness.post('act/message', { as: PRIYA, channel: OPS, text: 'three' });
    expect(await unread()).toBe(1);
    await harness.post('act/message', { as: DANA, channel: OPS, text: 'four' });
    expect(await unread()).toBe(0);
  });

  test('messages page backwards, threads on their own', async () => {
    const harness = await start();
    const client = clientOf(harness);
    for (const text of ['1', '2', '3']) await client.chat.postMessage({ channel: OPS, text });
    const texts = (page: unknown) => listAt(page, '/messages').map((message) => at(message, '/text'));
    const last = await harness.get(`messages?as=${DANA}&channel=${OPS}&limit=2`);
    expect([texts(last), at(last, '/hasMore')]).toEqual([['2', '3'], true]);
    const before = textAt(last, '/messages/0/ts');
    expect(texts(await harness.get(`messages?as=${DANA}&channel=${OPS}&before=${before}`))).toEqual(['1']);
    await harness.post('act/message', { as: DANA, channel: OPS, text: 'reply', thread_ts: before });
    expect(texts(await harness.get(`messages?as=${DANA}&channel=${OPS}&thread=${before}`))).toEqual([
      '2',
      'reply',
    ]);
    expect(texts(await harness.get(`messages?as=${DANA}&channel=${OPS}`))).toEqual(['1', '2', '3']);
  });

  test('calls are listed without tokens', async () => {
    const harness = await start();
    const { tokens, apiUrl } = harness.workspace;
    await fetch(`${apiUrl}auth.test`, {
      method: 'POST',
      body: new URLSearchParams({ token: tokens.bot, x: '1' }),
    });
    const listed = await harness.get('calls');
    expect(listAt(listed, '/calls')).toMatchObject([
      { seq: 1, method: 'auth.test', args: { x: '1' }, ok: true },
    ]);
    expect(JSON.stringify(listed)).not.toContain(tokens.bot);
    expect(listAt(await harness.get('calls?since=1'), '/calls')).toEqual([]);
  });
});

describe('state', () => {
  test('a restart keeps people, channels, messages, homes, read marks and tokens', async () => {
    const stateFile = join(folder, 'state.db');
    const first = await startWorkspace({ stateFile });
    const client = clientOf(first);
    const { ts = '' } = await client.chat.postMessage({ channel: OPS, text: 'remember' });
    await client.views.publish({ user_id: DANA, view: { type: 'home', blocks: [{ type: 'divider' }] } });
    await first.post('channels', { id: 'C0NEW000001', name: 'new', members: [DANA], botIsMember: true });
    await first.post(`people/${PRIYA}`, { deleted: true });
    await first.post('read', { as: DANA, channel: OPS });
    const before = await first.get(`conversations?as=${DANA}`);
    const { tokens } = first.workspace;
    await first.close();

    // An earlier clock, and a seed that no longer matters.
    const second = await start({
      stateFile,
      clock: { now: () => 1_000 },
      seed: { ...seed, people: [], channels: [] },
    });
    expect(second.workspace.tokens).toEqual(tokens);
    expect(await second.get(`conversations?as=${DANA}`)).toEqual(before);
    expect(await second.get(`messages?as=${DANA}&channel=${OPS}`)).toMatchObject({
      messages: [{ ts, text: 'remember' }],
    });
    expect(at(await second.get(`home?as=${DANA}`), '/view/blocks/0/type')).toBe('divider');
    const later = await clientOf(second).chat.postMessage({ channel: OPS, text: 'after' });
    expect(later.ts && later.ts > ts).toBe(true);
    expect(await errorOf(clientOf(second).chat.postMessage({ channel: PRIYA, text: 'x' }))).toBe(
      'channel_not_found',
    );
  });

  test('reset goes back to the seed and keeps the tokens', async () => {
    const harness = await start();
    await clientOf(harness).chat.postMessage({ channel: OPS, text: 'gone soon' });
    await harness.post(`channels/${OPS}`, { isArchived: true });
    await harness.post('reset', {});
    expect(await harness.get(`messages?as=${DANA}&channel=${OPS}`)).toMatchObject({ messages: [] });
    expect(await errorOf(clientOf(harness).chat.postMessage({ channel: OPS, text: 'fresh' }))).toBeNull();
  });

  test('opens a file with 5,000 messages in a moment', async () => {
    const stateFile = join(folder, 'large.db');
    const first = await startWorkspace({ stateFile });
    await first.close();
    const store = new Store(stateFile);
    store.transaction(() => {
      for (let i = 0; i < 5_000; i++) {
        const ts = store.nextTs(Date.UTC(2026, 10, 1));
        const body = { type: 'message', text: `message ${i} ${'x'.repeat(400)}`, ts };
        store.putMessage({ channel: OPS, ts, threadTs: null, person: null, author: PRIYA, body });
      }
    });
    store.close();
    const started = performance.now();
    const harness = await start({ stateFile });
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(at(await harness.get(`conversations?as=${DANA}`), '/conversations/1/unread')).toBe(5_000);
  });
});

/** Starts main.ts on any free port. */
async function startProcess(...more: string[]): Promise<{ child: ChildProcess; ready: unknown }> {
  const seedFile = join(folder, 'seed.json');
  const manifestFile = join(folder, 'manifest.yml');
  await writeFile(seedFile, JSON.stringify(seed));
  // JSON is YAML.
  await writeFile(manifestFile, JSON.stringify(manifest));
  const script = join(import.meta.dirname, '../../sandbox/main.ts');
  const args = [script, '--port', '0', '--manifest', manifestFile, '--seed', seedFile, ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, ready: JSON.parse(line) };
}

async function call(ready: unknown, method: string, args: { [name: string]: string }): Promise<unknown> {
  const response = await fetch(`${textAt(ready, '/apiUrl')}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${textAt(ready, '/tokens/bot')}` },
    body: new URLSearchParams(args),
  });
  return await response.json();
}

test('runs as a process of its own, with a clock of its own', async () => {
  const { child, ready } = await startProcess();
  expect(await call(ready, 'auth.test', {})).toMatchObject({ ok: true, team: 'Northwind' });
  const moved = await fetch(`${textAt(ready, '/url')}/control/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: '2031-01-01T00:00:00Z' }),
  });
  expect(await moved.json()).toMatchObject({ now: expect.stringMatching(/^2031-01-01T00:00:0/) });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('what was answered survives a killed process', async () => {
  const state = ['--state', join(folder, 'state.db')];
  const first = await startProcess(...state);
  const posted = await call(first.ready, 'chat.postMessage', { channel: OPS, text: 'written down' });
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const second = await startProcess(...state);
  const history = await call(second.ready, 'conversations.history', { channel: OPS });
  expect(history).toMatchObject({ messages: [{ ts: textAt(posted, '/ts'), text: 'written down' }] });
  second.child.kill('SIGTERM');
  await once(second.child, 'exit');
});
