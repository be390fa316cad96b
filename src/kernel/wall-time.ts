import { tz, tzOffset } from '@date-fns/tz';
// The whole of date-fns is 300 files and costs every start most of a second.
import { format } from 'date-fns/format';
import { z } from 'zod';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** A calendar date without a zone, `2026-11-16`; only dates that exist. */
export const LocalDateSchema = z.iso.date('A date looks like 2026-11-16.');

/** A wall-clock time without a date, `09:00`, from 00:00 to 23:59. */
export const LocalTimeSchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time looks like 09:00, from 00:00 to 23:59.');

/** 1 = Monday … 7 = Sunday, as in ISO 8601. */
export const WeekdaySchema = z.literal([1, 2, 3, 4, 5, 6, 7]);
export type Weekday = z.infer<typeof WeekdaySchema>;

/** An IANA time zone by name. Fixed offsets such as `+02:00` are refused: they are wrong for half of the year. */
export const ZoneSchema = z.string().refine(isZone, 'This is not a time zone, such as Europe/Berlin.');

/** Weekday names, Monday first: `weekdayNames[day - 1]`. */
export const weekdayNames = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** Whether `zone` names a time zone this runtime knows (`Europe/Berlin`, `UTC`); offsets are not zones. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Minutes that the zone's wall clock is ahead of UTC at an instant (negative west of Greenwich). */
export function offsetMinutesAt(instant: Date, zone: string): number {
  const offset = tzOffset(zone, instant);
  if (Number.isNaN(offset)) throw new RangeError(`Not a time zone or not an instant: ${zone}`);
  return offset;
}

/**
 * The instant at which the wall clock of `zone` shows `time` (`HH:mm`) on `localDate` (`YYYY-MM-DD`). A time that the
 * clocks jump over moves forward by the length of the jump; a time that comes twice is the first of the two.
 * Throws a RangeError for an unknown zone and a ZodError for a date or time that does not exist.
 */
export function instantOf(localDate: string, time: string, zone: string): Date {
  const wallMs = Date.parse(`${LocalDateSchema.parse(localDate)}T${LocalTimeSchema.parse(time)}:00Z`);
  // A day either side reaches past any clock change that could matter, whatever the zone.
  const offsetBefore = offsetMinutesAt(new Date(wallMs - dayMs), zone);
  const offsetAfter = offsetMinutesAt(new Date(wallMs + dayMs), zone);
  const before = new Date(Math.round(wallMs - offsetBefore * minuteMs));
  if (offsetBefore === offsetAfter || offsetMinutesAt(before, zone) === offsetBefore) return before;
  const after = new Date(Math.round(wallMs - offsetAfter * minuteMs));
  if (offsetMinutesAt(after, zone) === offsetAfter) return after;
  return before;
}

/** The calendar date (`YYYY-MM-DD`) that people in `zone` have at an instant. */
export function localDateOf(instant: Date, zone: string): string {
  return wallClockOf(instant, zone).slice(0, 10);
}

/** The wall-clock time (`HH:mm`, seconds cut off) that people in `zone` have at an instant. */
export function localTimeOf(instant: Date, zone: string): string {
  return wallClockOf(instant, zone).slice(11, 16);
}

/** The calendar date `count` days later (earlier when negative). */
export function addCalendarDays(localDate: string, count: number): string {
  return new Date(Date.parse(localDate) + count * dayMs).toISOString().slice(0, 10);
}

/** The weekday of a calendar date, 1 = Monday … 7 = Sunday. */
export function weekdayOf(localDate: string): Weekday {
  const sundayFirst = new Date(Date.parse(localDate)).getUTCDay();
  return WeekdaySchema.parse(sundayFirst === 0 ? 7 : sundayFirst);
}

const patterns = {
  /** Mon 09:00 */
  short: 'EEE HH:mm',
  /** Mon 16 Nov 09:00 */
  dated: 'EEE d MMM HH:mm',
  /** Monday 16 November 2026, 09:00 */
  long: 'EEEE d MMMM yyyy, HH:mm',
} as const;

export type TimeStyle = keyof typeof patterns;

/** An instant in words for people in `zone`: `Mon 09:00`, `Mon 16 Nov 09:00` or `Monday 16 November 2026, 09:00`. */
export function formatInZone(instant: Date, zone: string, style: TimeStyle = 'short'): string {
  return format(instant, patterns[style], { in: tz(zone) });
}

function wallClockOf(instant: Date, zone: string): string {
  return new Date(instant.getTime() + offsetMinutesAt(instant, zone) * minuteMs).toISOString();
}
