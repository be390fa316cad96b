import {
  actions,
  type Button,
  button,
  type MessageBlock,
  type MessagePayload,
} from '../../blockkit/index.ts';
import { localDateOf } from '../../kernel/wall-time.ts';
import { mention } from '../../slack/index.ts';
import type { BoardRow } from '../board.ts';
import type { Cycle } from '../cycle.ts';
import { approvalValue, cycleValue, ids } from '../ids.ts';
import { expectationWords, fallback, lines, on, promptTitle, said, until } from './words.ts';

/** Monday's message, in whatever state the focus is. */
export function focusMessage(cycle: Cycle, board: readonly BoardRow[], now: Date): MessagePayload {
  const title = `*${promptTitle(cycle, 'focus')}*${titleSuffix(cycle)}`;
  const body = [...request(cycle), ...carried(cycle, now), ...content(cycle, board), ...decision(cycle)];
  const row = buttons(cycle);
  const blocks: MessageBlock[] = [lines(title, ...body)];
  if (row.length > 0)
    blocks.push(actions(row, `focus-${cycle.focus?.version ?? 0}-${cycle.change?.version ?? 0}`));
  return { text: fallback(title.replaceAll('*', ''), ...body), blocks };
}

function titleSuffix(cycle: Cycle): string {
  if (cycle.focusPhase === 'proposed')
    return ` · waiting for approval by ${mention(cycle.team.people.approver)}`;
  if (cycle.focusPhase === 'changes_asked') return ' · a change is asked for';
  return '';
}

function request(cycle: Cycle): string[] {
  if (cycle.focusPhase !== 'missing') return [];
  if (cycle.phase !== 'open') return ['No focus was set this week.'];
  return [
    `${mention(cycle.team.people.operationsLead)}, please set this week's focus ${until('by', cycle.times.checkpointAt, cycle.zone)}. It takes about two minutes.`,
  ];
}

function carried(cycle: Cycle, now: Date): string[] {
  const open = cycle.carriedActions.filter(({ phase }) => phase === 'open');
  if (open.length === 0 || cycle.phase !== 'open') return [];
  const today = localDateOf(now, cycle.zone);
  const overdue = open.filter(({ dueOn }) => dueOn < today).length;
  const count = open.length === 1 ? '1 action' : `${open.length} actions`;
  return [
    `Open from earlier weeks: ${count}${overdue === 0 ? '' : ` (${overdue} overdue)`} · see the thread`,
  ];
}

function content(cycle: Cycle, board: readonly BoardRow[]): string[] {
  const out: string[] = [];
  if (cycle.focus !== undefined) {
    out.push(`*Focus* ${said(cycle.focus.content.focus)}`);
    const expected = board.flatMap((row) => expectationWords(row) ?? []);
    out.push(`*We expect* ${expected.length === 0 ? 'no change in any measure' : expected.join(' · ')}`);
  }
  if (cycle.change !== undefined) {
    const { change, impact, rollback } = cycle.change.content;
    out.push(
      `*One change* ${said(change)} (${mention(cycle.change.personId)}; expected: ${said(impact, 300)}; back out: ${said(rollback, 300)})`,
    );
  }
  return out;
}

function decision(cycle: Cycle): string[] {
  if (cycle.focusPhase === 'changes_asked' && cycle.focusDecision !== undefined) {
    return [
      `*${mention(cycle.focusDecision.by)} asks for a change* ${said(cycle.focusDecision.note ?? '', 500)}`,
    ];
  }
  if (cycle.focusPhase === 'approved' && cycle.focusDecision !== undefined) {
    return [
      `Approved by ${mention(cycle.focusDecision.by)} ${on(cycle.focusDecision.at, cycle.zone)}. Frozen: the review is measured against this.`,
    ];
  }
  if (cycle.focusPhase === 'proposed' && cycle.phase !== 'open')
    return ['It was not approved before the week closed.'];
  return [];
}

function buttons(cycle: Cycle): Button[] {
  if (cycle.phase !== 'open' || cycle.focusPhase === 'approved') return [];
  const value = cycleValue.encode({ cycleId: cycle.id });
  const isMissing = cycle.focus === undefined;
  const asks = cycle.focusPhase !== 'proposed';
  const row: Button[] = [];
  if (cycle.focusPhase === 'proposed') {
    const seen = { cycleId: cycle.id, focus: cycle.focus?.version ?? 0, change: cycle.change?.version ?? 0 };
    row.push(
      button(ids.approveFocus, 'Approve', { value: approvalValue.encode(seen), style: 'primary' }),
      button(ids.questionFocus, 'Ask for a change', { value }),
    );
  }
  row.push(
    button(ids.setFocus, isMissing ? 'Set the focus' : 'Edit the focus', {
      value,
      ...(asks ? { style: 'primary' as const } : {}),
    }),
    button(ids.proposeChange, cycle.change === undefined ? 'Propose a change' : 'Edit the change', { value }),
  );
  return row;
}
