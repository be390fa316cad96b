import { addWeeks, compareWeeks, type IsoWeek } from '../kernel/iso-week.ts';
import { combine, type Reading, readingSize, readingValue } from './reading.ts';

/** A reading and the week it is of. */
export interface WeeklyReading {
  week: IsoWeek;
  reading: Reading;
}

/** A baseline of fewer readings than this is provisional; with this many it is locked. */
const baselineLength = 12;

/** All values in full precision; shares from 0 to 1 for ratios. */
export type Comparison =
  | {
      kind: 'present';
      value: number;
      n: number;
      /** Null when there is no reading of the very week before. */
      lastWeek: { value: number; n: number; delta: number } | null;
      /** Null while this is the only reading: there is nothing to compare it with. */
      baseline: Baseline | null;
    }
  | { kind: 'missing' };

export interface Baseline {
  value: number;
  /** How many readings it is the mean of, 12 at most. */
  count: number;
  state: 'provisional' | 'locked';
  delta: number;
}

/**
 * A measure's reading in a week against the week before and against the baseline. The baseline is the mean of the first
 * 12 present readings; until there are 12, of those present, the week's own among them, and marked provisional.
 * What came after `week` is not looked at, so that a published comparison stays what it was. Several readings of one
 * week (by channel or owner) count as one.
 */
export function compareMeasure(history: readonly WeeklyReading[], week: IsoWeek): Comparison {
  const weeks = totalsByWeek(history.filter((entry) => compareWeeks(entry.week, week) <= 0));
  const reading = weeks.get(week);
  if (reading === undefined) return { kind: 'missing' };
  const value = readingValue(reading);

  const before = weeks.get(addWeeks(week, -1));
  const lastWeek =
    before === undefined
      ? null
      : { value: readingValue(before), n: readingSize(before), delta: value - readingValue(before) };

  return {
    kind: 'present',
    value,
    n: readingSize(reading),
    lastWeek,
    baseline: baselineOf([...weeks.values()], value),
  };
}

/** One reading for each week, oldest first. */
export function totalsByWeek(history: readonly WeeklyReading[]): Map<IsoWeek, Reading> {
  const byWeek = Map.groupBy(
    history.toSorted((a, b) => compareWeeks(a.week, b.week)),
    ({ week }) => week,
  );
  const totals = new Map<IsoWeek, Reading>();
  for (const [week, entries] of byWeek) {
    const total = combine(entries.map(({ reading }) => reading));
    if (total !== null) totals.set(week, total);
  }
  return totals;
}

function baselineOf(readings: readonly Reading[], value: number): Baseline | null {
  if (readings.length < 2) return null;
  const first = readings.slice(0, baselineLength).map(readingValue);
  const centre = first.reduce((sum, one) => sum + one, 0) / first.length;
  const state = first.length === baselineLength ? 'locked' : 'provisional';
  return { value: centre, count: first.length, state, delta: value - centre };
}
