import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorkplace, type Workplace } from '../support/workplace.ts';

const berlin = 'Europe/Berlin';

describe('the token is revoked while things come due', () => {
  let at: Workplace;
  beforeAll(async () => {
    at = await startWorkplace();
  });
  afterAll(() => at.close());

  const prompts = async () => (await at.person('Dana').reads('#support-ops')).map(({ text }) => text);

  test('nothing is given up: there is nobody whom Slack would let us tell', async () => {
    await at.control('POST', 'faults', { kind: 'revoke_token', error: 'token_revoked' });
    await at.goTo('2026-11-16 09:01', berlin);
    await at.goTo('2026-11-16 12:00', berlin);
    expect(await prompts()).toEqual([]);
    const waiting = await at.app.kernel.database.prisma.delivery.findMany();
    expect(waiting.map(({ state }) => state)).toEqual(waiting.map(() => 'waiting'));
    const { values } = await at.app.kernel.metrics.tokenRefused.get();
    expect(values[0]?.value).toBe(1);
  });

  test('with the token back, what was due is there, once, by itself', async () => {
    await at.control('POST', 'faults', { kind: 'reinstall' });
    await at.goTo('2026-11-16 12:15', berlin);
    expect((await prompts()).filter((text) => text.includes('Monday focus'))).toHaveLength(1);
    const { values } = await at.app.kernel.metrics.tokenRefused.get();
    expect(values[0]?.value).toBe(0);
  });
});

describe.each([
  ['is archived', { kind: 'archive_channel' }, { isArchived: false }, 'Unarchive it'],
  ['is left by the bot', { kind: 'remove_bot' }, { botIsMember: true }, '/invite'],
])('a team channel %s while its prompt comes due', (_what, fault, undo, advice) => {
  let at: Workplace;
  beforeAll(async () => {
    at = await startWorkplace();
  });
  afterAll(() => at.close());

  test('an admin is told what to do, and after it [Try again] posts the prompt once', async () => {
    const channel = at.channel('#support-ops');
    await at.control('POST', 'faults', { ...fault, channel });
    await at.goTo('2026-11-16 09:01', berlin);
    const notice = await at.person('Priya').sees('DM', advice);
    expect(notice.text).toContain('Monday focus');
    await at.control('POST', `channels/${channel}`, undo);
    await at.person('Priya').clicks('Try again', { in: 'DM' });
    await at.settle();
    const prompts = (await at.person('Dana').reads('#support-ops')).filter(({ text }) =>
      text.includes('Monday focus'),
    );
    expect(prompts).toHaveLength(1);
  });
});
