import { z } from 'zod';
import {
  enterReading,
  fieldsOf,
  numberForInput,
  type Reading,
  type ReadingProblem,
  ReadingSchema,
  type Unusual,
  unusual,
} from '../kpi/index.ts';
import type { Services } from '../org/index.ts';
import type { Measure } from '../playbook/index.ts';
import { type FormKey, loadFormDraft } from '../slack/index.ts';
import { PlannedActionSchema } from './answers.ts';
import type { BoardRow } from './board.ts';
import type { Cycle } from './cycle.ts';

/** What was entered into the review's steps so far, as typed. */
export const ReviewDraftSchema = z.object({
  /** The version of the review that it changes; 0 for none. */
  basedOn: z.number().int().default(0),
  /** By measure id, the two fields in the order in which they are asked. */
  numbers: z.record(z.string(), z.tuple([z.string(), z.string()])),
  /** Readings that were asked about and said to be right, by measure id. */
  confirmed: z.record(z.string(), ReadingSchema),
  outcomes: z.string(),
  lessons: z.string(),
  decisionKind: z.enum(['decision', 'no_change']).optional(),
  decision: z.string(),
  actions: z.array(PlannedActionSchema),
});
export type ReviewDraft = z.infer<typeof ReviewDraftSchema>;

export function reviewDraftKey(cycle: Cycle, personId: string): FormKey {
  return { personId, form: 'review', subjectId: cycle.id };
}

/**
 * What the form starts with: what was entered and not finished; else the review that stands; else this week's readings
 * from elsewhere, and last week's where there are none. Last week's numbers are asked about if they come back untouched.
 */
export async function currentReviewDraft(
  services: Services,
  cycle: Cycle,
  personId: string,
  board: readonly BoardRow[],
): Promise<ReviewDraft> {
  const kept = await loadFormDraft(
    services.kernel.database.prisma,
    reviewDraftKey(cycle, personId),
    ReviewDraftSchema,
  );
  if (kept !== undefined) return kept;
  const review = cycle.review?.content;
  const numbers: ReviewDraft['numbers'] = {};
  for (const { measure, reading, before } of board) {
    const offered = before === undefined ? undefined : asOffered(measure, before.reading);
    const start = review === undefined ? (reading ?? offered) : review.readings[measure.id];
    if (start !== undefined && start !== null) numbers[measure.id] = typedForm(start);
  }
  return {
    basedOn: cycle.review?.version ?? 0,
    numbers,
    confirmed: {},
    outcomes: review?.outcomes ?? '',
    lessons: review?.lessons ?? '',
    ...(review === undefined ? {} : { decisionKind: review.decision.kind }),
    decision: review?.decision.text ?? '',
    actions: review?.actions ?? [],
  };
}

/** The reading before, as the form offers it: nobody would type the 17 digits of a mean that was put together. */
function asOffered({ decimals }: Measure, reading: Reading): Reading {
  return reading.kind === 'ratio'
    ? reading
    : { ...reading, value: Number(reading.value.toFixed(decimals + 1)) };
}

function typedForm(reading: Reading): [string, string] {
  return reading.kind === 'ratio'
    ? [numberForInput(reading.numerator), numberForInput(reading.denominator)]
    : [numberForInput(reading.value), numberForInput(reading.n)];
}

export function readTyped(
  measure: Measure,
  typed: readonly [string, string] | undefined,
): ReturnType<typeof enterReading> {
  const [first, second] = fieldsOf(measure);
  return enterReading(measure, { [first.field]: typed?.[0] ?? '', [second.field]: typed?.[1] ?? '' });
}

/** The readings of a draft; measures that were left empty are not in it. */
export function readingsOf(draft: ReviewDraft, measures: readonly Measure[]): Record<string, Reading> {
  const readings: Record<string, Reading> = {};
  for (const measure of measures) {
    const entered = readTyped(measure, draft.numbers[measure.id]);
    if (entered.kind === 'reading') readings[measure.id] = entered.reading;
  }
  return readings;
}

/** The place of a field in its measure's pair of inputs. */
export function fieldIndex(measure: Measure, { field }: ReadingProblem): 0 | 1 {
  return fieldsOf(measure)[0].field === field ? 0 : 1;
}

/** Why a reading is asked about once before it is stored. */
export type Doubt =
  | {
      readonly kind: 'unusual';
      readonly measure: Measure;
      readonly reading: Reading;
      readonly unusual: Unusual;
    }
  | { readonly kind: 'unchanged'; readonly measure: Measure; readonly reading: Reading };

/**
 * What has to be asked about: not what was confirmed, and not what stands in the published review already.
 * @param history by measure id, the readings before this week, oldest first.
 */
export function doubtsAbout(
  cycle: Cycle,
  draft: ReviewDraft,
  rows: readonly BoardRow[],
  history: ReadonlyMap<string, readonly Reading[]>,
): Doubt[] {
  return rows.flatMap(({ measure, before }): Doubt[] => {
    const entered = readTyped(measure, draft.numbers[measure.id]);
    if (entered.kind !== 'reading') return [];
    const { reading } = entered;
    const settled = [draft.confirmed[measure.id], cycle.review?.content.readings[measure.id]];
    if (settled.some((one) => one !== undefined && sameReading(one, reading))) return [];
    const odd = unusual(reading, history.get(measure.id) ?? []);
    if (odd !== null) return [{ kind: 'unusual', measure, reading, unusual: odd }];
    return before !== undefined && sameReading(asOffered(measure, before.reading), reading)
      ? [{ kind: 'unchanged', measure, reading }]
      : [];
  });
}

export function sameReading(a: Reading, b: Reading): boolean {
  const [x, y] = [typedForm(a), typedForm(b)];
  return a.kind === b.kind && x[0] === y[0] && x[1] === y[1];
}
