import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addWeeks, compareWeeks, isoWeekOfDate, parseIsoWeek } from '../../src/kernel/iso-week.ts';
import {
  formatInZone,
  localDateOf,
  localTimeOf,
  offsetMinutesAt,
  type Weekday,
  weekdayOf,
} from '../../src/kernel/wall-time.ts';
import { type WeeklyRhythm, WeeklyRhythmSchema } from '../../src/org/index.ts';
import { checkRhythm } from '../../src/playbook/index.ts';
import {
  type CycleTimes,
  cycleAt,
  cycleTimes,
  nextCycle,
  nudgeAt,
  promptFate,
  promptsOf,
} from '../../src/rhythm/schedule.ts';

const hourMs = 3_600_000;
const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'America/St_Johns',
  'Asia/Beirut',
  'Pacific/Kiritimati',
  'UTC',
];

const usual: WeeklyRhythm = {
  zone: 'Europe/Berlin',
  focus: { day: 1, time: '09:00' },
  checkpoint: { day: 3, time: '10:00' },
  review: { day: 5, time: '15:00' },
  snapshotTime: '16:00',
};

// Times around the hour in which clocks change come often enough to meet a change.
const anyTime = fc.oneof(
  fc.integer({ min: 0, max: 1439 }).map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16)),
  fc.constantFrom('00:00', '00:30', '01:30', '02:00', '02:15', '02:30', '02:59', '03:00', '03:30', '23:59'),
);
const anyDay: fc.Arbitrary<Weekday> = fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 7, 7);
const anyMoment = fc.record({ day: anyDay, time: anyTime });
const anyRhythm: fc.Arbitrary<WeeklyRhythm> = fc
  .record({
    zone: fc.constantFrom(...zones),
    focus: anyMoment,
    checkpoint: anyMoment,
    review: anyMoment,
    snapshotTime: anyTime,
  })
  .filter((rhythm) => checkRhythm(rhythm).length === 0);

function inOrder({ focusAt, checkpointAt, reviewAt, snapshotAt }: CycleTimes): boolean {
  return focusAt < checkpointAt && checkpointAt < reviewAt && reviewAt < snapshotAt;
}

function clockChangedBefore(instant: Date, zone: string): boolean {
  return offsetMinutesAt(new Date(instant.getTime() - 4 * hourMs), zone) !== offsetMinutesAt(instant, zone);
}

function expectWallTimes(rhythm: WeeklyRhythm, times: CycleTimes): void {
  const { zone } = rhythm;
  for (const [instant, day, time] of [
    [times.focusAt, rhythm.focus.day, rhythm.focus.time],
    [times.checkpointAt, rhythm.checkpoint.day, rhythm.checkpoint.time],
    [times.reviewAt, rhythm.review.day, rhythm.review.time],
    [times.snapshotAt, rhythm.review.day, rhythm.snapshotTime],
  ] as const) {
    if (clockChangedBefore(instant, zone)) continue;
    expect(localTimeOf(instant, zone)).toBe(time);
    expect(weekdayOf(localDateOf(instant, zone))).toBe(day);
  }
}

describe('the days and times of a week', () => {
  test('the usual ones are in order', () => {
    expect(checkRhythm(usual)).toEqual([]);
    expect(WeeklyRhythmSchema.safeParse(usual).success).toBe(true);
    expect(WeeklyRhythmSchema.safeParse({ ...usual, zone: '+01:00' }).success).toBe(false);
  });

  test('all three prompts may share a day', () => {
    const oneDay: WeeklyRhythm = {
      ...usual,
      focus: { day: 5, time: '09:00' },
      checkpoint: { day: 5, time: '12:00' },
    };
    expect(checkRhythm(oneDay)).toEqual([]);
    const times = cycleTimes(oneDay, parseIsoWeek('2026-W47'));
    expect(formatInZone(times.focusAt, 'Europe/Berlin', 'dated')).toBe('Fri 20 Nov 09:00');
  });

  test('a week may start on Thursday and end on Wednesday; it belongs to the week of its review', () => {
    const shifted: WeeklyRhythm = {
      ...usual,
      focus: { day: 4, time: '09:00' },
      checkpoint: { day: 1, time: '10:00' },
      review: { day: 3, time: '15:00' },
    };
    expect(checkRhythm(shifted)).toEqual([]);
    const times = cycleTimes(shifted, parseIsoWeek('2026-W47'));
    expect(formatInZone(times.focusAt, 'Europe/Berlin', 'dated')).toBe('Thu 12 Nov 09:00');
    expect(formatInZone(times.snapshotAt, 'Europe/Berlin', 'dated')).toBe('Wed 18 Nov 16:00');
    expect(cycleAt(shifted, new Date('2026-11-13T12:00:00Z')).week).toBe('2026-W47');
  });

  test.each<[string, Partial<WeeklyRhythm>, string, string]>([
    [
      'a checkpoint after the review',
      { checkpoint: { day: 6, time: '10:00' } },
      'checkpoint',
      'The checkpoint (Saturday 10:00) has to come after the focus (Monday 09:00) and before the review (Friday 15:00).',
    ],
    [
      'a checkpoint with the review',
      { checkpoint: { day: 5, time: '15:00' } },
      'checkpoint',
      'The checkpoint cannot be at the same time as the review (Friday 15:00).',
    ],
    [
      'a checkpoint with the focus',
      { checkpoint: { day: 1, time: '09:00' } },
      'checkpoint',
      'The checkpoint cannot be at the same time as the focus (Monday 09:00).',
    ],
    [
      'a review with the focus',
      { focus: { day: 5, time: '15:00' } },
      'review',
      'The review cannot be at the same time as the focus (Friday 15:00).',
    ],
    [
      'a snapshot with the review',
      { snapshotTime: '15:00' },
      'snapshotTime',
      'The snapshot (15:00) has to come later on the day of the review (Friday 15:00).',
    ],
    [
      'a snapshot that reaches the next focus',
      { focus: { day: 5, time: '16:00' } },
      'snapshotTime',
      'The snapshot (Friday 16:00) has to come before the next focus (Friday 16:00).',
    ],
  ])('%s is explained at its field', (_name, change, field, message) => {
    expect(checkRhythm({ ...usual, ...change })).toEqual([{ field, message }]);
  });
});

describe('the instants of a cycle', () => {
  test('keep the wall clock through both clock changes', () => {
    for (const week of ['2026-W13', '2026-W14', '2026-W43', '2026-W44'].map(parseIsoWeek)) {
      const { focusAt, reviewAt, snapshotAt } = cycleTimes(usual, week);
      const shown = [focusAt, reviewAt, snapshotAt].map((instant) => formatInZone(instant, usual.zone));
      expect(shown).toEqual(['Mon 09:00', 'Fri 15:00', 'Fri 16:00']);
    }
    expect(cycleTimes(usual, parseIsoWeek('2026-W13')).focusAt.toISOString()).toBe(
      '2026-03-23T08:00:00.000Z',
    );
    expect(cycleTimes(usual, parseIsoWeek('2026-W14')).focusAt.toISOString()).toBe(
      '2026-03-30T07:00:00.000Z',
    );
  });

  test('stay in order where the clocks jump over some of them', () => {
    const night: WeeklyRhythm = {
      zone: 'Europe/Berlin',
      focus: { day: 7, time: '02:10' },
      checkpoint: { day: 7, time: '02:40' },
      review: { day: 7, time: '03:05' },
      snapshotTime: '03:10',
    };
    const times = cycleTimes(night, parseIsoWeek('2026-W13'));
    const shown = [times.focusAt, times.checkpointAt, times.reviewAt, times.snapshotAt];
    expect(shown.map((instant) => localTimeOf(instant, night.zone))).toEqual([
      '03:10',
      '03:40',
      '03:41',
      '03:42',
    ]);
  });

  test('a snapshot that the clocks push into the next cycle pushes its focus on', () => {
    const tight: WeeklyRhythm = {
      ...usual,
      focus: { day: 7, time: '03:05' },
      review: { day: 7, time: '02:20' },
      snapshotTime: '02:30',
    };
    expect(checkRhythm(tight)).toEqual([]);
    const closing = cycleTimes(tight, parseIsoWeek('2026-W13'));
    const following = cycleTimes(tight, parseIsoWeek('2026-W14'));
    expect(localTimeOf(closing.snapshotAt, tight.zone)).toBe('03:30');
    expect(localTimeOf(following.focusAt, tight.zone)).toBe('03:31');
    expect(cycleAt(tight, closing.snapshotAt).week).toBe('2026-W13');
    expect(cycleAt(tight, following.focusAt).week).toBe('2026-W14');
  });

  test.each(zones.slice(0, 6))('for a hundred years in %s: in order, weekly, on the wall clock', (zone) => {
    const rhythm: WeeklyRhythm = { ...usual, zone, review: { day: 7, time: '02:30' }, snapshotTime: '03:15' };
    let before = cycleTimes(rhythm, parseIsoWeek('2025-W01'));
    for (let count = 0; count < 5200; count += 1) {
      const times = cycleTimes(rhythm, addWeeks(before.week, 1));
      const sound =
        inOrder(times) &&
        before.snapshotAt < times.focusAt &&
        localTimeOf(times.focusAt, zone) === '09:00' &&
        (localTimeOf(times.reviewAt, zone) === '02:30' || clockChangedBefore(times.reviewAt, zone)) &&
        isoWeekOfDate(localDateOf(times.reviewAt, zone)) === times.week;
      if (!sound) expect.fail(`${zone} ${times.week}: ${JSON.stringify(times)}`);
      before = times;
    }
    expect(compareWeeks(before.week, parseIsoWeek('2025-W01'))).toBe(5200);
  });

  test('whatever the rhythm: in order, apart from the neighbours, on the wall clock', () => {
    fc.assert(
      fc.property(anyRhythm, fc.integer({ min: 0, max: 100 }), (rhythm, year) => {
        let before: CycleTimes | null = null;
        for (let number = 0; number < 53; number += 1) {
          const times = cycleTimes(rhythm, addWeeks(parseIsoWeek(`${2000 + year}-W01`), number));
          expect(inOrder(times)).toBe(true);
          if (before !== null) expect(before.snapshotAt < times.focusAt).toBe(true);
          expectWallTimes(rhythm, times);
          before = times;
        }
      }),
      { numRuns: 60 },
    );
  });

  test('every instant belongs to exactly one cycle', () => {
    const anySecond = fc.integer({ min: Date.UTC(2013, 0) / 1000, max: Date.UTC(2113, 0) / 1000 });
    fc.assert(
      fc.property(anyRhythm, anySecond, (rhythm, second) => {
        const now = new Date(second * 1000);
        const current = cycleAt(rhythm, now);
        const next = nextCycle(rhythm, now);
        expect(compareWeeks(next.week, current.week)).toBe(1);
        expect(current.focusAt <= now && now < next.focusAt).toBe(true);
        for (const edge of [current.focusAt, new Date(next.focusAt.getTime() - 1)]) {
          expect(cycleAt(rhythm, edge)).toEqual(current);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a prompt that is due', () => {
  const [focus, checkpoint, review] = promptsOf(cycleTimes(usual, parseIsoWeek('2026-W47')));

  test('waits, is posted, and is missed after a day', () => {
    expect(promptFate(focus, new Date(focus.dueAt.getTime() - 1))).toBe('wait');
    expect(promptFate(focus, focus.dueAt)).toBe('post');
    expect(promptFate(focus, new Date(focus.dueAt.getTime() + 24 * hourMs - 1))).toBe('post');
    expect(promptFate(focus, new Date(focus.dueAt.getTime() + 24 * hourMs))).toBe('missed');
    expect(promptFate(checkpoint, new Date(checkpoint.dueAt.getTime() + 30 * hourMs))).toBe('missed');
  });

  test('a review is missed when the snapshot is due', () => {
    expect(review.expiresAt).toEqual(review.onTimeUntil);
    expect(promptFate(review, new Date(review.expiresAt.getTime() - 1))).toBe('post');
    expect(promptFate(review, review.expiresAt)).toBe('missed');
  });

  test('a prompt never outlives the next one of its cycle', () => {
    fc.assert(
      fc.property(anyRhythm, (rhythm) => {
        const prompts = promptsOf(cycleTimes(rhythm, parseIsoWeek('2026-W30')));
        for (const { dueAt, expiresAt, onTimeUntil } of prompts) {
          expect(dueAt < expiresAt && expiresAt <= onTimeUntil).toBe(true);
          expect(expiresAt.getTime() - dueAt.getTime()).toBeLessThanOrEqual(24 * hourMs);
        }
      }),
    );
  });
});

describe('the nudge', () => {
  const hours = { zone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00' };

  test('comes half-way, a day after the prompt at the latest', () => {
    const monday = new Date('2026-11-16T08:00:00Z');
    expect(nudgeAt(monday, new Date('2026-11-16T12:00:00Z')).toISOString()).toBe('2026-11-16T10:00:00.000Z');
    expect(nudgeAt(monday, new Date('2026-11-20T08:00:00Z')).toISOString()).toBe('2026-11-17T08:00:00.000Z');
  });

  test('leaves people alone at night and at weekends', () => {
    const friday = new Date('2026-11-20T08:00:00Z');
    const wednesday = new Date('2026-11-25T09:00:00Z');
    expect(nudgeAt(friday, wednesday, hours).toISOString()).toBe('2026-11-23T08:00:00.000Z');
  });

  test('comes half-way when the team meets outside its hours', () => {
    const evening = new Date('2026-11-20T18:00:00Z');
    const snapshot = new Date('2026-11-20T20:00:00Z');
    expect(nudgeAt(evening, snapshot, hours).toISOString()).toBe('2026-11-20T19:00:00.000Z');
  });

  test('always comes between the prompt and its deadline', () => {
    fc.assert(
      fc.property(anyRhythm, fc.boolean(), (rhythm, withHours) => {
        for (const { dueAt, onTimeUntil } of promptsOf(cycleTimes(rhythm, parseIsoWeek('2026-W13')))) {
          const nudge = nudgeAt(dueAt, onTimeUntil, withHours ? hours : undefined);
          expect(dueAt <= nudge && nudge < onTimeUntil).toBe(true);
        }
      }),
    );
  });
});
