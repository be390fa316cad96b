import {
  context,
  type MessageBlock,
  type MessagePayload,
  type TableBlock,
  type TableCell,
  truncate,
} from '../../blockkit/index.ts';
import { IsoWeekSchema, weekNumber } from '../../kernel/iso-week.ts';
import { mention } from '../../slack/index.ts';
import { checkpointStatuses } from '../answers.ts';
import type { SnapshotContent } from '../snapshot.ts';
import { fallback, lines, said, when } from './words.ts';

const mostActions = 10;
const mostMeasures = 20;

/** How another team that reports to the same channel stands this week. */
export interface OtherTeam {
  readonly name: string;
  readonly state: 'reported' | 'missing' | 'due';
  readonly dueAt: Date;
}

/** Friday's snapshot for leadership and delivery. Posted once and never redrawn. */
export function snapshotMessage(content: SnapshotContent, others: readonly OtherTeam[]): MessagePayload {
  const title = `*${said(content.teamName, 80)} · week ${weekNumber(IsoWeekSchema.parse(content.week))} · KPI snapshot*`;
  const top = [reportedLine(content), focusLine(content), changeLine(content)];
  const bottom = bottomLines(content);
  const small = smallPrint(content, others);
  const blocks: MessageBlock[] = [lines(title, ...top)];
  if (content.measures.length > 0) blocks.push(measureTable(content));
  blocks.push(lines(...bottom), context(...small));
  return {
    text: fallback(
      title.replaceAll('*', ''),
      ...top,
      ...content.measures.map(measureLine),
      ...bottom,
      ...small,
    ),
    blocks,
  };
}

function reportedLine({ reported, publishedBy }: SnapshotContent): string {
  if (reported) return publishedBy === null ? 'Reported.' : `Reported by ${mention(publishedBy)}.`;
  return '– *missing*: no review was published before the snapshot. The numbers below are what was entered otherwise.';
}

function focusLine({ focus, focusApproved, status }: SnapshotContent): string {
  if (focus === null) return '*Focus* – missing';
  const where =
    status === null ? 'checkpoint – missing' : checkpointStatuses[status as keyof typeof checkpointStatuses];
  return `*Focus* ${said(focus, 300)}${focusApproved ? '' : ' (not approved)'} · ${where}`;
}

function changeLine({ change }: SnapshotContent): string | undefined {
  return change === null ? undefined : `*One change* ${said(change, 300)}`;
}

function measureTable({ measures }: SnapshotContent): TableBlock {
  const cell = (text: string): TableCell => ({ type: 'raw_text', text: truncate(text, 120) || '–' });
  const shown = measures.slice(0, mostMeasures);
  return {
    type: 'table',
    column_settings: [
      { is_wrapped: true },
      { is_wrapped: true },
      { is_wrapped: true },
      { is_wrapped: true },
      { is_wrapped: true },
    ],
    rows: [
      ['Measure', 'This week', 'vs last week', 'vs baseline', 'Expectation'].map(cell),
      ...shown.map((row) => [row.name, row.value, row.vsLastWeek, row.vsBaseline, row.expectation].map(cell)),
    ],
  };
}

function measureLine({
  name,
  value,
  vsLastWeek,
  vsBaseline,
  expectation,
}: SnapshotContent['measures'][number]): string {
  return `${said(name, 60)}: ${value}, vs last week ${vsLastWeek}, vs baseline ${vsBaseline}, expectation ${expectation}`;
}

function bottomLines({ decision, lessons, actions, openBlockers }: SnapshotContent): string[] {
  const out = [
    decision === null
      ? '*Decided* – missing'
      : decision.kind === 'decision'
        ? `*Decided* ${said(decision.text)}`
        : `*Decided* no change, because ${said(decision.text)}`,
  ];
  if (lessons !== '') out.push(`*Lesson* ${said(lessons)}`);
  if (openBlockers > 0)
    out.push(`*Stuck* ${openBlockers} ${openBlockers === 1 ? 'blocker' : 'blockers'} open`);
  out.push(actions.length === 0 ? '*Next* no actions' : '*Next*');
  for (const { text, ownerId, dueOn } of actions.slice(0, mostActions)) {
    out.push(`• ${said(text, 200)} · ${mention(ownerId)}, due ${dueOn}`);
  }
  if (actions.length > mostActions) out.push(`and ${actions.length - mostActions} more`);
  return out;
}

function smallPrint(content: SnapshotContent, others: readonly OtherTeam[]): string[] {
  const taken = when(new Date(content.takenAt), content.zone);
  const { seq, hash } = content.auditHead;
  const out = [
    `Numbers as published ${taken}. Log head ${seq}:${hash}`,
    'Differences are shown as they are; a difference between two weeks can be chance.',
  ];
  if (others.length > 0) {
    const words = others
      .slice(0, 10)
      .map(({ name, state, dueAt }) =>
        state === 'due' ? `${said(name, 60)} due ${when(dueAt, content.zone)}` : `${said(name, 60)} ${state}`,
      );
    out.push(
      `Other teams this week: ${words.join(' · ')}${others.length > 10 ? ` and ${others.length - 10} more` : ''}`,
    );
  }
  return out;
}
