import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  combine,
  MixedReadingsError,
  type Reading,
  ReadingSchema,
  readingSize,
  readingValue,
} from '../../src/kpi/index.ts';
import { mean, ratio } from './measures.ts';

const anyRatio = fc
  .tuple(fc.nat({ max: 10_000 }), fc.integer({ min: 1, max: 10_000 }))
  .map(([a, b]): Reading => ratio(Math.min(a, b), b));
const anyMean = fc
  .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: 1, max: 10_000 }))
  .map(([value, n]): Reading => mean(value, n));
const anyReadings = fc.oneof(fc.array(anyRatio, { minLength: 1 }), fc.array(anyMean, { minLength: 1 }));

function expectSame(a: Reading | null, b: Reading | null): void {
  if (a === null || b === null) expect.fail('nothing to compare');
  expect(readingSize(a)).toBe(readingSize(b));
  // Sums of opposite signs cancel; 1e6 is the largest value that goes in.
  expect(Math.abs(readingValue(a) - readingValue(b))).toBeLessThan(1e-6);
}

describe('readings', () => {
  test.each<[string, unknown]>([
    ['nothing to divide by', ratio(0, 0)],
    ['more done than started', ratio(62, 58)],
    ['half a case', ratio(1.5, 3)],
    ['less than none', ratio(-1, 3)],
    ['no n', mean(3, 0)],
    ['not a number', mean(Number.NaN, 3)],
    ['infinite', mean(Number.POSITIVE_INFINITY, 3)],
    ['a bare percentage', { kind: 'percent', value: 91 }],
    ['more than was asked', { ...mean(3), note: 'x' }],
  ])('%s is not one', (_name, value) => {
    expect(ReadingSchema.safeParse(value).success).toBe(false);
  });

  test('over channels: counts add up, means are weighted', () => {
    expect(combine([ratio(9, 10), ratio(10, 90)])).toEqual(ratio(19, 100));
    expect(combine([mean(2, 30), mean(6, 10)])).toEqual(mean(3, 40));
    expect(combine([])).toBeNull();
  });

  test('ratios and means do not mix', () => {
    expect(() => combine([ratio(1, 2), mean(1)])).toThrow(MixedReadingsError);
  });

  test('combining does not depend on grouping or order', () => {
    fc.assert(
      fc.property(anyReadings, fc.nat(), (readings, cut) => {
        const at = cut % (readings.length + 1);
        const halves = [combine(readings.slice(0, at)), combine(readings.slice(at))].filter(
          (half) => half !== null,
        );
        expectSame(combine(halves), combine(readings));
        expectSame(combine(readings.toReversed()), combine(readings));
      }),
    );
  });

  test('what combines is a reading again, between its parts', () => {
    fc.assert(
      fc.property(anyReadings, (readings) => {
        const total = combine(readings);
        if (total === null) return expect.fail('nothing');
        expect(ReadingSchema.safeParse(total).success).toBe(true);
        const values = readings.map(readingValue);
        expect(readingValue(total)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
        expect(readingValue(total)).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
      }),
    );
  });
});
