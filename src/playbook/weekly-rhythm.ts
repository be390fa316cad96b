import { z } from 'zod';
import { LocalTimeSchema, WeekdaySchema, weekdayNames } from '../kernel/wall-time.ts';

const minutesOfDay = 24 * 60;
const minutesOfWeek = 7 * minutesOfDay;

/** A weekday and a wall-clock time. */
export const MomentSchema = z.strictObject({ day: WeekdaySchema, time: LocalTimeSchema });
export type Moment = z.infer<typeof MomentSchema>;

/** The days and times of a team's week, without a zone. */
export interface RhythmTimes {
  focus: Moment;
  checkpoint: Moment;
  review: Moment;
  /** On the day of the review. */
  snapshotTime: string;
}

/** What is wrong with a rhythm, at the field to change, in words for whoever filled in the form. */
export interface RhythmProblem {
  field: 'focus' | 'checkpoint' | 'review' | 'snapshotTime';
  message: string;
}

/**
 * Why these days and times do not make a week; empty when they do. Focus, checkpoint, review and snapshot have to come
 * strictly in this order, and the snapshot before the next focus, so that cycles never overlap.
 */
export function checkRhythm(rhythm: RhythmTimes): RhythmProblem[] {
  const { focus, checkpoint, review, snapshotTime } = rhythm;
  const problems: RhythmProblem[] = [];
  const toCheckpoint = minutesFrom(focus, checkpoint);
  const toReview = minutesFrom(focus, review);
  const reviewToSnapshot = minuteOfDay(snapshotTime) - minuteOfDay(review.time);

  if (toReview === 0) {
    problems.push({
      field: 'review',
      message: `The review cannot be at the same time as the focus (${say(focus)}).`,
    });
  }
  if (toCheckpoint === 0) {
    problems.push({
      field: 'checkpoint',
      message: `The checkpoint cannot be at the same time as the focus (${say(focus)}).`,
    });
  } else if (toReview !== 0 && toCheckpoint === toReview) {
    problems.push({
      field: 'checkpoint',
      message: `The checkpoint cannot be at the same time as the review (${say(review)}).`,
    });
  } else if (toReview !== 0 && toCheckpoint > toReview) {
    problems.push({
      field: 'checkpoint',
      message: `The checkpoint (${say(checkpoint)}) has to come after the focus (${say(focus)}) and before the review (${say(review)}).`,
    });
  }
  if (reviewToSnapshot <= 0) {
    problems.push({
      field: 'snapshotTime',
      message: `The snapshot (${snapshotTime}) has to come later on the day of the review (${say(review)}).`,
    });
  } else if (toReview + reviewToSnapshot >= minutesOfWeek) {
    problems.push({
      field: 'snapshotTime',
      message: `The snapshot (${weekdayNames[review.day - 1]} ${snapshotTime}) has to come before the next focus (${say(focus)}).`,
    });
  }
  return problems;
}

function minutesFrom(from: Moment, to: Moment): number {
  const difference = (to.day - from.day) * minutesOfDay + minuteOfDay(to.time) - minuteOfDay(from.time);
  return (difference + minutesOfWeek) % minutesOfWeek;
}

function minuteOfDay(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function say(moment: Moment): string {
  return `${weekdayNames[moment.day - 1]} ${moment.time}`;
}
