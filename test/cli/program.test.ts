import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createLocalWorkspace, type LocalWorkspace } from '../../sandbox/index.ts';
import { shippedManifest } from '../support/workplace.ts';
import { endAll, pace, type RunningApp, runProgram, startProgram } from './process.ts';

let dataDir: string;
let env: Record<string, string>;

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'pacekeeper-program-'));
  env = { DATA_DIR: dataDir };
});

afterEach(async () => {
  await endAll();
  rmSync(dataDir, { recursive: true, force: true });
});

const Workspace = z.object({
  team: z.object({ name: z.string() }),
  people: z.array(z.object({ id: z.string(), realName: z.string(), tz: z.string(), isBot: z.boolean() })),
  app: z.object({ connected: z.boolean() }),
  clock: z.object({ now: z.string(), canMove: z.boolean() }),
});
const Conversations = z.object({ conversations: z.array(z.object({ id: z.string(), name: z.string() })) });
const Messages = z.object({ messages: z.array(z.object({ text: z.string().optional() })) });

async function control<T>(app: RunningApp, what: string, schema: z.ZodType<T>, body?: object): Promise<T> {
  const answer = await fetch(`${app.url}/control/${what}`, {
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  expect(answer.status).toBe(200);
  return schema.parse(await answer.json());
}

async function channelId(app: RunningApp, name: string): Promise<string> {
  const { conversations } = await control(app, 'conversations?as=U0DANA0001', Conversations);
  return conversations.find((each) => each.name === name)?.id ?? '';
}

async function textsIn(app: RunningApp, channel: string): Promise<string[]> {
  const { messages } = await control(app, `messages?as=U0DANA0001&channel=${channel}`, Messages);
  return messages.map(({ text }) => text ?? '');
}

async function exported(): Promise<string[]> {
  const { code, stdout } = await pace(['audit', 'export'], env);
  expect(code).toBe(0);
  return stdout.trimEnd().split('\n');
}

describe('the program in the local workspace', () => {
  test('says one line, shows the demo company, keeps its data over SIGTERM and SIGKILL, and lets nobody else in', async () => {
    const first = await startProgram(env);
    expect(first.stdout()).toBe(
      `Pacekeeper is ready: open ${first.url} (the local workspace; no Slack is connected)\n`,
    );
    const page = await fetch(first.url);
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
    const workspace = await control(first, 'workspace', Workspace);
    const people = workspace.people.filter(({ isBot }) => !isBot);
    expect(people).toHaveLength(8);
    expect(new Set(people.map(({ tz }) => tz)).size).toBe(3);
    expect(workspace.clock.canMove).toBe(true);
    expect(workspace.app.connected).toBe(true);

    const second = await runProgram(env);
    expect(second).toMatchObject({ code: 2, stdout: '' });
    expect(second.stderr).toBe(
      `Another Pacekeeper process is using ${dataDir}. Stop it first, or set another DATA_DIR (and another PORT) to run a second one.\n`,
    );

    const general = await channelId(first, 'general');
    await control(first, 'act/message', z.unknown(), { as: 'U0DANA0001', channel: general, text: 'kept?' });
    const log = await exported();
    const began = performance.now();
    expect(await first.end('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
    expect(performance.now() - began).toBeLessThan(10_000);
    // The command line finds the same log with no app running.
    expect(await exported()).toEqual(log);

    const third = await startProgram(env);
    expect(await textsIn(third, general)).toEqual(['kept?']);
    expect((await exported()).slice(0, log.length)).toEqual(log);
    expect(await third.end('SIGKILL')).toMatchObject({ code: null });

    const fourth = await startProgram(env);
    expect(await textsIn(fourth, general)).toEqual(['kept?']);
    expect((await exported()).slice(0, log.length)).toEqual(log);
    expect(await fourth.end('SIGINT')).toMatchObject({ code: 0, stderr: '' });
  }, 60_000);

  test('is reset while it runs, and when it does not run', async () => {
    const app = await startProgram(env);
    const general = await channelId(app, 'general');
    const before = await control(app, 'workspace', Workspace);
    const later = new Date(Date.parse(before.clock.now) + 10 * 86_400_000).toISOString();
    await control(app, 'act/message', z.unknown(), { as: 'U0DANA0001', channel: general, text: 'gone?' });
    await control(app, 'clock', z.unknown(), { to: later });
    const longLog = await exported();

    const reset = await pace(['demo', 'reset'], env);
    expect(reset).toEqual({
      code: 0,
      stdout: 'The demo company is as on its first day, and Pacekeeper runs on.\n',
      stderr: '',
    });
    expect(await textsIn(app, general)).toEqual([]);
    const after = await control(app, 'workspace', Workspace);
    expect(Date.parse(after.clock.now)).toBeLessThan(Date.parse(later) - 9 * 86_400_000);
    expect(after.app.connected).toBe(true);
    const newLog = await exported();
    expect(newLog.length).toBeLessThan(longLog.length);
    expect(newLog.map((line) => JSON.parse(line).action)).toContain('demo.seeded');
    await app.end('SIGTERM');

    expect(await pace(['demo', 'reset', '--json'], env)).toMatchObject({
      code: 0,
      stdout: '{"isRunning":false}\n',
    });
    expect(existsSync(path.join(dataDir, 'local-workspace.sqlite'))).toBe(false);
    expect(await pace(['demo', 'reset'], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is nothing to reset'),
    });
    const again = await startProgram(env);
    expect((await control(again, 'workspace', Workspace)).team.name).toBe(before.team.name);
    expect((await exported()).map((line) => JSON.parse(line).action)).toContain('demo.seeded');
    await again.end('SIGTERM');
  }, 60_000);
});

describe('the program that cannot start', () => {
  test('lists everything wrong with the environment at once, and exits 2', async () => {
    const ended = await runProgram({
      ...env,
      PORT: 'web',
      SLACK_BOT_TOKEN: 'secret-token',
      LOG_LEVEL: 'loud',
    });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr.trimEnd().split('\n')).toEqual([
      'SLACK_BOT_TOKEN must start with xoxb-. Copy it from "OAuth & Permissions" in your Slack app\'s settings.',
      'PORT must be a whole number from 0 to 65535.',
      expect.stringContaining('LOG_LEVEL must be one of'),
    ]);
    expect(ended.stderr).not.toContain('secret-token');
  });

  test('names the file and line of a mistake in the playbook', async () => {
    const playbook = path.join(dataDir, 'playbook');
    const ended = await runProgram({ ...env, PLAYBOOK_DIR: playbook });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('measures.yml:1:1 This file is missing.');
  });

  test('says which port is in use and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const ended = await runProgram({ ...env, PORT: String(port - 1) });
    other.close();
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toBe(
      `Port ${port} is in use by another program. Stop that one, or start Pacekeeper on other ports, for example: PORT=4000 npm start\n`,
    );
  });

  test('says that a server cannot be reached, without the password in its address', async () => {
    const ended = await runProgram({
      ...env,
      DATABASE_URL: 'postgres://someone:hunter2hunter2@127.0.0.1:1/x',
    });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('DATABASE_URL could not be reached');
    expect(ended.stderr).not.toContain('hunter2');
  });
});

describe('the program in a real Slack', () => {
  let slack: LocalWorkspace;

  beforeEach(async () => {
    slack = await createLocalWorkspace({
      port: 0,
      seed: { team: { id: 'T0REAL0001', name: 'Real', domain: 'real' }, people: [], channels: [] },
      clock: { now: () => Date.parse('2026-11-20T09:00:00Z') },
      manifest: shippedManifest(),
    });
  });
  afterEach(() => slack.close());

  test('connects over Socket Mode, makes no demo company, and never opens its data without the tokens', async () => {
    const { bot, app: appToken } = slack.tokens;
    const tokens = { ...env, SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: appToken };
    const app = await startProgram(tokens);
    expect(app.stdout()).toBe('Pacekeeper is ready: connected to Slack team T0REAL0001 over Socket Mode\n');
    expect(await exported()).toEqual(['']);
    const ended = await app.end('SIGTERM');
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('"stopping"');
    expect(ended.stderr).not.toContain(bot);
    expect(existsSync(path.join(dataDir, 'local-workspace.sqlite'))).toBe(false);

    // What a lost token file looks like.
    const without = await runProgram(env);
    expect(without).toMatchObject({ code: 2, stdout: '' });
    expect(without.stderr).toContain(
      'This database belongs to Slack team T0REAL0001, and no Slack tokens are set.',
    );
    const reset = await pace(['demo', 'reset'], env);
    expect(reset).toMatchObject({ code: 2, stdout: '' });
    expect(reset.stderr).toContain('Only the local workspace can be reset, and nothing was changed.');
  }, 40_000);

  test('listens for Slack over HTTP, and refuses a reset while it runs', async () => {
    const { bot, signingSecret } = slack.tokens;
    const app = await startProgram({
      ...env,
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: bot,
      SLACK_SIGNING_SECRET: signingSecret,
    });
    expect(app.stdout()).toMatch(
      /^Pacekeeper is ready: connected to Slack team T0REAL0001 over HTTP, listening on http:\/\/127\.0\.0\.1:\d+\n$/,
    );
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${app.url}/slack/events`, { method: 'POST', body: '{}' })).status).toBe(401);
    expect(await pace(['demo', 'reset'], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('This database belongs to Slack team T0REAL0001.'),
    });
    expect((await app.end('SIGTERM')).code).toBe(0);
  }, 40_000);

  test('says what is wrong with a token that Slack refuses', async () => {
    const ended = await runProgram({
      ...env,
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: 'xoxb-wrong-token',
      SLACK_APP_TOKEN: slack.tokens.app,
    });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('Slack refuses SLACK_BOT_TOKEN (invalid_auth).');
    expect(ended.stderr).not.toContain('xoxb-wrong-token');
  });
});

describe('the command line as a process', () => {
  test('verifies what it exported, also after it was tampered with', async () => {
    const app = await startProgram(env);
    const file = path.join(dataDir, 'audit.jsonl');
    const out = await pace(['audit', 'export', '--out', file], env);
    expect(out).toMatchObject({ code: 0, stdout: '' });
    const head = /head (\S+)/.exec(out.stderr)?.[1] ?? '';
    expect(await pace(['audit', 'verify', file, '--head', head, '--texts'], env)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^Sound: \d+ events, head .*\nTexts: \d+ as logged, 0 redacted, 0 changed\.\n$/,
      ),
    });
    await app.end('SIGTERM');

    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"actor":"U0DANA0001"', '"actor":"U0TOM00002"'));
    const found = await pace(['audit', 'verify', file, '--json'], {});
    expect(found.code).toBe(1);
    expect(JSON.parse(found.stdout)).toMatchObject({
      ok: false,
      problems: [{ kind: 'hash', line: 1, seq: 1 }],
    });
    const cut = await pace(
      ['audit', 'verify', '-', '--head', head],
      {},
      text.split('\n').slice(0, 2).join('\n'),
    );
    expect(cut).toMatchObject({ code: 1, stdout: expect.stringContaining('something was cut off') });
  }, 60_000);

  test('checks what comes in over a pipe', async () => {
    expect(await pace(['blocks', 'check', '-', '--surface', 'message'], {}, '{"text":"fine"}')).toEqual({
      code: 0,
      stdout: '{"ok":true,"errors":[]}\n',
      stderr: '',
    });
  });
});
