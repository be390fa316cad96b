import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startWorkplace, type Workplace } from '../support/workplace.ts';
import { posting } from './posting.ts';

vi.setConfig({ testTimeout: 60_000 });

let at: Workplace;
const { post, row, texts, fault, pass } = posting(() => at);
beforeAll(async () => {
  at = await startWorkplace();
  await at.goTo('2026-11-16 09:01', 'Europe/Berlin');
});
afterAll(() => at.close());

async function isConnected(): Promise<boolean> {
  return (await at.control<{ app: { connected: boolean } }>('GET', 'workspace')).app.connected;
}

/** How long the workspace had nobody to hand anything to. Socket Mode's client needs about five seconds by itself. */
async function holeMs(cause: object): Promise<number> {
  const began = performance.now();
  await at.control('POST', 'socket', cause);
  while (await isConnected()) await sleep(20);
  while (!(await isConnected())) await sleep(20);
  return performance.now() - began;
}

describe('a socket that goes', () => {
  test.each([
    ['dropped without a word', { drop: true }],
    ['told that it will be closed', { disconnect: 'warning' }],
    ['told to come back', { disconnect: 'refresh_requested' }],
    ['told that the link is off', { disconnect: 'link_disabled' }],
  ])('%s: it is opened again, and people can go on', async (_why, cause) => {
    expect(await holeMs(cause)).toBeLessThan(15_000);
    const dana = at.person('Dana');
    await dana.clicks('Set the focus', { in: '#support-ops' });
    expect((await dana.form()).title.text).toContain('focus');
    await dana.closes();
  });

  test('messages go out while it is away', async () => {
    await at.control('POST', 'socket', { drop: true });
    const key = await post('#delivery', 'Sent without a socket');
    await at.settle();
    expect([(await row(key)).state, await texts('#delivery')]).toEqual([
      'sent',
      expect.arrayContaining(['Sent without a socket']),
    ]);
    await expect.poll(isConnected, { timeout: 15_000 }).toBe(true);
  });
});

describe('a stop with work under way', () => {
  test('takes less than ten seconds while Slack does not answer, and nothing is lost or doubled', async () => {
    await fault('chat.postMessage', 'timeout_after');
    const key = await post('#delivery', 'Under way when we stopped');
    await expect.poll(async () => (await row(key)).postAttempted).toBe(true);
    const began = performance.now();
    await at.app.stop();
    expect(performance.now() - began).toBeLessThan(10_000);
    await at.restart();
    await pass(61_000);
    await at.settle();
    expect((await row(key)).state).toBe('sent');
    expect((await texts('#delivery')).filter((text) => text === 'Under way when we stopped')).toHaveLength(1);
  });
});
