import { type Reading, readingSize, readingValue } from './reading.ts';

/** Why somebody is asked "is this right?" before a reading is stored. */
export interface Unusual {
  /** Which number: the value itself, or the n behind it. */
  of: 'value' | 'size';
  /** The median of the readings before, in full precision. */
  usual: number;
  /** This one divided by the usual one: 10 is ten times, 0.1 a tenth; infinite when the usual one is 0. */
  ratio: number;
}

const window = 12;
const fewest = 3;
const factor = 10;
/** Up to this many cases more or less, none at all or the first ones in a while are ordinary luck. */
const luck = 5;

/**
 * Whether a reading is ten times the usual or a tenth of it, against the median of the last 12 present readings
 * (`before`, oldest first); null when it is not, or when there are fewer than 3. Its n is looked at in the same way:
 * a digit too many in both counts leaves their ratio as it was.
 *
 * Zero: from a usual 0, or down to 0, every step is without proportion, so it is asked about, except for ratios in
 * which fewer than 5 cases make the difference.
 */
export function unusual(reading: Reading, before: readonly Reading[]): Unusual | null {
  const recent = before.slice(-window);
  if (recent.length < fewest) return null;
  const usualValue = median(recent.map(readingValue));
  if (outOfProportion(readingValue(reading), usualValue) && !isLuck(reading, usualValue)) {
    return { of: 'value', usual: usualValue, ratio: readingValue(reading) / usualValue };
  }
  const usualSize = median(recent.map(readingSize));
  if (outOfProportion(readingSize(reading), usualSize)) {
    return { of: 'size', usual: usualSize, ratio: readingSize(reading) / usualSize };
  }
  return null;
}

function outOfProportion(value: number, usual: number): boolean {
  if (value === 0 || usual === 0) return value !== usual;
  const times = Math.abs(value / usual);
  return times >= factor || times <= 1 / factor;
}

function isLuck(reading: Reading, usual: number): boolean {
  if (reading.kind !== 'ratio') return false;
  return Math.abs(reading.numerator - usual * reading.denominator) < luck;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + upper) / 2 : upper;
}
