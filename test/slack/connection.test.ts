import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { startWorkplace, type Workplace } from '../support/workplace.ts';
import { posting } from './posting.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Each has a workplace of its own. */
async function atWork(run: (at: Workplace) => Promise<void>): Promise<void> {
  const at = await startWorkplace();
  try {
    await run(at);
  } finally {
    await at.close();
  }
}

/** How long it takes until both connections are new ones. */
async function holeMs(at: Workplace, cause: object): Promise<number> {
  const opened = async () =>
    (await at.control<{ calls: object[] }>('GET', 'calls?method=apps.connections.open&ok=true')).calls.length;
  const began = performance.now();
  const before = await opened();
  await at.control('POST', 'socket', cause);
  while ((await opened()) < before + 2) await sleep(20);
  while ((await at.control<{ connections: number }>('POST', 'socket', { duplicateNext: 0 })).connections < 2)
    await sleep(20);
  return performance.now() - began;
}

describe('a socket that goes', () => {
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

describe('a stop with work under way', () => {
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
