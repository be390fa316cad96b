import { z } from 'zod';
import {
  addCalendarDays,
  instantOf,
  LocalTimeSchema,
  localDateOf,
  weekdayOf,
  ZoneSchema,
} from '../kernel/wall-time.ts';

/** When a team works: the same hours on each of its days, in its own zone. */
export interface WorkingHours {
  zone: string;
  /** 1 = Monday … 7 = Sunday; at least one. */
  days: number[];
  /** `09:00`, the first moment that counts. */
  start: string;
  /** `17:00`, the first moment that no longer counts; after `start` on the same day. */
  end: string;
}

export const WorkingHoursSchema = z
  .strictObject({
    zone: ZoneSchema,
    days: z.array(z.int().min(1).max(7)).min(1).max(7),
    start: LocalTimeSchema,
    end: LocalTimeSchema,
  })
  .refine((hours) => hours.start < hours.end, { path: ['end'], message: 'Work has to end after it starts.' });

interface Shift {
  from: number;
  until: number;
}

/** Whether the team works at this instant: start counts, end does not. */
export function isWorkingTime(instant: Date, hours: WorkingHours): boolean {
  const { from, until } = shiftOf(localDateOf(instant, hours.zone), hours);
  return from <= instant.getTime() && instant.getTime() < until;
}

/** `instant` itself when the team works then, otherwise the start of the next shift. */
export function nextWorkingInstant(instant: Date, hours: WorkingHours): Date {
  for (const shift of shiftsFrom(instant, hours)) {
    return new Date(Math.max(shift.from, instant.getTime()));
  }
  throw new RangeError('These working hours never come.');
}

/**
 * The instant at which the team has worked for `ms` milliseconds since `instant`. It may be the very end of a shift:
 * eight hours from Monday 09:00 are over on Monday 17:00, not Tuesday 09:00. Zero returns `instant` unchanged.
 */
export function addWorkingTime(instant: Date, ms: number, hours: WorkingHours): Date {
  if (!(ms >= 0 && Number.isFinite(ms)))
    throw new RangeError(`Working time to add must be 0 or more, not ${ms}.`);
  if (ms === 0) return instant;
  let left = ms;
  for (const shift of shiftsFrom(instant, hours)) {
    const from = Math.max(shift.from, instant.getTime());
    if (left <= shift.until - from) return new Date(from + left);
    left -= shift.until - from;
  }
  throw new RangeError('These working hours never come.');
}

/** Every shift that has not ended at `instant`, in order, without end. */
function* shiftsFrom(instant: Date, hours: WorkingHours): Generator<Shift> {
  let emptyDays = 0;
  for (let date = localDateOf(instant, hours.zone); emptyDays < 14; date = addCalendarDays(date, 1)) {
    const shift = shiftOf(date, hours);
    if (shift.from < shift.until && shift.until > instant.getTime()) {
      emptyDays = 0;
      yield shift;
    } else {
      emptyDays += 1;
    }
  }
}

/** A day without work is an empty shift. So is one that a clock change swallows whole. */
function shiftOf(date: string, hours: WorkingHours): Shift {
  if (!hours.days.includes(weekdayOf(date))) return { from: 0, until: 0 };
  return {
    from: instantOf(date, hours.start, hours.zone).getTime(),
    until: instantOf(date, hours.end, hours.zone).getTime(),
  };
}
