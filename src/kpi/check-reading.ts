import type { Measure } from '../playbook/index.ts';
import { parseNumber } from './parse-number.ts';
import { inUnitShown, largestNumber, type Reading, readingValue } from './reading.ts';

export type ReadingField = 'numerator' | 'denominator' | 'value' | 'n';

/** What is wrong with a reading, for the field it is wrong in. */
export interface ReadingProblem {
  field: ReadingField;
  message: string;
}

export type EnteredReading =
  | { kind: 'reading'; reading: Reading }
  /** Nothing was typed: the measure is missing this week, which is not an error. */
  | { kind: 'empty' }
  | { kind: 'invalid'; problems: ReadingProblem[] };

/** The two fields of a measure in the order in which they are asked, with their labels. */
export function fieldsOf(measure: Measure): [Field, Field] {
  return measure.kind === 'ratio'
    ? [
        { field: 'numerator', label: measure.labels.numerator, whole: true },
        { field: 'denominator', label: measure.labels.denominator, whole: true },
      ]
    : [
        { field: 'value', label: measure.labels.value, whole: false },
        { field: 'n', label: measure.labels.n, whole: true },
      ];
}

interface Field {
  field: ReadingField;
  label: string;
  whole: boolean;
}

/** Everything that cannot be true about a reading of this measure; empty when it can be stored. Never throws. */
export function checkReading(measure: Measure, reading: Reading): ReadingProblem[] {
  const [first, second] = fieldsOf(measure);
  if (measure.kind !== reading.kind) {
    const fields = `"${first.label}" and "${second.label}"`;
    return [{ field: first.field, message: `${measure.name} is entered as ${fields}.` }];
  }
  const problems =
    reading.kind === 'ratio'
      ? [...checkCount(first, reading.numerator, 0), ...checkCount(second, reading.denominator, 1)]
      : [...checkNumber(first, reading.value), ...checkCount(second, reading.n, 1)];
  if (problems.length > 0) return problems;

  if (reading.kind === 'ratio' && reading.numerator > reading.denominator) {
    const message = `${first.label} (${reading.numerator}) cannot be more than ${lowerFirst(second.label)} (${reading.denominator}).`;
    return [{ field: first.field, message }];
  }
  const shown = inUnitShown(measure, readingValue(reading));
  const { min, max } = measure.range;
  if (shown >= min && shown <= max) return [];
  return [
    { field: first.field, message: `${measure.name} has to be between ${min} and ${max} ${measure.unit}.` },
  ];
}

/**
 * The reading that a person typed into the two fields of a measure. Both empty is *empty*; one empty, unreadable
 * numbers and impossible ones come back with a message for the field.
 */
export function enterReading(
  measure: Measure,
  typed: Partial<Record<ReadingField, string | null>>,
): EnteredReading {
  const [first, second] = fieldsOf(measure);
  const [a, b] = [first, second].map(({ field, whole }) => parseNumber(typed[field] ?? '', { whole }));
  if (a === undefined || b === undefined || (a.kind === 'empty' && b.kind === 'empty'))
    return { kind: 'empty' };

  const problems: ReadingProblem[] = [];
  for (const [{ field, label }, parsed, other] of [
    [first, a, second],
    [second, b, first],
  ] as const) {
    if (parsed.kind === 'refused') problems.push({ field, message: parsed.message });
    if (parsed.kind === 'empty') {
      problems.push({ field, message: `${label} is missing; it is needed with ${lowerFirst(other.label)}.` });
    }
  }
  if (a.kind !== 'number' || b.kind !== 'number') return { kind: 'invalid', problems };

  const reading: Reading =
    measure.kind === 'ratio'
      ? { kind: 'ratio', numerator: a.value, denominator: b.value }
      : { kind: 'mean', value: a.value, n: b.value };
  const impossible = checkReading(measure, reading);
  return impossible.length > 0 ? { kind: 'invalid', problems: impossible } : { kind: 'reading', reading };
}

function checkNumber({ field, label }: Field, value: number): ReadingProblem[] {
  if (!Number.isFinite(value)) return [{ field, message: `${label} has to be a number.` }];
  if (Math.abs(value) > largestNumber) return [{ field, message: `${label} is too large to be right.` }];
  return [];
}

function checkCount(field: Field, value: number, least: 0 | 1): ReadingProblem[] {
  const problems = checkNumber(field, value);
  if (problems.length > 0) return problems;
  const { label } = field;
  if (value < 0) return [{ field: field.field, message: `${label} cannot be less than 0.` }];
  if (!Number.isInteger(value))
    return [{ field: field.field, message: `${label} has to be a whole number.` }];
  if (value < least) return [{ field: field.field, message: `${label} cannot be 0.` }];
  return [];
}

/** For the middle of a sentence; an abbreviation such as "SLA met" stays as it is. */
function lowerFirst(label: string): string {
  const [first = '', second = ''] = label;
  return second === second.toLowerCase() ? first.toLowerCase() + label.slice(first.length) : label;
}
