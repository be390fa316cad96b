import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorkplace, type Workplace } from '../support/workplace.ts';

// An unhandled rejection, which is what the stock client makes of this notice, fails the run by itself.
describe.each(['socket', 'http'] as const)('Slack says over %s that it drops events', (transport) => {
  let at: Workplace;
  beforeAll(async () => {
    at = await startWorkplace({ transport });
  });
  afterAll(() => at.close());

  const notices = async () =>
    (await at.person('Priya').reads('DM')).filter(({ text }) => text.includes('drops some of them'));

  async function acknowledged(): Promise<boolean[]> {
    const { deliveries } = await at.control<{ deliveries: { payload: { type: string }; acked: boolean }[] }>(
      'GET',
      'deliveries',
    );
    return deliveries.flatMap(({ payload, acked }) => (payload.type === 'app_rate_limited' ? [acked] : []));
  }

  async function tell(): Promise<void> {
    await at.control('POST', 'faults', { kind: 'app_rate_limited' });
    await at.app.kernel.settle();
  }

  test('it is acknowledged and counted, and every admin is told once', async () => {
    for (let minute = 0; minute < 3; minute += 1) {
      await tell();
      await at.app.kernel.virtualTime.jumpTo(new Date(at.clock.now().getTime() + 60_000));
    }
    // Over HTTP the answer may still be on its way when the notice has been dealt with.
    await expect.poll(acknowledged).toEqual([true, true, true]);
    const [counted] = (await at.app.kernel.metrics.eventsDropped.get()).values;
    expect(counted?.value).toBe(3);
    expect(await notices()).toHaveLength(1);
    expect((await at.person('Dana').reads('DM')).map(({ text }) => text)).toEqual([
      expect.stringContaining('drops some of them'),
    ]);
  });

  test('an hour later they are told again', async () => {
    await at.app.kernel.virtualTime.jumpTo(new Date(at.clock.now().getTime() + 3_600_000));
    await tell();
    expect(await notices()).toHaveLength(2);
  });

  test('people can go on', async () => {
    await at.person('Tom').says('still there?');
    await expect
      .poll(async () => (await at.person('Tom').reads('DM')).filter(({ text }) => text.includes('/pace')))
      .toHaveLength(1);
  });
});
