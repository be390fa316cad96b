import { z } from 'zod';
import { LocalTimeSchema, type Weekday, WeekdaySchema, weekdayNames } from '../kernel/wall-time.ts';
import { checkRhythm, type RhythmTimes } from './weekly-rhythm.ts';

/** What a new team starts with; the zone is the team's own. */
export interface RhythmDefaults extends RhythmTimes {
  nudge: {
    enabled: boolean;
    /** Of the time between a prompt and its deadline, 0 to 1. */
    share: number;
    atMostHours: number;
  };
  workingHours: { days: Weekday[]; start: string; end: string };
}

const dayKeys = weekdayNames.map((name) => name.toLowerCase());
const DaySchema = z.enum(dayKeys).transform((key) => WeekdaySchema.parse(dayKeys.indexOf(key) + 1));
const EntrySchema = z.strictObject({ day: DaySchema, time: LocalTimeSchema });

/** The content of `rhythm.yml`. */
export const RhythmFileSchema = z
  .strictObject({
    focus: EntrySchema,
    checkpoint: EntrySchema,
    review: EntrySchema,
    snapshot_time: LocalTimeSchema,
    nudge: z.strictObject({
      enabled: z.boolean(),
      share: z.number().min(0.1).max(0.9),
      at_most_hours: z.number().min(1).max(72),
    }),
    working_hours: z
      .strictObject({
        days: z
          .array(DaySchema)
          .min(1)
          .refine((days) => new Set(days).size === days.length, 'must not name a day twice'),
        start: LocalTimeSchema,
        end: LocalTimeSchema,
      })
      .refine(({ start, end }) => start < end, { path: ['end'], message: 'must be later than the start' }),
  })
  .transform(
    (file): RhythmDefaults => ({
      focus: file.focus,
      checkpoint: file.checkpoint,
      review: file.review,
      snapshotTime: file.snapshot_time,
      nudge: {
        enabled: file.nudge.enabled,
        share: file.nudge.share,
        atMostHours: file.nudge.at_most_hours,
      },
      workingHours: file.working_hours,
    }),
  )
  .superRefine((defaults, context) => {
    for (const { field, message } of checkRhythm(defaults)) {
      const key = field === 'snapshotTime' ? 'snapshot_time' : field;
      context.addIssue({ code: 'custom', path: [key], message });
    }
  });
