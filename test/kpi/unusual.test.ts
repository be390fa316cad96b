import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unusual } from '../../src/kpi/index.ts';
import { mean, ratio } from './measures.ts';

const usual = [3, 3.4, 3.2].map((value) => mean(value));

describe('an unusual reading', () => {
  test('is ten times the usual, or a tenth of it', () => {
    expect(unusual(mean(32), usual)).toEqual({ of: 'value', usual: 3.2, ratio: 10 });
    expect(unusual(mean(0.3), usual)?.ratio).toBeCloseTo(0.09375, 12);
    expect(unusual(mean(31.9), usual)).toBeNull();
    expect(unusual(mean(0.33), usual)).toBeNull();
  });

  test('is not known from two readings', () => {
    expect(unusual(mean(3000), usual.slice(1))).toBeNull();
  });

  test('is measured against the last twelve, so that a level long gone does not matter', () => {
    const longAgo = Array.from({ length: 30 }, () => mean(100));
    const lately = Array.from({ length: 12 }, () => mean(3));
    expect(unusual(mean(100), [...longAgo, ...lately])?.usual).toBe(3);
  });

  test('shows in the n when both counts have a digit too many', () => {
    const before = [ratio(50, 58), ratio(54, 61), ratio(52, 60)];
    expect(unusual(ratio(540, 610), before)).toEqual({ of: 'size', usual: 60, ratio: 610 / 60 });
  });

  test('is a step from zero or to zero', () => {
    const none = [mean(0), mean(0), mean(0)];
    expect(unusual(mean(0), none)).toBeNull();
    expect(unusual(mean(2), none)).toEqual({ of: 'value', usual: 0, ratio: Number.POSITIVE_INFINITY });
    expect(unusual(mean(0), usual)).toEqual({ of: 'value', usual: 3.2, ratio: 0 });
  });

  test('is not a handful of cases', () => {
    const rarely = [ratio(3, 60), ratio(4, 60), ratio(3, 60)];
    expect(unusual(ratio(0, 60), rarely)).toBeNull();
    expect(unusual(ratio(4, 60), [ratio(0, 60), ratio(0, 60), ratio(0, 60)])).toBeNull();
    expect(unusual(ratio(30, 60), [ratio(0, 60), ratio(0, 60), ratio(0, 60)])?.ratio).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(unusual(ratio(0, 600), [ratio(30, 600), ratio(31, 600), ratio(29, 600)])?.ratio).toBe(0);
  });

  test('is never the usual one itself, nor anything up to nine times it', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1e6, noNaN: true }),
        fc.double({ min: 1 / 9, max: 9, noNaN: true }),
        (value, times) => {
          const before = Array.from({ length: 5 }, () => mean(value));
          expect(unusual(mean(value * times), before)).toBeNull();
          expect(unusual(mean(value * 10.001), before)).not.toBeNull();
        },
      ),
    );
  });
});
