import { z } from 'zod';
import { LocalDateSchema } from '../kernel/wall-time.ts';
import { ExpectationSchema, ReadingSchema } from '../kpi/index.ts';

/** What people answer in a cycle. Stored as it is, so a changed shape needs a default for what is stored already. */

export const FocusAnswerSchema = z.object({
  focus: z.string().min(1),
  expectations: z.array(ExpectationSchema),
});
export type FocusAnswer = z.infer<typeof FocusAnswerSchema>;

/** The one proposed change of the week. */
export const ChangeAnswerSchema = z.object({
  change: z.string().min(1),
  impact: z.string().min(1),
  rollback: z.string().min(1),
});
export type ChangeAnswer = z.infer<typeof ChangeAnswerSchema>;

export const checkpointStatuses = {
  on_track: 'on track',
  at_risk: 'at risk',
  off_track: 'off track',
} as const;
export const CheckpointAnswerSchema = z.object({
  status: z.enum(['on_track', 'at_risk', 'off_track']),
  note: z.string(),
});
export type CheckpointAnswer = z.infer<typeof CheckpointAnswerSchema>;

export const PlannedActionSchema = z.object({
  /** Its row in the form, from 0; absent where it was stored without. */
  row: z.number().int().min(0).optional(),
  text: z.string().min(1),
  ownerId: z.string().min(1),
  dueOn: LocalDateSchema,
});
export type PlannedAction = z.infer<typeof PlannedActionSchema>;

export const ReviewAnswerSchema = z.object({
  /** By measure id; a measure that is not here was not measured this week. */
  readings: z.record(z.string(), ReadingSchema),
  outcomes: z.string(),
  lessons: z.string(),
  /** A review cannot be published without one of the two. */
  decision: z.object({ kind: z.enum(['decision', 'no_change']), text: z.string().min(1) }),
  actions: z.array(PlannedActionSchema),
});
export type ReviewAnswer = z.infer<typeof ReviewAnswerSchema>;

export const answerSchemas = {
  focus: FocusAnswerSchema,
  change: ChangeAnswerSchema,
  checkpoint: CheckpointAnswerSchema,
  review: ReviewAnswerSchema,
} as const;
export type AnswerKind = keyof typeof answerSchemas;
export type AnswerOf<K extends AnswerKind> = z.infer<(typeof answerSchemas)[K]>;

/** The newest version of an answer, and when the first one was given. */
export interface Versioned<T> {
  readonly content: T;
  readonly version: number;
  readonly personId: string;
  readonly at: Date;
  readonly firstAt: Date;
}
