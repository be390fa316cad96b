import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localDateOf, localTimeOf, weekdayOf } from '../../src/kernel/wall-time.ts';
import {
  addWorkingTime,
  isWorkingTime,
  nextWorkingInstant,
  type WorkingHours,
  WorkingHoursSchema,
} from '../../src/org/working-time.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
const office: WorkingHours = { zone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00' };

// From 04:00 on, so that no clock change falls into the hours and the wall clock alone tells who works.
const anyHours: fc.Arbitrary<WorkingHours> = fc
  .record({
    zone: fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Pacific/Chatham',
    ),
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    ends: fc.uniqueArray(fc.integer({ min: 240, max: 1439 }), { minLength: 2, maxLength: 2 }),
  })
  .map(({ zone, days, ends }) => {
    const [start = '', end = ''] = ends
      .toSorted((a, b) => a - b)
      .map((minute) => new Date(minute * minuteMs).toISOString().slice(11, 16));
    return { zone, days, start, end };
  });

// Around both clock changes of 2026, in the north and in the south.
const anyInstant = fc
  .tuple(
    fc.constantFrom('2026-03-06', '2026-03-27', '2026-04-03', '2026-10-02', '2026-10-23', '2026-10-30'),
    fc.integer({ min: 0, max: 4 * 24 * 60 }),
  )
  .map(([date, minutes]) => new Date(Date.parse(date) + minutes * minuteMs));

function worksByTheClock(instant: Date, { zone, days, start, end }: WorkingHours): boolean {
  const time = localTimeOf(instant, zone);
  return days.includes(weekdayOf(localDateOf(instant, zone))) && start <= time && time < end;
}

describe('working time', () => {
  test('knows the edges of the day', () => {
    expect(isWorkingTime(new Date('2026-11-20T08:00:00Z'), office)).toBe(true);
    expect(isWorkingTime(new Date('2026-11-20T07:59:59.999Z'), office)).toBe(false);
    expect(isWorkingTime(new Date('2026-11-20T15:59:59.999Z'), office)).toBe(true);
    expect(isWorkingTime(new Date('2026-11-20T16:00:00Z'), office)).toBe(false);
  });

  test('Friday evening is followed by Monday morning', () => {
    const monday = nextWorkingInstant(new Date('2026-11-20T18:00:00Z'), office);
    expect(monday.toISOString()).toBe('2026-11-23T08:00:00.000Z');
    const twoHoursOn = addWorkingTime(new Date('2026-11-20T15:00:00Z'), 2 * hourMs, office);
    expect(twoHoursOn.toISOString()).toBe('2026-11-23T09:00:00.000Z');
  });

  test('a full day ends on that day', () => {
    const end = addWorkingTime(new Date('2026-11-20T08:00:00Z'), 8 * hourMs, office);
    expect(end.toISOString()).toBe('2026-11-20T16:00:00.000Z');
  });

  test('a night that loses an hour is an hour shorter', () => {
    const night: WorkingHours = { zone: 'Europe/Berlin', days: [7], start: '01:00', end: '05:00' };
    const end = addWorkingTime(new Date('2026-03-28T12:00:00Z'), 3 * hourMs, night);
    expect(end.toISOString()).toBe('2026-03-29T03:00:00.000Z');
    expect(addWorkingTime(new Date('2026-10-24T12:00:00Z'), 5 * hourMs, night).toISOString()).toBe(
      '2026-10-25T04:00:00.000Z',
    );
  });

  test('no time is no move, and less than none is refused', () => {
    const sunday = new Date('2026-11-22T12:00:00Z');
    expect(addWorkingTime(sunday, 0, office)).toEqual(sunday);
    expect(() => addWorkingTime(sunday, -1, office)).toThrow(RangeError);
    expect(() => addWorkingTime(sunday, Number.NaN, office)).toThrow(RangeError);
    expect(() => addWorkingTime(sunday, Number.POSITIVE_INFINITY, office)).toThrow(RangeError);
  });

  test('hours that never come are an error, not an endless search', () => {
    expect(() => nextWorkingInstant(new Date(0), { ...office, days: [] })).toThrow(RangeError);
  });

  test('the schema refuses what is not a working week', () => {
    expect(WorkingHoursSchema.safeParse(office).success).toBe(true);
    for (const wrong of [
      { days: [] },
      { days: [0] },
      { end: '09:00' },
      { start: '25:00' },
      { zone: '+01:00' },
    ]) {
      expect(WorkingHoursSchema.safeParse({ ...office, ...wrong }).success).toBe(false);
    }
  });

  test('agrees with walking minute by minute', () => {
    fc.assert(
      fc.property(anyHours, anyInstant, fc.integer({ min: 1, max: 900 }), (hours, instant, minutes) => {
        let next = instant;
        while (!worksByTheClock(next, hours)) next = new Date(next.getTime() + minuteMs);
        expect(nextWorkingInstant(instant, hours)).toEqual(next);
        expect(isWorkingTime(instant, hours)).toBe(worksByTheClock(instant, hours));

        // One step a minute is enough for a week's worth; more only repeats it.
        let walked = instant;
        for (let worked = 0; worked < minutes && walked < new Date(instant.getTime() + 8 * 24 * hourMs); ) {
          if (worksByTheClock(walked, hours)) worked += 1;
          walked = new Date(walked.getTime() + minuteMs);
          if (worked === minutes) expect(addWorkingTime(instant, minutes * minuteMs, hours)).toEqual(walked);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('adding in two parts is adding at once', () => {
    const part = fc.integer({ min: 0, max: 40 * hourMs });
    fc.assert(
      fc.property(anyHours, anyInstant, part, part, (hours, instant, first, second) => {
        const inParts = addWorkingTime(addWorkingTime(instant, first, hours), second, hours);
        expect(inParts).toEqual(addWorkingTime(instant, first + second, hours));
      }),
    );
  });
});
