import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addWeeks,
  compareWeeks,
  dateOfIsoWeek,
  IsoWeekSchema,
  isoWeekOfDate,
  parseIsoWeek,
  weekNumber,
} from '../../src/kernel/iso-week.ts';
import { addCalendarDays, weekdayOf } from '../../src/kernel/wall-time.ts';

const anyDate = fc
  .integer({ min: 0, max: 73_000 })
  .map((days) => new Date(Date.UTC(1970, 0, 1 + days)).toISOString().slice(0, 10));

describe('weeks of the ISO calendar', () => {
  test.each([
    ['2026-11-20', '2026-W47'],
    ['2026-12-31', '2026-W53'],
    ['2027-01-01', '2026-W53'],
    ['2027-01-04', '2027-W01'],
    ['2024-12-30', '2025-W01'],
    ['2021-01-03', '2020-W53'],
    ['2023-01-01', '2022-W52'],
  ])('%s lies in %s', (date, week) => {
    expect(isoWeekOfDate(date)).toBe(week);
  });

  test.each([
    '2026-W54',
    '2025-W53',
    '2026-W00',
    '2026-W1',
    '2026W47',
    '26-W47',
    '9999-W53',
    '2026-W99',
    '2026-W47 ',
    '',
    '2026-47',
  ])('"%s" is not a week', (text) => {
    expect(IsoWeekSchema.safeParse(text).success).toBe(false);
  });

  test.each(['2026-02-30', '2026-13-01', 'tomorrow', '2026-11-20T00:00'])('"%s" is not a date', (text) => {
    expect(() => isoWeekOfDate(text)).toThrow();
  });

  test('week 53 is followed by week 1 of the next year', () => {
    expect(addWeeks(parseIsoWeek('2026-W53'), 1)).toBe('2027-W01');
    expect(addWeeks(parseIsoWeek('2025-W01'), -1)).toBe('2024-W52');
    expect(weekNumber(parseIsoWeek('2026-W07'))).toBe(7);
  });

  test('a weekday outside 1 to 7 is refused', () => {
    expect(() => dateOfIsoWeek(parseIsoWeek('2026-W47'), 0)).toThrow(RangeError);
    expect(() => dateOfIsoWeek(parseIsoWeek('2026-W47'), 8)).toThrow(RangeError);
  });

  test('any date is the weekday it is of the week it lies in', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        expect(dateOfIsoWeek(isoWeekOfDate(date), weekdayOf(date))).toBe(date);
      }),
    );
  });

  test('seven days are one week, and weeks count and compare as days do', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -300, max: 300 }), (date, count) => {
        const week = isoWeekOfDate(date);
        const moved = addWeeks(week, count);
        expect(moved).toBe(isoWeekOfDate(addCalendarDays(date, 7 * count)));
        expect(compareWeeks(moved, week)).toBe(count);
      }),
    );
  });
});
