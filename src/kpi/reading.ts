import { z } from 'zod';
import type { Measure } from '../playbook/index.ts';

/** No count or value of a small business is larger; what is, is a slip of the hand. */
export const largestNumber = 1e12;

const number = z.number().min(-largestNumber).max(largestNumber);
const count = z.int().min(0).max(largestNumber);

const RatioReadingSchema = z.strictObject({
  kind: z.literal('ratio'),
  numerator: count,
  denominator: count.min(1),
});

const MeanReadingSchema = z.strictObject({ kind: z.literal('mean'), value: number, n: count.min(1) });

/** What a measure was in one week: two counts, or a value and the n it is the mean of. Never a bare percentage. */
export const ReadingSchema = z
  .discriminatedUnion('kind', [RatioReadingSchema, MeanReadingSchema])
  .refine((reading) => reading.kind !== 'ratio' || reading.numerator <= reading.denominator, {
    path: ['numerator'],
    message: 'The numerator cannot be more than the denominator.',
  });

export type Reading = z.infer<typeof ReadingSchema>;

/** Something of several readings was put together that cannot be. */
export class MixedReadingsError extends Error {
  readonly code = 'mixed_readings';

  constructor() {
    super('Ratios and means cannot be combined.');
    this.name = 'MixedReadingsError';
  }
}

/** The value in full precision: a share from 0 to 1 for a ratio, the mean in its unit otherwise. */
export function readingValue(reading: Reading): number {
  return reading.kind === 'ratio' ? reading.numerator / reading.denominator : reading.value;
}

/** The n that belongs beside the value: the denominator of a ratio. */
export function readingSize(reading: Reading): number {
  return reading.kind === 'ratio' ? reading.denominator : reading.n;
}

/** A value in the unit that people see (and that the playbook's range and target are in): percent for ratios. */
export function inUnitShown(measure: Measure, value: number): number {
  return measure.kind === 'ratio' ? value * 100 : value;
}

/**
 * One reading over channels and owners: counts add up, means are weighted by their n. Null for none. Throws
 * {@link MixedReadingsError} for ratios among means.
 */
export function combine(readings: readonly Reading[]): Reading | null {
  const [first, ...rest] = readings;
  if (first === undefined) return null;
  return rest.reduce<Reading>(combineTwo, first);
}

function combineTwo(a: Reading, b: Reading): Reading {
  if (a.kind === 'ratio' && b.kind === 'ratio') {
    return {
      kind: 'ratio',
      numerator: a.numerator + b.numerator,
      denominator: a.denominator + b.denominator,
    };
  }
  if (a.kind === 'mean' && b.kind === 'mean') {
    const n = a.n + b.n;
    // Weights first: value × n could leave the range in which numbers are exact.
    return { kind: 'mean', value: a.value * (a.n / n) + b.value * (b.n / n), n };
  }
  throw new MixedReadingsError();
}
