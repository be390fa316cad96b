import { setTimeout as sleep } from 'node:timers/promises';
import { App, LogLevel, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLocalWorkspace, type LocalWorkspace } from '../../sandbox/index.ts';
import { companySeed } from '../../src/demo/index.ts';
import { SocketPair } from '../../src/slack/socket-pair.ts';
import { shippedManifest } from '../support/workplace.ts';

vi.setConfig({ testTimeout: 30_000 });

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

let slack: LocalWorkspace;
let receiver: Receiver | undefined;

beforeEach(async () => {
  slack = await createLocalWorkspace({
    port: 0,
    seed: companySeed(),
    clock: { now: () => Date.now() },
    manifest: shippedManifest(),
    rateLimits: 'off',
  });
});
afterEach(async () => {
  await receiver?.stop();
  await slack.close();
});

async function control<T>(path: string, body?: object): Promise<T> {
  const response = await fetch(`${slack.url}/control/${path}`, {
    ...(body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
  });
  return (await response.json()) as T;
}

const connections = async (): Promise<number> =>
  (await control<{ connections: number }>('socket', { duplicateNext: 0 })).connections;

/** Starts a bare app, whose one command takes this long to acknowledge. */
async function start(over: Receiver, open: number, answerAfterMs = 0): Promise<void> {
  receiver = over;
  const app = new App({
    token: slack.tokens.bot,
    botId: 'B1',
    botUserId: 'U1',
    receiver: over,
    tokenVerificationEnabled: false,
    convoStore: false,
    logger: quiet,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  app.command('/pace', async ({ ack }) => {
    await sleep(answerAfterMs);
    await ack();
  });
  await over.start();
  await expect.poll(connections).toBe(open);
}

function stock(): Receiver {
  return new SocketModeReceiver({
    appToken: slack.tokens.app,
    logger: quiet,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
}

function pair(connectionsOpen = 2): SocketPair {
  return new SocketPair({
    appToken: slack.tokens.app,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logger: quiet },
    logger: quiet,
    onChange: () => undefined,
    connections: connectionsOpen,
  });
}

const types = () =>
  control<{ acked: boolean }>('act/command', {
    as: 'U0DANA0001',
    channel: 'C0SUPPORT1',
    command: '/pace',
    text: 'help',
  });

/** People go on using the app for so long; @returns how many were not answered, and between when and when. */
async function useFor(ms: number): Promise<{ failed: number; holeMs: number }> {
  const beganMs = performance.now();
  const failedAtMs: number[] = [];
  const under: Promise<void>[] = [];
  while (performance.now() - beganMs < ms) {
    const atMs = performance.now();
    under.push(
      types().then(({ acked }) => {
        if (!acked) failedAtMs.push(atMs);
      }),
    );
    await sleep(10);
  }
  await Promise.all(under);
  const holeMs = failedAtMs.length === 0 ? 0 : Math.max(...failedAtMs) - Math.min(...failedAtMs);
  return { failed: failedAtMs.length, holeMs: Math.round(holeMs) };
}

describe('when Slack asks a connection to come back', () => {
  test('the stock client alone leaves people without an answer for five seconds', async () => {
    await start(stock(), 1);
    await control('socket', { disconnect: 'refresh_requested' });
    const { failed, holeMs } = await useFor(5_500);
    expect(failed).toBeGreaterThan(100);
    expect(holeMs).toBeGreaterThan(4_500);
  });

  test.each(['warning', 'refresh_requested', 'link_disabled'])(
    '%s: with two nobody notices',
    async (reason) => {
      await start(pair(), 2);
      await control('socket', { disconnect: reason, connections: 1 });
      expect(await useFor(1_000)).toEqual({ failed: 0, holeMs: 0 });
      await expect.poll(connections).toBe(2);
    },
  );

  test('both at once: they are back in a moment', async () => {
    await start(pair(), 2);
    await control('socket', { disconnect: 'refresh_requested' });
    const { holeMs } = await useFor(1_000);
    expect(holeMs).toBeLessThan(500);
    await expect.poll(connections).toBe(2);
  });

  test('what is being answered is answered before the connection goes', async () => {
    await start(pair(1), 1, 400);
    const answered = types();
    await sleep(50);
    await control('socket', { disconnect: 'refresh_requested' });
    expect((await answered).acked).toBe(true);
  });
});

test('connections that are cut without a word are back in a moment, again and again', async () => {
  await start(pair(), 2);
  for (let time = 0; time < 3; time += 1) {
    await control('socket', { drop: true });
    const began = performance.now();
    await expect.poll(connections, { timeout: 5_000, interval: 10 }).toBe(2);
    expect(performance.now() - began).toBeLessThan(2_500);
  }
  expect(await useFor(200)).toEqual({ failed: 0, holeMs: 0 });
});

test('a stop waits for what is being answered, and leaves no connection behind', async () => {
  const over = pair();
  await start(over, 2, 300);
  const answered = types();
  await sleep(50);
  await over.stop();
  expect((await answered).acked).toBe(true);
  expect(await connections()).toBe(0);
});

test('a token that Slack refuses ends the start', async () => {
  const over = new SocketPair({
    appToken: 'xapp-nobody',
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logger: quiet },
    logger: quiet,
    onChange: () => undefined,
  });
  await expect(over.start()).rejects.toThrow('invalid_auth');
});
