import {
  context,
  type MessageBlock,
  type MessagePayload,
  type TableBlock,
  type TableCell,
  truncate,
} from '../../blockkit/index.ts';
import { IsoWeekSchema, weekNumber } from '../../kernel/iso-week.ts';
import { missingText } from '../../kpi/index.ts';
import { mention } from '../../slack/index.ts';
import { checkpointStatuses } from '../answers.ts';
import { noExpectation, type SnapshotContent } from '../snapshot.ts';
import { shorten } from './shorten.ts';
import { dayWords, fallback, lines, on, said, until } from './words.ts';

const mostActions = 10;
/** A table takes 10,000 characters. */
const mostMeasures = 20;
const longestCell = 90;
/** Of the text for screen readers; the head of the log has to be whole. */
const roomInText = 1_800;

/** How another team that reports to the same channel stands this week. */
export interface OtherTeam {
  readonly name: string;
  readonly state: 'reported' | 'missing' | 'due';
  readonly dueAt: Date;
}

/** Friday's snapshot for leadership and delivery. Posted once and never redrawn. */
export function snapshotMessage(content: SnapshotContent, others: readonly OtherTeam[]): MessagePayload {
  const title = `*${said(content.teamName, 80)} · week ${weekNumber(IsoWeekSchema.parse(content.week))} · KPI snapshot*`;
  const heading = content.reported ? title : `${title} · – missing`;
  const top = [reportedLine(content), focusLine(content), changeLine(content)];
  const numbers = content.measures.filter(({ value }) => value !== missingText);
  const bottom = bottomLines(content);
  const small = smallPrint(content, others);
  const blocks: MessageBlock[] = [lines(heading, ...top)];
  // A table of nothing but gaps says no more than one line does.
  if (numbers.length > 0) blocks.push(measureTable(content));
  blocks.push(lines(...bottom), context(...small));
  return {
    text: fallback(
      heading.replaceAll('*', ''),
      ...top,
      ...(numbers.length > 0 ? shorten(content.measures.map(measureLine), roomInText) : []),
      ...bottom,
      ...small,
    ),
    blocks,
  };
}

function reportedLine({ reported, publishedBy }: SnapshotContent): string {
  if (reported) return publishedBy === null ? 'Reported.' : `Reported by ${mention(publishedBy)}.`;
  return 'No review was published before the snapshot.';
}

function focusLine({ focus, focusApproved, status }: SnapshotContent): string {
  if (focus === null) return '*Focus* – missing';
  const where =
    status === null
      ? 'checkpoint – missing'
      : `checkpoint ${checkpointStatuses[status as keyof typeof checkpointStatuses]}`;
  return `*Focus* ${said(focus, 300)}${focusApproved ? '' : ' (not approved)'} · ${where}`;
}

function changeLine({ change }: SnapshotContent): string | undefined {
  return change === null ? undefined : `*One change* ${said(change, 300)}`;
}

function measureTable({ measures }: SnapshotContent): TableBlock {
  const cell = (text: string): TableCell => ({
    type: 'raw_text',
    text: truncate(text, longestCell).replaceAll(/(?<=\d|n|=|−) (?=h\b|%|=|\d|points?\b)/g, '\u00a0') || '–',
  });
  const shown = measures.slice(0, mostMeasures);
  return {
    type: 'table',
    column_settings: [{ is_wrapped: true }, { is_wrapped: true }, { is_wrapped: true }, { is_wrapped: true }],
    rows: [
      ['Measure', 'This week', 'vs last week', 'vs baseline'].map(cell),
      ...shown.map((row) => [row.name, row.value, row.vsLastWeek, row.vsBaseline].map(cell)),
    ],
  };
}

function measureLine({ name, value, vsLastWeek, vsBaseline }: SnapshotContent['measures'][number]): string {
  return `${said(name, 60)}: ${value}, vs last week ${vsLastWeek}, vs baseline ${vsBaseline}`;
}

function bottomLines(content: SnapshotContent): string[] {
  const { measures, reported, decision, lessons, actions, openBlockers } = content;
  const expected = measures.filter(({ expectation }) => expectation !== noExpectation);
  const out = [
    ...(measures.every(({ value }) => value === missingText) ? ['*Measures* – missing'] : []),
    ...(expected.length === 0
      ? []
      : [
          `*Expected* ${expected.map(({ name, expectation }) => `${said(name, 60)} ${said(expectation, 200)}`).join(' · ')}`,
        ]),
    decision === null
      ? '*Decided* – missing'
      : decision.kind === 'decision'
        ? `*Decided* ${said(decision.text)}`
        : `*Decided* no change, because ${said(decision.text)}`,
  ];
  if (lessons !== '') out.push(`*Lesson* ${said(lessons)}`);
  if (openBlockers > 0)
    out.push(`*Stuck* ${openBlockers} ${openBlockers === 1 ? 'blocker' : 'blockers'} open`);
  if (reported || actions.length > 0) out.push(actions.length === 0 ? '*Next* no actions' : '*Next*');
  for (const { text, ownerId, dueOn } of actions.slice(0, mostActions)) {
    out.push(`• ${said(text, 200)} · ${mention(ownerId)}, due ${dayWords(dueOn)}`);
  }
  if (actions.length > mostActions) out.push(`and ${actions.length - mostActions} more`);
  return out;
}

function smallPrint(content: SnapshotContent, others: readonly OtherTeam[]): string[] {
  const taken = on(new Date(content.takenAt), content.zone);
  const { seq, hash } = content.auditHead;
  const left = content.measures.slice(mostMeasures).map(({ name }) => said(name, 60));
  const out = [
    ...(left.length === 0 ? [] : [`Not in the table: ${left.join(', ')}`]),
    `Numbers as published ${taken}.`,
    `Log head ${seq}:${hash}`,
    ...(content.reported
      ? ['Differences are shown as they are; a difference between two weeks can be chance.']
      : []),
  ];
  if (others.length > 0) {
    const words = others
      .slice(0, 10)
      .map(({ name, state, dueAt }) =>
        state === 'due'
          ? `${said(name, 60)} ${until('due', dueAt, content.zone)}`
          : `${said(name, 60)} ${state}`,
      );
    out.push(
      `Other teams this week: ${words.join(' · ')}${others.length > 10 ? ` and ${others.length - 10} more` : ''}`,
    );
  }
  return out;
}
