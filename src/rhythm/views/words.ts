import { mrkdwn, type SectionBlock, safeMrkdwn, section, truncateMrkdwn } from '../../blockkit/index.ts';
import { weekNumber } from '../../kernel/iso-week.ts';
import { formatInZone, localDateOf } from '../../kernel/wall-time.ts';
import { formatAmount, formatValue, inUnitShown, readingValue } from '../../kpi/index.ts';
import { slackDate } from '../../slack/index.ts';
import { checkpointStatuses } from '../answers.ts';
import type { BoardRow } from '../board.ts';
import type { Cycle } from '../cycle.ts';
import type { PromptKind } from '../schedule.ts';
import { shorten } from './shorten.ts';

/** Slack takes 4,000 characters in an update; a screen reader has nothing but this text. */
const longestFallback = 3_800;
const longestSection = 3_000;

const promptNames: Readonly<Record<PromptKind, string>> = {
  focus: 'focus',
  checkpoint: 'checkpoint',
  review: 'review',
};

/** "Week 47 · Monday focus · Support" */
export function promptTitle(cycle: Cycle, kind: PromptKind): string {
  const at = {
    focus: cycle.times.focusAt,
    checkpoint: cycle.times.checkpointAt,
    review: cycle.times.reviewAt,
  }[kind];
  const weekday = formatInZone(at, cycle.zone, 'long').split(' ')[0] ?? '';
  return `${weekTitle(cycle)} · ${weekday} ${promptNames[kind]} · ${safeMrkdwn(cycle.team.name)}`;
}

export function weekTitle(cycle: Pick<Cycle, 'week'>): string {
  return `Week ${weekNumber(cycle.week)}`;
}

/** "by Wednesday, November 18th at 10:00" in the reader's own zone, or "by today at 10:00"; the fallback says the team's. */
export function until(before: string, instant: Date, zone: string): string {
  return slackDate(instant, 'deadline', inTeamsZone(instant, zone), before);
}

/** "on Monday, November 16th at 11:42", for what has happened. */
export function on(instant: Date, zone: string): string {
  return slackDate(instant, 'record', inTeamsZone(instant, zone), 'on');
}

function inTeamsZone(instant: Date, zone: string): string {
  return `${formatInZone(instant, zone, 'dated')} (${zone})`;
}

/**
 * What somebody wrote, safe for mrkdwn and at most `max` characters, as Slack counts them: escaped. On one line, so that
 * nobody can write what looks like a line of mine.
 */
export function said(text: string, max = 600): string {
  return truncateMrkdwn(safeMrkdwn(text.replace(/\s*[\n\u2028\u2029]\s*/gu, ' ')), max);
}

/** Several lines in one section; too long ones are cut. */
export function lines(...parts: readonly (string | undefined)[]): SectionBlock {
  return section(mrkdwn(shorten(filled(parts), longestSection).join('\n')));
}

/** The top-level text of a message: everything that matters, for notifications and screen readers. */
export function fallback(...parts: readonly (string | undefined)[]): string {
  return shorten(filled(parts), longestFallback).join('\n');
}

function filled(parts: readonly (string | undefined)[]): string[] {
  return parts.filter((part): part is string => part !== undefined && part !== '');
}

/** "Response speed 3.4 h → 2.5 h (would change our mind: volume above 200)" */
export function expectationWords({ measure, expectation, before }: BoardRow): string | undefined {
  if (expectation === undefined) return undefined;
  const doubt =
    expectation.mindChanger === '' ? '' : ` (would change our mind: ${said(expectation.mindChanger, 200)})`;
  return `${safeMrkdwn(measure.name)} ${movementWords()}${doubt}`;

  function movementWords(): string {
    if (expectation === undefined || expectation.direction === 'same') return 'no change';
    const { direction, size } = expectation;
    if (size === undefined) return direction;
    if (before === undefined) return `${direction} by ${formatAmount(measure, size)}`;
    const from = readingValue(before.reading);
    const step = measure.kind === 'ratio' ? size / 100 : size;
    const to = direction === 'up' ? from + step : from - step;
    const isPossible =
      inUnitShown(measure, to) >= measure.range.min && inUnitShown(measure, to) <= measure.range.max;
    return isPossible
      ? `${formatValue(measure, from)} → ${formatValue(measure, to)}`
      : `${direction} by ${formatAmount(measure, size)}`;
  }
}

/** "due Fri 27 Nov", and whether that is past. */
export function dueWords(dueOn: string, now: Date, zone: string): string {
  const day = dayWords(dueOn);
  return dueOn < localDateOf(now, zone) ? `*overdue*, was due ${day}` : `due ${day}`;
}

/** "Fri 27 Nov" */
export function dayWords(date: string): string {
  const [weekday, day, month] = formatInZone(new Date(`${date}T12:00:00Z`), 'UTC', 'dated').split(' ');
  return `${weekday} ${day} ${month}`;
}

/** "focus approved · checkpoint at risk · review open": where a week stands, in one line. */
export function cycleSummary(cycle: Cycle, now: Date): string {
  const { times } = cycle;
  const focus = {
    missing: now < times.focusAt ? 'focus to come' : 'focus open',
    proposed: 'focus waits for approval',
    changes_asked: 'focus sent back',
    approved: 'focus approved',
  }[cycle.focusPhase];
  const checkpoint =
    cycle.checkpoint === undefined
      ? `checkpoint ${now < times.checkpointAt ? 'to come' : 'open'}`
      : `checkpoint ${checkpointStatuses[cycle.checkpoint.content.status]}`;
  const review =
    cycle.publishedAt === undefined
      ? `review ${now < times.reviewAt ? 'to come' : 'open'}`
      : 'review published';
  return [focus, checkpoint, review].join(' · ');
}
