import { z } from 'zod';
import type { AuditHead } from '../kernel/index.ts';
import { formatReading, formatValue, missingText } from '../kpi/index.ts';
import type { BoardRow } from './board.ts';
import type { Cycle } from './cycle.ts';
import { deltaWords, expectedWords } from './views/review-message.ts';

/** What stands where nothing was expected of a measure. */
export const noExpectation = 'none';

/**
 * The snapshot as data, frozen when it is taken: every later drawing of it says the same, whatever happens to the
 * playbook, the team or the readings. Texts are as people wrote them; the view makes them safe.
 */
export const SnapshotSchema = z.object({
  teamName: z.string(),
  week: z.string(),
  zone: z.string(),
  takenAt: z.iso.datetime(),
  /** Whether the review was published in time; without it the team is shown as missing. */
  reported: z.boolean(),
  publishedBy: z.string().nullable(),
  focus: z.string().nullable(),
  focusApproved: z.boolean(),
  status: z.string().nullable(),
  measures: z.array(
    z.object({
      name: z.string(),
      value: z.string(),
      vsLastWeek: z.string(),
      vsBaseline: z.string(),
      expectation: z.string(),
    }),
  ),
  change: z.string().nullable(),
  decision: z.object({ kind: z.enum(['decision', 'no_change']), text: z.string() }).nullable(),
  lessons: z.string(),
  actions: z.array(z.object({ text: z.string(), ownerId: z.string(), dueOn: z.string() })),
  openBlockers: z.number(),
  auditHead: z.object({ seq: z.number(), hash: z.string() }),
});
export type SnapshotContent = z.infer<typeof SnapshotSchema>;

export function takeSnapshot(
  cycle: Cycle,
  board: readonly BoardRow[],
  head: AuditHead,
  now: Date,
): SnapshotContent {
  const review = cycle.review?.content;
  return {
    teamName: cycle.team.name,
    week: cycle.week,
    zone: cycle.zone,
    takenAt: now.toISOString(),
    reported: review !== undefined,
    publishedBy: cycle.review?.personId ?? null,
    focus: cycle.focus?.content.focus ?? null,
    focusApproved: cycle.focusPhase === 'approved',
    status: cycle.checkpoint?.content.status ?? null,
    measures: board.map(measureContent),
    change: cycle.change?.content.change ?? null,
    decision: review?.decision ?? null,
    lessons: review?.lessons ?? '',
    actions: cycle.ownActions
      .filter(({ phase }) => phase === 'open')
      .map(({ text, ownerId, dueOn }) => ({ text, ownerId, dueOn })),
    openBlockers: cycle.blockers.filter(({ phase }) => phase === 'open').length,
    auditHead: head,
  };
}

function measureContent(row: BoardRow): SnapshotContent['measures'][number] {
  const { measure, reading, comparison } = row;
  const expectation = expectedWords(row)?.replaceAll('*', '') ?? noExpectation;
  const base = { name: measure.name, value: formatReading(measure, reading), expectation };
  if (comparison.kind === 'missing') return { ...base, vsLastWeek: '–', vsBaseline: '–' };
  const { lastWeek, baseline } = comparison;
  const state = baseline?.state === 'locked' ? 'locked' : `provisional, ${baseline?.count ?? 0} weeks`;
  return {
    ...base,
    vsLastWeek: lastWeek === null ? missingText : deltaWords(row, lastWeek.delta),
    vsBaseline:
      baseline === null
        ? 'no baseline yet'
        : `${deltaWords(row, baseline.delta)} (${formatValue(measure, baseline.value)}, ${state})`,
  };
}
