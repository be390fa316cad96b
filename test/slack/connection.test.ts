import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { startWorkplace, type Workplace } from '../support/workplace.ts';
import { posting } from './posting.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Each has a workplace of its own, and they wait at the same time: Socket Mode's client takes five seconds to return. */
async function atWork(run: (at: Workplace) => Promise<void>): Promise<void> {
  const at = await startWorkplace();
  try {
    await run(at);
  } finally {
    await at.close();
  }
}

async function isConnected(at: Workplace): Promise<boolean> {
  return (await at.control<{ app: { connected: boolean } }>('GET', 'workspace')).app.connected;
}

/** How long the workspace had nobody to hand anything to. */
async function holeMs(at: Workplace, cause: object): Promise<number> {
  const began = performance.now();
  await at.control('POST', 'socket', cause);
  while (await isConnected(at)) await sleep(20);
  while (!(await isConnected(at))) await sleep(20);
  return performance.now() - began;
}

describe.concurrent('a socket that goes', () => {
  test.each([
    ['dropped without a word', { drop: true }],
    ['told that it will be closed', { disconnect: 'warning' }],
    ['told to come back', { disconnect: 'refresh_requested' }],
    ['told that the link is off', { disconnect: 'link_disabled' }],
  ])('%s: messages go out meanwhile, it is opened again, and people can go on', (_why, cause) =>
    atWork(async (at) => {
      const { post, row, texts } = posting(() => at);
      await at.goTo('2026-11-16 09:01', 'Europe/Berlin');
      const hole = holeMs(at, cause);
      const key = await post('#delivery', 'Sent without a socket');
      await at.settle();
      expect([(await row(key)).state, await texts('#delivery')]).toEqual(['sent', ['Sent without a socket']]);
      expect(await hole).toBeLessThan(15_000);
      const dana = at.person('Dana');
      await dana.clicks('Set the focus', { in: '#support-ops' });
      expect((await dana.form()).title.text).toContain('focus');
    }),
  );
});

describe.concurrent('a stop with work under way', () => {
  test('takes less than ten seconds while Slack does not answer, and nothing is lost or doubled', () =>
    atWork(async (at) => {
      const { post, row, texts, fault, pass } = posting(() => at);
      await fault('chat.postMessage', 'timeout_after');
      const key = await post('#delivery', 'Under way when we stopped');
      await expect.poll(async () => (await row(key)).postAttempted).toBe(true);
      const began = performance.now();
      await at.app.stop();
      expect(performance.now() - began).toBeLessThan(10_000);
      await at.restart();
      await pass(61_000);
      expect((await row(key)).state).toBe('sent');
      expect(await texts('#delivery')).toEqual(['Under way when we stopped']);
    }));
});
