import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Workplace } from '../support/workplace.ts';
import { changeRhythm, makeTeam, setState, startCompany, story } from './calendar.ts';

const berlin = 'Europe/Berlin';
// Weeks of a whole company pass in each of these.
vi.setConfig({ testTimeout: 90_000 });

let at: Workplace;
afterEach(() => at.close());

describe('a rhythm that is changed in mid-week', () => {
  test('moves what has not happened yet, and nothing happens at the old time', async () => {
    at = await startCompany('2026-11-14T12:00:00Z');
    const team = await makeTeam(at, 'Support', berlin);
    await at.goTo('2026-11-17 12:00', berlin);
    await changeRhythm(at, team, { review: { day: 4, time: '11:00' }, snapshotTime: '12:00' });
    await at.goTo('2026-11-24 08:00', berlin);
    expect(await story(at, team)).toEqual([
      'focus Mon 16 Nov 09:00',
      'checkpoint Wed 18 Nov 10:00',
      'review Thu 19 Nov 11:00',
      'snapshot Thu 19 Nov 12:00',
      'focus Mon 23 Nov 09:00',
    ]);
  });

  test('to days that have passed already: this week keeps its times, the next one follows', async () => {
    at = await startCompany('2026-11-14T12:00:00Z');
    const team = await makeTeam(at, 'Support', berlin);
    await at.goTo('2026-11-19 12:00', berlin);
    await changeRhythm(at, team, {
      checkpoint: { day: 2, time: '10:00' },
      review: { day: 3, time: '15:00' },
    });
    expect(await story(at, team)).toEqual(['focus Mon 16 Nov 09:00', 'checkpoint Wed 18 Nov 10:00']);
    await at.goTo('2026-11-28 12:00', berlin);
    expect(await story(at, team)).toEqual([
      'focus Mon 16 Nov 09:00',
      'checkpoint Wed 18 Nov 10:00',
      'review Fri 20 Nov 15:00',
      'snapshot Fri 20 Nov 16:00',
      'focus Mon 23 Nov 09:00',
      'checkpoint Tue 24 Nov 10:00',
      'review Wed 25 Nov 15:00',
      'snapshot Wed 25 Nov 16:00',
    ]);
  });

  test('to another zone: from then on its wall clock counts', async () => {
    at = await startCompany('2026-11-14T12:00:00Z');
    const team = await makeTeam(at, 'Support', berlin);
    await at.goTo('2026-11-18 12:00', berlin);
    await changeRhythm(at, team, { zone: 'America/Los_Angeles' });
    await at.goTo('2026-11-23 12:00', 'America/Los_Angeles');
    expect(await story(at, team, 'America/Los_Angeles')).toEqual([
      'focus Mon 16 Nov 00:00',
      'checkpoint Wed 18 Nov 01:00',
      'review Fri 20 Nov 15:00',
      'snapshot Fri 20 Nov 16:00',
      'focus Mon 23 Nov 09:00',
    ]);
  });

  test('again and again: each thing still happens once', async () => {
    at = await startCompany('2026-11-14T12:00:00Z');
    const team = await makeTeam(at, 'Support', berlin);
    for (const day of ['16', '17', '18', '19', '20']) {
      await at.goTo(`2026-11-${day} 12:00`, berlin);
      await changeRhythm(at, team, {
        zone: day === '18' ? 'Asia/Kolkata' : berlin,
        snapshotTime: `17:${day}`,
      });
    }
    await at.goTo('2026-11-21 12:00', berlin);
    const told = await story(at, team);
    expect(told.map((line) => line.split(' ')[0])).toEqual(['focus', 'checkpoint', 'review', 'snapshot']);
    expect(told.at(-1)).toBe('snapshot Fri 20 Nov 17:20');
  });
});

describe('a team that is archived', () => {
  test('in mid-week is left in peace, and brought back it begins with the next week', async () => {
    at = await startCompany('2026-11-14T12:00:00Z');
    const team = await makeTeam(at, 'Support', berlin);
    await at.goTo('2026-11-17 12:00', berlin);
    await setState(at, team, 'archived');
    await at.goTo('2026-11-19 12:00', berlin);
    await setState(at, team, 'active');
    await at.goTo('2026-11-23 12:00', berlin);
    expect(await story(at, team)).toEqual(['focus Mon 16 Nov 09:00', 'focus Mon 23 Nov 09:00']);
    const stuck = await at.app.kernel.database.prisma.delivery.count({ where: { state: { not: 'sent' } } });
    expect(stuck).toBe(0);
  });

  test('and brought back before its week begins has that week, once', async () => {
    at = await startCompany('2026-11-14T12:00:00Z');
    const team = await makeTeam(at, 'Support', berlin);
    await setState(at, team, 'archived');
    await setState(at, team, 'active');
    await setState(at, team, 'archived');
    await setState(at, team, 'active');
    await at.goTo('2026-11-21 12:00', berlin);
    expect(await story(at, team)).toEqual([
      'focus Mon 16 Nov 09:00',
      'checkpoint Wed 18 Nov 10:00',
      'review Fri 20 Nov 15:00',
      'snapshot Fri 20 Nov 16:00',
    ]);
  });

  test('for weeks: nothing is made up for', async () => {
    at = await startCompany('2026-11-14T12:00:00Z');
    const team = await makeTeam(at, 'Support', berlin);
    await setState(at, team, 'archived');
    await at.sleepUntil('2026-12-09 12:00', berlin);
    await setState(at, team, 'active');
    await at.goTo('2026-12-14 12:00', berlin);
    expect(await story(at, team)).toEqual(['focus Mon 14 Dec 09:00']);
  });
});
