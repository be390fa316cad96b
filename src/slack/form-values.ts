import { z } from 'zod';
import { cleanText } from '../blockkit/index.ts';
import type { FormValues } from './routes.ts';

const Chosen = z.object({ value: z.string() });
const Value = z.object({
  value: z.string().nullish(),
  selected_option: Chosen.nullish(),
  selected_options: z.array(Chosen).nullish(),
  selected_user: z.string().nullish(),
  selected_users: z.array(z.string()).nullish(),
  selected_channel: z.string().nullish(),
  selected_conversation: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_time: z.string().nullish(),
  selected_date_time: z.number().nullish(),
});
const State = z.record(z.string(), z.record(z.string(), Value));

/** Reads a view's `state.values`, as hostile as anything else that comes over the wire. */
export function readFormValues(state: unknown): FormValues {
  const parsed = State.safeParse(state);
  const values = parsed.success ? parsed.data : {};
  const of = (blockId: string): z.infer<typeof Value> => Object.values(values[blockId] ?? {})[0] ?? {};
  return {
    text: (blockId) => visible(cleanText(of(blockId).value ?? '').trim()),
    choice: (blockId) => {
      const value = of(blockId);
      return (
        value.selected_option?.value ??
        value.selected_user ??
        value.selected_channel ??
        value.selected_conversation ??
        value.selected_date ??
        value.selected_time ??
        undefined
      );
    },
    choices: (blockId) => {
      const value = of(blockId);
      return value.selected_users ?? value.selected_options?.map((option) => option.value) ?? [];
    },
    instant: (blockId) => {
      const seconds = of(blockId).selected_date_time;
      if (seconds === null || seconds === undefined) return undefined;
      const instant = new Date(seconds * 1000);
      return Number.isNaN(instant.getTime()) ? undefined : instant;
    },
  };
}

/** Joiners, zero-width blanks and fillers alone look like nothing, and so they are nothing. */
function visible(text: string): string {
  return /[^\p{Cf}\p{Z}\p{Cc}\p{Mn}\u115F\u1160\u3164\uFFA0\u2800]/u.test(text) ? text : '';
}
