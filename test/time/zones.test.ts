import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workplace } from '../support/workplace.ts';
import { makeTeam, startCompany, story, type TestTeam } from './calendar.ts';

describe('teams either side of UTC, in one week', () => {
  let at: Workplace;
  const teams: TestTeam[] = [];
  beforeAll(async () => {
    at = await startCompany('2026-11-14T12:00:00Z');
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Auckland', 'Asia/Kolkata', 'America/Los_Angeles']) {
      teams.push(await makeTeam(at, zone, zone));
    }
    await at.goTo('2026-11-21 12:00', 'UTC');
  }, 60_000);
  afterAll(() => at.close());

  test('each is asked at its own wall-clock times, once', async () => {
    for (const team of teams) {
      expect(await story(at, team), team.name).toEqual([
        'focus Mon 16 Nov 09:00',
        'checkpoint Wed 18 Nov 10:00',
        'review Fri 20 Nov 15:00',
        'snapshot Fri 20 Nov 16:00',
      ]);
    }
  });

  test('the first of them is asked while it is still Sunday in London, the last when Kiritimati has Tuesday', async () => {
    const [kiritimati, , , losAngeles] = teams;
    if (kiritimati === undefined || losAngeles === undefined) throw new Error('a team is missing');
    expect((await story(at, kiritimati, 'Europe/London'))[0]).toBe('focus Sun 15 Nov 19:00');
    expect((await story(at, losAngeles, 'Pacific/Kiritimati'))[0]).toBe('focus Tue 17 Nov 07:00');
  });
});

describe.each([
  ['in autumn', '2026-10-17T12:00:00Z', '2026-11-07 23:00', ['19 Oct', '26 Oct', '2 Nov']],
  ['in spring', '2027-03-06T12:00:00Z', '2027-04-03 23:00', ['8 Mar', '15 Mar', '22 Mar', '29 Mar']],
] as const)('when the clocks change %s', (_season, startsAt, endsAt, mondays) => {
  let at: Workplace;
  let night: TestTeam;
  const offices: TestTeam[] = [];
  beforeAll(async () => {
    at = await startCompany(startsAt);
    for (const zone of ['Europe/Berlin', 'America/New_York']) offices.push(await makeTeam(at, zone, zone));
    night = await makeTeam(at, 'Night', 'Europe/Berlin', { focus: { day: 7, time: '02:30' } });
    await at.goTo(endsAt, 'UTC');
  }, 120_000);
  afterAll(() => at.close());

  test('everybody is asked at the same wall-clock time before and after, on both continents', async () => {
    for (const team of offices) {
      const told = await story(at, team);
      expect(
        told.filter((line) => line.startsWith('focus')),
        team.name,
      ).toEqual(mondays.map((monday) => `focus Mon ${monday} 09:00`));
      for (const [what, time] of [
        ['checkpoint Wed', '10:00'],
        ['review Fri', '15:00'],
        ['snapshot Fri', '16:00'],
      ] as const) {
        const lines = told.filter((line) => line.startsWith(what));
        expect(lines, `${team.name} ${what}`).toHaveLength(mondays.length);
        for (const line of lines) expect(line.endsWith(time), line).toBe(true);
      }
    }
  });

  test('02:30 in the night of the change comes once, and is moved on where it does not exist', async () => {
    const focus = (await story(at, night)).filter((line) => line.startsWith('focus'));
    const utc = (await story(at, night, 'UTC')).filter((line) => line.startsWith('focus'));
    if (startsAt.startsWith('2026')) {
      expect(focus).toEqual(['focus Sun 18 Oct 02:30', 'focus Sun 25 Oct 02:30', 'focus Sun 1 Nov 02:30']);
      expect(utc[1]).toBe('focus Sun 25 Oct 00:30');
    } else {
      expect(focus).toEqual([
        'focus Sun 7 Mar 02:30',
        'focus Sun 14 Mar 02:30',
        'focus Sun 21 Mar 02:30',
        'focus Sun 28 Mar 03:30',
      ]);
    }
  });
});
