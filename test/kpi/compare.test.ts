import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addWeeks, parseIsoWeek } from '../../src/kernel/iso-week.ts';
import { compareMeasure, readingValue, type WeeklyReading } from '../../src/kpi/index.ts';
import { mean, ratio } from './measures.ts';

const first = parseIsoWeek('2026-W45');

function weekly(values: (number | null)[]): WeeklyReading[] {
  return values.flatMap((value, index) =>
    value === null ? [] : [{ week: addWeeks(first, index), reading: mean(value) }],
  );
}

describe('a measure in a week', () => {
  test('is missing when nobody entered it', () => {
    expect(compareMeasure(weekly([3, null]), addWeeks(first, 1))).toEqual({ kind: 'missing' });
    expect(compareMeasure([], first)).toEqual({ kind: 'missing' });
  });

  test('has nothing to compare with at first', () => {
    expect(compareMeasure(weekly([3]), first)).toEqual({
      kind: 'present',
      value: 3,
      n: 100,
      lastWeek: null,
      baseline: null,
    });
  });

  test('is compared with the week before only when that is present', () => {
    const across = compareMeasure(weekly([3, 5, null, 4]), addWeeks(first, 3));
    expect(across).toMatchObject({
      lastWeek: null,
      baseline: { value: 4, count: 3, state: 'provisional', delta: 0 },
    });
    const adjacent = compareMeasure(weekly([3, 5]), addWeeks(first, 1));
    expect(adjacent).toMatchObject({ lastWeek: { value: 3, n: 100, delta: 2 } });
  });

  test('follows across the turn of the year', () => {
    const history = weekly([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(compareMeasure(history, parseIsoWeek('2027-W01'))).toMatchObject({
      value: 10,
      lastWeek: { value: 9, delta: 1 },
    });
  });

  test('has its baseline locked by the twelfth reading, gaps not counted', () => {
    const values = [1, 2, null, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 100];
    expect(compareMeasure(weekly(values), addWeeks(first, 11))).toMatchObject({
      baseline: { value: 6, count: 11, state: 'provisional', delta: 5 },
    });
    expect(compareMeasure(weekly(values), addWeeks(first, 12))).toMatchObject({
      baseline: { value: 6.5, count: 12, state: 'locked', delta: 5.5 },
    });
    expect(compareMeasure(weekly(values), addWeeks(first, 13))).toMatchObject({
      baseline: { value: 6.5, count: 12, state: 'locked', delta: 93.5 },
    });
  });

  test('is one over its channels and owners', () => {
    const history = [
      { week: first, reading: ratio(9, 10) },
      { week: first, reading: ratio(41, 90) },
    ];
    expect(compareMeasure(history, first)).toMatchObject({ value: 0.5, n: 100 });
  });

  test('does not know the future and does not care for the order of the rows', () => {
    const values = fc.array(fc.option(fc.double({ min: 0, max: 1000, noNaN: true })), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(values, fc.nat(), (all, pick) => {
        const index = pick % all.length;
        const week = addWeeks(first, index);
        const known = compareMeasure(weekly(all.slice(0, index + 1)), week);
        expect(compareMeasure(weekly(all), week)).toEqual(known);
        expect(compareMeasure(weekly(all).toReversed(), week)).toEqual(known);
        expect(known.kind === 'missing').toBe(all[index] === null);
      }),
    );
  });

  test('is less precise nowhere: the deltas add up to the value', () => {
    const values = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(values, (all) => {
        const compared = compareMeasure(weekly(all), addWeeks(first, all.length - 1));
        if (compared.kind === 'missing' || compared.lastWeek === null || compared.baseline === null) {
          return expect.fail('nothing to compare');
        }
        expect(compared.value).toBe(readingValue(mean(all.at(-1) ?? 0)));
        expect(compared.lastWeek.value + compared.lastWeek.delta).toBeCloseTo(compared.value, 9);
        expect(compared.baseline.value + compared.baseline.delta).toBeCloseTo(compared.value, 9);
      }),
    );
  });
});
