import { z } from 'zod';

/** What was entered into the focus form's steps so far, as typed. */
export const FocusDraftSchema = z.object({
  focus: z.string(),
  moving: z.array(z.string()),
  entries: z.record(
    z.string(),
    z.object({ direction: z.enum(['up', 'down']).optional(), size: z.string(), mindChanger: z.string() }),
  ),
});
export type FocusDraft = z.infer<typeof FocusDraftSchema>;
