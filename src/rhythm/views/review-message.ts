import {
  actions,
  button,
  type MessageBlock,
  type MessagePayload,
  mrkdwn,
  section,
} from '../../blockkit/index.ts';
import {
  formatAmount,
  formatDelta,
  formatMovement,
  formatReading,
  formatValue,
  missingText,
} from '../../kpi/index.ts';
import { mention } from '../../slack/index.ts';
import type { BoardRow } from '../board.ts';
import type { Cycle } from '../cycle.ts';
import { cycleValue, ids } from '../ids.ts';
import { actionWords } from './carried-actions.ts';
import { paragraphs, shorten } from './shorten.ts';
import { fallback, lines, promptTitle, said, until } from './words.ts';

/** Of the message's text budget of 10,000; a section takes 3,000. */
const roomForMeasures = 5_500;
const longestSection = 3_000;
const roomInText = 1_800;

/** Friday's message: a request until it is published, then the review itself. */
export function reviewMessage(cycle: Cycle, board: readonly BoardRow[], now: Date): MessagePayload {
  const title = `*${promptTitle(cycle, 'review')}*`;
  if (cycle.review === undefined) return askMessage(cycle, title);
  const published = ` · published by ${mention(cycle.review.personId)}${cycle.review.version > 1 ? ' (edited)' : ''}`;
  const measures = board.map(measureWords);
  const story = storyLines(cycle, now);
  const blocks: MessageBlock[] = [lines(title + published), ...measureSections(measures), lines(...story)];
  if (cycle.phase === 'open') {
    blocks.push(
      actions(
        [button(ids.fillReview, 'Edit the review', { value: cycleValue.encode({ cycleId: cycle.id }) })],
        `review-${cycle.review.version}`,
      ),
    );
  }
  return {
    text: fallback((title + published).replaceAll('*', ''), ...shorten(measures, roomInText), ...story),
    blocks,
  };
}

/** With very many measures each is shortened, so that the story below still has room in the message. */
function measureSections(measures: readonly string[]): MessageBlock[] {
  const shown = shorten(['*Expected and happened*', ...measures], roomForMeasures);
  return paragraphs(shown, longestSection).map((text) => section(mrkdwn(text)));
}

function askMessage(cycle: Cycle, title: string): MessagePayload {
  const focus = cycle.focus === undefined ? undefined : `*Focus* ${said(cycle.focus.content.focus, 300)}`;
  if (cycle.phase !== 'open') {
    const missing = 'No review was published this week. The snapshot went out without it.';
    return { text: fallback(title.replaceAll('*', ''), missing), blocks: [lines(title, focus, missing)] };
  }
  const request = `${mention(cycle.team.people.operationsLead)}, please fill in the week's numbers and publish the review ${until('by', cycle.times.snapshotAt, cycle.zone)}, when the snapshot goes out. It takes about five minutes.`;
  return {
    text: fallback(title.replaceAll('*', ''), request, focus),
    blocks: [
      lines(title, request, focus),
      actions([
        button(ids.fillReview, 'Fill in the review', {
          value: cycleValue.encode({ cycleId: cycle.id }),
          style: 'primary',
        }),
      ]),
    ],
  };
}

/** "*Response speed* 2.7 h (n = 143) · expected down by 0.9 h: *partly met* · vs last week −0.7 h ▲ better · vs baseline …" */
export function measureWords(row: BoardRow): string {
  const { measure, reading, comparison } = row;
  const parts = [`*${said(measure.name, 60)}* ${formatReading(measure, reading)}`];
  const expected = expectedWords(row);
  if (expected !== undefined) parts.push(`expected ${expected}`);
  if (comparison.kind === 'present') {
    parts.push(
      `vs last week ${comparison.lastWeek === null ? missingText : deltaWords(row, comparison.lastWeek.delta)}`,
    );
    if (comparison.baseline !== null) {
      const { state, count, delta, value } = comparison.baseline;
      const which = state === 'locked' ? 'locked' : `provisional, ${count} weeks`;
      parts.push(`vs baseline ${deltaWords(row, delta)} (${formatValue(measure, value)}, ${which})`);
    }
  }
  return parts.join(' · ');
}

export function deltaWords({ measure }: BoardRow, delta: number): string {
  const movement = formatMovement(measure, delta);
  return movement === '● same' ? '● no change' : `${formatDelta(measure, delta)} ${movement}`;
}

const resultWords = {
  met: 'met',
  partly: 'partly met',
  'not met': 'not met',
  unknown: 'cannot be told',
} as const;

/** What was expected, and what became of it: "down by 0.9 h: *partly met*" */
export function expectedWords({ measure, expectation, result }: BoardRow): string | undefined {
  if (expectation === undefined || result === undefined) return undefined;
  const { direction, size } = expectation;
  const words =
    direction === 'same'
      ? 'no change'
      : size === undefined
        ? direction
        : `${direction} by ${formatAmount(measure, size)}`;
  return `${words}: *${resultWords[result.result]}*`;
}

function storyLines(cycle: Cycle, now: Date): string[] {
  if (cycle.review === undefined) return [];
  const { outcomes, lessons, decision } = cycle.review.content;
  const out: string[] = [];
  if (outcomes !== '') out.push(`*What happened* ${said(outcomes)}`);
  out.push(
    decision.kind === 'decision'
      ? `*Decided* ${said(decision.text)}`
      : `*Decided* no change, because ${said(decision.text)}`,
  );
  if (lessons !== '') out.push(`*Lesson* ${said(lessons)}`);
  const own = cycle.ownActions.filter(({ phase }) => phase !== 'dropped');
  out.push(own.length === 0 ? '*Next* no actions' : '*Next*');
  for (const action of own) out.push(`• ${actionWords(cycle, action, now)}`);
  return out;
}
