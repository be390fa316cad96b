import { z } from 'zod';
import type { Measure } from '../playbook/index.ts';
import { formatAmount, formatValue } from './format.ts';
import { inUnitShown, type Reading, readingValue } from './reading.ts';

const longestMindChanger = 500;

/** Monday's prediction for one measure. */
export const ExpectationSchema = z.strictObject({
  /** The measure's id. */
  measure: z.string().min(1),
  direction: z.enum(['up', 'down', 'same']),
  /** By how much, in the unit shown: points for ratios. For *same*, how much movement still counts as none. */
  size: z.number().positive().max(1e12).optional(),
  /** What would change our mind. */
  mindChanger: z
    .string()
    .refine((text) => [...text].length <= longestMindChanger, `At most ${longestMindChanger} characters.`),
});

export type Expectation = z.infer<typeof ExpectationSchema>;

export type ExpectationResult = 'met' | 'partly' | 'not met' | 'unknown';

/** Movement within this share of the value before still counts as the same, when no size was given. */
const sameShare = 0.05;
/** What decimal fractions lose on their way through binary ones must not decide. */
const roundingError = 1e-9;

/**
 * What became of an expectation, and why in one sentence. `before` is the reading it was made on, `after` the week's.
 *
 * Up or down with a size: *met* when the movement reached it, *partly* from half of it on, otherwise *not met*. Without
 * a size: *met* when it moved that way by at least the last digit shown. Same: *met* within the size (or else 5 % of the
 * value before, or the last digit shown if that is more), *partly* within twice that. *Unknown* without both readings.
 * This compares numbers; whether a movement is more than chance is another question.
 */
export function scoreExpectation(
  expectation: Expectation,
  before: Reading | null,
  after: Reading | null,
  measure: Measure,
): { result: ExpectationResult; why: string } {
  if (before === null || after === null) {
    const which = after === null ? 'this week' : 'the week it was expected from';
    return { result: 'unknown', why: `There is no reading of ${which}.` };
  }
  const from = inUnitShown(measure, readingValue(before));
  const moved = inUnitShown(measure, readingValue(after)) - from;
  const step = 10 ** -measure.decimals;
  const result =
    expectation.direction === 'same'
      ? scoreSame(Math.abs(moved), expectation.size ?? Math.max(Math.abs(from) * sameShare, step))
      : scoreMove(expectation.direction === 'up' ? moved : -moved, expectation.size, step);
  const values = `${formatValue(measure, readingValue(before))} → ${formatValue(measure, readingValue(after))}`;
  return {
    result,
    why: `Expected ${expected(expectation, measure)}, ${happened(moved, measure)} (${values}).`,
  };
}

function scoreMove(moved: number, size: number | undefined, step: number): ExpectationResult {
  if (size === undefined) return reaches(moved, step) ? 'met' : 'not met';
  if (reaches(moved, size)) return 'met';
  return reaches(moved, size / 2) ? 'partly' : 'not met';
}

function scoreSame(moved: number, allowed: number): ExpectationResult {
  if (reaches(allowed, moved)) return 'met';
  return reaches(2 * allowed, moved) ? 'partly' : 'not met';
}

function reaches(amount: number, goal: number): boolean {
  return amount >= goal - roundingError * Math.max(1, Math.abs(goal));
}

function expected({ direction, size }: Expectation, measure: Measure): string {
  if (direction === 'same')
    return size === undefined ? 'no change' : `no change beyond ${formatAmount(measure, size)}`;
  return size === undefined ? direction : `${direction} by ${formatAmount(measure, size)}`;
}

function happened(moved: number, measure: Measure): string {
  if (Number(moved.toFixed(measure.decimals)) === 0) return 'did not move';
  return `went ${moved > 0 ? 'up' : 'down'} by ${formatAmount(measure, Math.abs(moved))}`;
}
