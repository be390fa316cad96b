import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatInZone,
  instantOf,
  isZone,
  localDateOf,
  localTimeOf,
  weekdayOf,
} from '../../src/kernel/wall-time.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Asia/Beirut',
];

const anyDate = fc
  .integer({ min: 0, max: 36_000 })
  .map((days) => new Date(Date.UTC(2000, 0, 1 + days)).toISOString().slice(0, 10));
const anyTime = fc
  .integer({ min: 0, max: 1439 })
  .map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16));

describe('wall-clock times', () => {
  test.each([
    ['an ordinary one', '2026-11-16', '09:00', 'Europe/Berlin', '2026-11-16T08:00:00.000Z'],
    ['in summer', '2026-07-13', '09:00', 'Europe/Berlin', '2026-07-13T07:00:00.000Z'],
    ['in the spring gap', '2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['at the start of the gap', '2026-03-08', '02:00', 'America/New_York', '2026-03-08T07:00:00.000Z'],
    ['just after the gap', '2026-03-08', '03:00', 'America/New_York', '2026-03-08T07:00:00.000Z'],
    ['twice in autumn: the first', '2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['twice in New York', '2026-11-01', '01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['a gap of half an hour', '2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z'],
    ['a quarter-hour zone', '2026-07-01', '09:00', 'Asia/Kathmandu', '2026-07-01T03:15:00.000Z'],
    ['a gap at midnight', '2026-03-29', '00:10', 'Asia/Beirut', '2026-03-28T22:10:00.000Z'],
    ['a day that was left out', '2011-12-30', '09:00', 'Pacific/Apia', '2011-12-30T19:00:00.000Z'],
  ])('%s: %s %s in %s', (_name, date, time, zone, expected) => {
    expect(instantOf(date, time, zone).toISOString()).toBe(expected);
  });

  test('nothing that does not exist is guessed', () => {
    expect(() => instantOf('2026-02-29', '09:00', 'UTC')).toThrow();
    expect(() => instantOf('2026-02-28', '24:00', 'UTC')).toThrow();
    expect(() => instantOf('2026-02-28', '9:00', 'UTC')).toThrow();
    expect(() => instantOf('2026-02-28', '09:00', 'Europe/Atlantis')).toThrow(RangeError);
  });

  test('comes back as the date and time it was, or later by the length of a gap; and it is the first occurrence', () => {
    fc.assert(
      fc.property(anyDate, anyTime, fc.constantFrom(...zones), (date, time, zone) => {
        const instant = instantOf(date, time, zone);
        const shown = `${localDateOf(instant, zone)}T${localTimeOf(instant, zone)}`;
        const shiftMinutes = (Date.parse(`${shown}Z`) - Date.parse(`${date}T${time}Z`)) / 60_000;
        expect([0, 30, 60]).toContain(shiftMinutes);
        for (const earlierMs of [30, 60].map((minutes) => minutes * 60_000)) {
          const earlier = new Date(instant.getTime() - earlierMs);
          expect(`${localDateOf(earlier, zone)}T${localTimeOf(earlier, zone)}`).not.toBe(`${date}T${time}`);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('are written for people in their zone', () => {
    const instant = new Date('2026-11-20T15:00:00Z');
    expect(formatInZone(instant, 'Europe/Berlin')).toBe('Fri 16:00');
    expect(formatInZone(instant, 'Asia/Tokyo', 'dated')).toBe('Sat 21 Nov 00:00');
    expect(formatInZone(instant, 'America/New_York', 'long')).toBe('Friday 20 November 2026, 10:00');
  });

  test('weekdays count from Monday', () => {
    expect(weekdayOf('2026-11-16')).toBe(1);
    expect(weekdayOf('2026-11-22')).toBe(7);
  });

  test('a zone is a name, never an offset', () => {
    for (const zone of [...zones, 'US/Pacific']) expect(isZone(zone)).toBe(true);
    for (const text of ['+02:00', '-0500', '', ' ', 'Europe/Atlantis', 'Berlin', '\u0000', 'UTC+2']) {
      expect(isZone(text)).toBe(false);
    }
  });
});
