import { z } from 'zod';
import { addWeeks, dateOfIsoWeek, type IsoWeek, isoWeekOfDate } from '../kernel/iso-week.ts';
import { addCalendarDays, instantOf, localDateOf, weekdayOf } from '../kernel/wall-time.ts';
import { nextWorkingInstant, type WeeklyRhythm, type WorkingHours } from '../org/index.ts';
import type { Moment } from '../playbook/index.ts';

export const promptKinds = ['focus', 'checkpoint', 'review'] as const;
export const PromptKindSchema = z.enum(promptKinds);
export type PromptKind = z.infer<typeof PromptKindSchema>;

/** The instants of one cycle, strictly in this order. */
export interface CycleTimes {
  week: IsoWeek;
  focusAt: Date;
  checkpointAt: Date;
  reviewAt: Date;
  snapshotAt: Date;
}

/** One prompt of a cycle: when it goes out, until when an answer is on time, and after which it is no longer posted. */
export interface PromptTimes {
  kind: PromptKind;
  dueAt: Date;
  /** The next prompt of the cycle; for the review, the snapshot. */
  onTimeUntil: Date;
  expiresAt: Date;
}

/** A prompt that could not be posted for this long is recorded as missed: after a day it asks about the past. */
const promptExpiryHours = 24;

/** The one nudge: half-way to the deadline, at most this many hours after the prompt. */
const nudgeTiming = { share: 0.5, atMostHours: 24 } as const;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * When the prompts and the snapshot of one cycle are due. The cycle belongs to the week of its review day; its focus
 * may lie in the week before. Times that the clocks jump over move forward; where that would change the order
 * (or reach into the next cycle), the later one follows a minute after the earlier. Expects a rhythm that
 * `checkRhythm` has nothing against.
 */
export function cycleTimes(rhythm: WeeklyRhythm, week: IsoWeek): CycleTimes {
  const before = inOrder(wallTimes(rhythm, addWeeks(week, -1)));
  return inOrder(wallTimes(rhythm, week), before.snapshotAt);
}

/** The cycle that `now` belongs to: from its focus until just before the focus of the next. */
export function cycleAt(rhythm: WeeklyRhythm, now: Date): CycleTimes {
  const week = isoWeekOfDate(localDateOf(now, rhythm.zone));
  for (const candidate of [addWeeks(week, 1), week]) {
    const times = cycleTimes(rhythm, candidate);
    if (times.focusAt <= now) return times;
  }
  return cycleTimes(rhythm, addWeeks(week, -1));
}

/** The cycle after the one that `now` belongs to; its focus is still to come. */
export function nextCycle(rhythm: WeeklyRhythm, now: Date): CycleTimes {
  return cycleTimes(rhythm, addWeeks(cycleAt(rhythm, now).week, 1));
}

/** The three prompts of a cycle, in order. */
export function promptsOf(times: CycleTimes): [PromptTimes, PromptTimes, PromptTimes] {
  return [
    promptTimes('focus', times.focusAt, times.checkpointAt),
    promptTimes('checkpoint', times.checkpointAt, times.reviewAt),
    promptTimes('review', times.reviewAt, times.snapshotAt),
  ];
}

/**
 * What to do with a prompt that has not been posted: wait for its instant, post it (late if need be), or record it as
 * missed, from the instant of expiry on. A snapshot has no expiry and never comes here: it goes out late, once.
 */
export function promptFate(prompt: { dueAt: Date; expiresAt: Date }, now: Date): 'wait' | 'post' | 'missed' {
  if (now < prompt.dueAt) return 'wait';
  return now < prompt.expiresAt ? 'post' : 'missed';
}

/**
 * When to nudge whoever has not answered: half-way between the prompt and `nextAt` (the end of *on time*), at most 24 h
 * after the prompt. With working hours it waits for the next working moment after that; where none is left before
 * `nextAt`, the team has put its prompts outside its hours and the plain moment stands. Always before `nextAt`.
 */
export function nudgeAt(
  promptAt: Date,
  nextAt: Date,
  hours?: WorkingHours,
  timing: { share: number; atMostHours: number } = nudgeTiming,
): Date {
  const shareMs = (nextAt.getTime() - promptAt.getTime()) * timing.share;
  const plain = new Date(promptAt.getTime() + Math.floor(Math.min(shareMs, timing.atMostHours * hourMs)));
  if (hours === undefined) return plain;
  const working = nextWorkingInstant(plain, hours);
  return working < nextAt ? working : plain;
}

function promptTimes(kind: PromptKind, dueAt: Date, onTimeUntil: Date): PromptTimes {
  const expiresMs = Math.min(dueAt.getTime() + promptExpiryHours * hourMs, onTimeUntil.getTime());
  return { kind, dueAt, onTimeUntil, expiresAt: new Date(expiresMs) };
}

function wallTimes(rhythm: WeeklyRhythm, week: IsoWeek): CycleTimes {
  const { zone, focus, checkpoint, review, snapshotTime } = rhythm;
  const reviewDate = dateOfIsoWeek(week, review.day);
  const checkpointDate = lastDateBefore(checkpoint, reviewDate, review.time);
  const focusDate = lastDateBefore(focus, checkpointDate, checkpoint.time);
  return {
    week,
    focusAt: instantOf(focusDate, focus.time, zone),
    checkpointAt: instantOf(checkpointDate, checkpoint.time, zone),
    reviewAt: instantOf(reviewDate, review.time, zone),
    snapshotAt: instantOf(reviewDate, snapshotTime, zone),
  };
}

/** The date of the last `moment` at or before a wall-clock time. */
function lastDateBefore(moment: Moment, date: string, time: string): string {
  const daysBack = (weekdayOf(date) - moment.day + 7) % 7;
  const sameDayButLater = daysBack === 0 && moment.time > time;
  return addCalendarDays(date, sameDayButLater ? -7 : -daysBack);
}

/** Only a clock change can bring wall-clock times out of order. */
function inOrder(times: CycleTimes, after?: Date): CycleTimes {
  const focusAt = later(times.focusAt, after);
  const checkpointAt = later(times.checkpointAt, focusAt);
  const reviewAt = later(times.reviewAt, checkpointAt);
  const snapshotAt = later(times.snapshotAt, reviewAt);
  return { week: times.week, focusAt, checkpointAt, reviewAt, snapshotAt };
}

function later(instant: Date, than: Date | undefined): Date {
  return than === undefined || instant > than ? instant : new Date(than.getTime() + minuteMs);
}
