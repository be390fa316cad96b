import { z } from 'zod';

/** One event of the audit log as it is exported; `hash` is over `prev` and the canonical JSON of the other fields. */
export const AuditLineSchema = z.strictObject({
  /** From 1, without gaps. */
  seq: z.int().min(1),
  /** ISO 8601 in UTC with milliseconds. */
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  data: z.record(z.string(), z.unknown()),
  prev: z.string(),
  hash: z.string(),
});
export type AuditLine = z.infer<typeof AuditLineSchema>;
