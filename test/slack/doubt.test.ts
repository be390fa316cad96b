import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Manifest } from '../../sandbox/index.ts';
import { startWorkplace, type Workplace } from '../support/workplace.ts';
import { posting } from './posting.ts';

const minuteMs = 60_000;
let at: Workplace;
const { post, redraw, row, texts, fault, pass, calls } = posting(() => at);

/** As an admin may have trimmed it: the app may post, and may not look. */
function withoutHistory(manifest: Manifest): Manifest {
  const trimmed = structuredClone(manifest) as { oauth_config: { scopes: { bot: string[] } } };
  const { scopes } = trimmed.oauth_config;
  scopes.bot = scopes.bot.filter((scope) => !scope.endsWith(':history'));
  return trimmed as unknown as Manifest;
}

beforeAll(async () => {
  at = await startWorkplace({ manifest: withoutHistory });
});
afterAll(() => at.close());

const postsOf = async (text: string) =>
  (await calls('chat.postMessage')).filter(({ args }) => args.text === text).length;

describe('a doubtful post where history may not be read', () => {
  test('is in doubt, never repeated by itself, and an admin is asked once', async () => {
    await fault('chat.postMessage', '500_after');
    const key = await post('#delivery', 'Is it there?');
    await at.settle();
    await pass(minuteMs);
    for (let hour = 0; hour < 5; hour += 1) await pass(60 * minuteMs);
    expect((await row(key)).state).toBe('in_doubt');
    expect(await postsOf('Is it there?')).toBe(1);
    const asked = (await at.person('Dana').reads('DM')).filter(({ text }) => text.includes('Is it there?'));
    expect(asked).toHaveLength(1);
  });

  test('a reply to it waits, and other messages go on', async () => {
    const [doubtful] = await at.app.kernel.database.prisma.delivery.findMany({
      where: { state: 'in_doubt' },
    });
    await post('#delivery', 'A reply to what may be there', doubtful?.key);
    await post('#delivery', 'Something else');
    await at.settle();
    expect(await texts('#delivery')).toContain('Something else');
    expect(await postsOf('A reply to what may be there')).toBe(0);
  });

  test('[It is there] ends it: no second post, and what waited for it goes on', async () => {
    await at.person('Dana').clicks('It is there', { in: 'DM', on: 'Is it there?' });
    await at.settle();
    await pass(2 * minuteMs);
    expect(await postsOf('Is it there?')).toBe(1);
    expect(await texts('#delivery')).toContain('A reply to what may be there');
  });

  test('and a later change of it does not stir it up again', async () => {
    const [known] = await at.app.kernel.database.prisma.delivery.findMany({
      where: { state: 'sent', ts: null },
    });
    await redraw(known?.key ?? '', 'Is it there, changed?');
    await at.settle();
    expect((await row(known?.key ?? '')).state).toBe('sent');
  });

  test('[Post it again] posts it, once, however often it is pressed', async () => {
    await fault('chat.postMessage', '500_before');
    const key = await post('#delivery', 'It is not there');
    await at.settle();
    await pass(minuteMs);
    expect((await row(key)).state).toBe('in_doubt');
    await at.control('POST', 'socket', { duplicateNext: 1 });
    await at.person('Dana').clicks('Post it again', { in: 'DM', on: 'It is not there' });
    await at.settle();
    expect((await texts('#delivery')).filter((text) => text === 'It is not there')).toHaveLength(1);
    expect((await row(key)).state).toBe('sent');
  });

  test('a refusal that says nothing was posted is no doubt', async () => {
    await fault('chat.postMessage', 'error', { error: 'service_unavailable' });
    const key = await post('#delivery', 'Certainly not there yet');
    await at.settle();
    await pass(minuteMs);
    expect((await row(key)).state).toBe('sent');
  });

  test('a snapshot in doubt: the week closes when the admin has found it', async () => {
    const { prisma } = at.app.kernel.database;
    await at.goTo('2026-11-20 15:59', 'Europe/Berlin');
    await fault('chat.postMessage', '500_after');
    await at.goTo('2026-11-20 16:05', 'Europe/Berlin');
    const week = { team: { name: 'Support' }, week: '2026-W47' };
    expect((await prisma.cycle.findFirstOrThrow({ where: week })).state).toBe('frozen');
    await at.person('Dana').clicks('It is there', { in: 'DM', on: 'KPI snapshot' });
    await at.settle();
    expect((await prisma.cycle.findFirstOrThrow({ where: week })).state).toBe('closed');
  });
});
