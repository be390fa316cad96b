import { z } from 'zod';

/** How long something is kept, in days; undefined for ever. */
type Days = number | undefined;

/** How long texts of people are kept, by kind, and what only the program needs. */
export interface RetentionPolicy {
  /** From a week's snapshot: its answers, actions, blockers and the snapshot. Numbers stay. */
  readonly weeks: Days;
  /** From the last change of a form that was not finished. */
  readonly formDrafts: Days;
  /** From the day a message was last sent: what it said. It stays in Slack. */
  readonly messages: Days;
  /** From the event: what people wrote, beside the audit log. The log itself stays. */
  readonly auditTexts: Days;
  /** Keys of clicks and events from Slack that were carried out. */
  readonly handled: Days;
  /** Due rows and domain events that are done. */
  readonly finishedWork: Days;
}

const days = (atLeast: number) =>
  z
    .union([z.literal('forever'), z.int().min(atLeast).max(36_500)])
    .transform((kept) => (kept === 'forever' ? undefined : kept));

/** The content of `retention.yml`; the defaults hold where there is no such file. */
export const RetentionFileSchema = z
  .strictObject({
    keep_days: z.strictObject({
      // A quarter is looked back at when the next one is planned.
      weeks: days(90),
      form_drafts: days(7),
      messages: days(30),
      audit_texts: days(30),
      handled: days(2),
      finished_work: days(30),
    }),
  })
  .transform(
    ({ keep_days: kept }): RetentionPolicy => ({
      weeks: kept.weeks,
      formDrafts: kept.form_drafts,
      messages: kept.messages,
      auditTexts: kept.audit_texts,
      handled: kept.handled,
      finishedWork: kept.finished_work,
    }),
  );

export const defaultRetention: RetentionPolicy = {
  weeks: 3 * 365,
  formDrafts: 90,
  messages: 180,
  auditTexts: 365,
  handled: 7,
  finishedWork: 90,
};
