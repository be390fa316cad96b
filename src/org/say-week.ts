import { tz } from '@date-fns/tz';
import { format } from 'date-fns/format';
import { addCalendarDays, instantOf, localDateOf, weekdayNames, weekdayOf } from '../kernel/wall-time.ts';
import type { Moment } from '../playbook/index.ts';
import type { WeeklyRhythm } from './team.ts';

/** `Berlin time`, for the wall clock that people in a zone look at; `UTC` where there is no place to name. */
export function zoneInWords(zone: string): string {
  const place = zone.split('/').at(-1);
  return place === undefined || !zone.includes('/') ? zone : `${place.replaceAll('_', ' ')} time`;
}

/** `focus Mon 09:00 · checkpoint Wed 10:00 · review Fri 15:00 · snapshot 16:00 (Berlin time)` */
export function weekInWords({ focus, checkpoint, review, snapshotTime, zone }: WeeklyRhythm): string {
  const parts = [
    `focus ${momentInWords(focus)}`,
    `checkpoint ${momentInWords(checkpoint)}`,
    `review ${momentInWords(review)}`,
    `snapshot ${snapshotTime}`,
  ];
  return `${parts.join(' · ')} (${zoneInWords(zone)})`;
}

/** `Monday 23 Nov at 09:00 Berlin time` */
export function promptTimeInWords(instant: Date, zone: string): string {
  return `${format(instant, "EEEE d MMM 'at' HH:mm", { in: tz(zone) })} ${zoneInWords(zone)}`;
}

/** The first focus of a week after an instant. */
export function nextFocusAt({ focus, zone }: WeeklyRhythm, now: Date): Date {
  const today = localDateOf(now, zone);
  // Eight days: today's may have passed already, and then it is today's weekday again.
  for (let day = 0; day <= 7; day += 1) {
    const date = addCalendarDays(today, day);
    if (weekdayOf(date) !== focus.day) continue;
    const instant = instantOf(date, focus.time, zone);
    if (instant > now) return instant;
  }
  return instantOf(addCalendarDays(today, 14), focus.time, zone);
}

function momentInWords({ day, time }: Moment): string {
  return `${weekdayNames[day - 1]?.slice(0, 3)} ${time}`;
}
