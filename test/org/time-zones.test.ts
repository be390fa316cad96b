import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isZone, offsetMinutesAt } from '../../src/kernel/wall-time.ts';
import { searchZones } from '../../src/org/time-zones.ts';

const winter = new Date('2026-11-20T12:00:00Z');
const summer = new Date('2026-07-20T12:00:00Z');

function best(query: string): string | undefined {
  return searchZones(query, winter)[0]?.zone;
}

describe('finding a time zone', () => {
  test.each([
    ['new york', 'America/New_York'],
    ['New Y', 'America/New_York'],
    ['berlin', 'Europe/Berlin'],
    ['Europe/Berlin', 'Europe/Berlin'],
    ['germany', 'Europe/Berlin'],
    ['Deutschland', 'Europe/Berlin'],
    ['munich', 'Europe/Berlin'],
    ['india', 'Asia/Kolkata'],
    ['kolkata', 'Asia/Kolkata'],
    ['calcutta', 'Asia/Kolkata'],
    ['kyiv', 'Europe/Kyiv'],
    ['pst', 'America/Los_Angeles'],
    ['cet', 'Europe/Berlin'],
    ['gmt', 'Europe/London'],
    ['utc', 'UTC'],
    ['uk', 'Europe/London'],
    ['united states', 'America/New_York'],
    ['usa', 'America/New_York'],
    ['são paulo', 'America/Sao_Paulo'],
    ['sao_paulo', 'America/Sao_Paulo'],
    ['turkey', 'Europe/Istanbul'],
    ['austria', 'Europe/Vienna'],
    ['kenya', 'Africa/Nairobi'],
    ['  TOKYO  ', 'Asia/Tokyo'],
    ['zealand', 'Pacific/Auckland'],
    ['+5:30', 'Asia/Kolkata'],
    ['UTC+02:00', 'Europe/Athens'],
    ['gmt -8', 'America/Los_Angeles'],
    ['−330', 'America/St_Johns'],
  ])('"%s" offers %s first', (query, zone) => {
    expect(best(query)).toBe(zone);
  });

  test('an offset is that of the day', () => {
    expect(searchZones('+2', winter).map(({ zone }) => zone)).not.toContain('Europe/Berlin');
    expect(searchZones('+2', summer)[0]?.zone).toBe('Europe/Berlin');
    for (const { zone } of searchZones('+2', summer)) expect(offsetMinutesAt(summer, zone)).toBe(120);
  });

  test('a choice says where it is and how far from UTC now', () => {
    expect(searchZones('berlin', winter)[0]?.label).toBe('Berlin (Europe/Berlin), UTC+01:00');
    expect(searchZones('berlin', summer)[0]?.label).toBe('Berlin (Europe/Berlin), UTC+02:00');
    expect(searchZones('newfoundland st johns', winter)).toEqual([]);
    expect(searchZones('st johns', winter)[0]?.label).toBe('St Johns (America/St_Johns), UTC-03:30');
  });

  test('nothing typed offers a short list of zones around the world', () => {
    const choices = searchZones('', winter);
    expect(choices.length).toBeGreaterThan(20);
    expect(choices.length).toBeLessThan(40);
    expect(new Set(choices.map(({ zone }) => offsetMinutesAt(winter, zone))).size).toBeGreaterThan(12);
  });

  test('nonsense offers nothing', () => {
    expect(searchZones('qqqq', winter)).toEqual([]);
    expect(searchZones('+99', winter)).toEqual([]);
  });

  test('every zone of the runtime is found by its own name', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const city = zone.split('/').at(-1) ?? zone;
      expect(searchZones(city, winter).length, city).toBeGreaterThan(0);
    }
  });

  test('whatever is typed: real zones, once each, labels that fit, never more than asked for', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a', 'e', 'america', 'europe', '+1', 'us', '/'),
    );
    fc.assert(
      fc.property(typed, fc.integer({ min: 0, max: 300 }), (query, limit) => {
        const choices = searchZones(query, winter, limit);
        expect(choices.length).toBeLessThanOrEqual(Math.min(limit, 100));
        expect(new Set(choices.map(({ zone }) => zone)).size).toBe(choices.length);
        for (const { zone, label } of choices) {
          expect(isZone(zone)).toBe(true);
          expect([...label].length).toBeLessThanOrEqual(75);
          expect(label).toContain(zone);
        }
      }),
    );
  });
});
