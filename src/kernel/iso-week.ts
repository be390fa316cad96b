import { z } from 'zod';
import { addCalendarDays, LocalDateSchema, weekdayOf } from './wall-time.ts';

/** A week of the ISO calendar as text, `2026-W47`, in the years 1000 to 2999. Week 1 has the year's first Thursday. */
export const IsoWeekSchema = z
  .string()
  .regex(/^[12]\d{3}-W\d{2}$/, { message: 'A week looks like 2026-W47.', abort: true })
  .refine(exists, 'This year has no such week.')
  .brand<'IsoWeek'>();

export type IsoWeek = z.infer<typeof IsoWeekSchema>;

/** The week written in `text`; throws a ZodError when it is not one (week 53 of a short year included). */
export function parseIsoWeek(text: string): IsoWeek {
  return IsoWeekSchema.parse(text);
}

/** The ISO week that a calendar date (`YYYY-MM-DD`) falls into. Near New Year its year may differ from the date's. */
export function isoWeekOfDate(localDate: string): IsoWeek {
  const date = LocalDateSchema.parse(localDate);
  // Its Thursday decides which year a week belongs to.
  const thursday = addCalendarDays(date, 4 - weekdayOf(date));
  const firstOfYear = `${thursday.slice(0, 4)}-01-01`;
  const number = Math.floor(daysBetween(firstOfYear, thursday) / 7) + 1;
  return `${thursday.slice(0, 4)}-W${String(number).padStart(2, '0')}` as IsoWeek;
}

/** The week `count` weeks later (earlier when negative), across years with 52 and 53 weeks. */
export function addWeeks(week: IsoWeek, count: number): IsoWeek {
  return isoWeekOfDate(addCalendarDays(mondayOf(week), 7 * count));
}

/** Negative when `a` is before `b`, positive when after, 0 when the same: the difference in weeks. */
export function compareWeeks(a: IsoWeek, b: IsoWeek): number {
  return daysBetween(mondayOf(b), mondayOf(a)) / 7;
}

/** The calendar date (`YYYY-MM-DD`) of a weekday (1 = Monday … 7 = Sunday) in a week. */
export function dateOfIsoWeek(week: IsoWeek, weekday: number): string {
  if (!Number.isInteger(weekday) || weekday < 1 || weekday > 7) {
    throw new RangeError(`A weekday is 1 (Monday) to 7 (Sunday), not ${weekday}.`);
  }
  return addCalendarDays(mondayOf(week), weekday - 1);
}

/** The number people say, "week 47": 1 to 53. */
export function weekNumber(week: IsoWeek): number {
  return Number(week.slice(6));
}

function mondayOf(week: string): string {
  // 4 January is always in week 1.
  const inWeekOne = `${week.slice(0, 4)}-01-04`;
  return addCalendarDays(inWeekOne, 1 - weekdayOf(inWeekOne) + 7 * (Number(week.slice(6)) - 1));
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

function exists(week: string): boolean {
  return isoWeekOfDate(mondayOf(week)) === week;
}
