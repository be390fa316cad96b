import {
  actions,
  button,
  type MessageBlock,
  type MessagePayload,
  mrkdwn,
  section,
} from '../../blockkit/index.ts';
import { mention } from '../../slack/index.ts';
import { checkpointStatuses } from '../answers.ts';
import type { BlockerItem, Cycle } from '../cycle.ts';
import { cycleValue, ids } from '../ids.ts';
import { itemButtons } from './item-buttons.ts';
import { fallback, lines, promptTitle, said, until } from './words.ts';

const mostBlockers = 15;

/** Wednesday's message: where we are against the focus, and what is open. */
export function checkpointMessage(cycle: Cycle, now: Date): MessagePayload {
  const title = `*${promptTitle(cycle, 'checkpoint')}*`;
  // Whoever is asked comes first; once they have answered, the focus that it is measured against does.
  const asked = cycle.checkpoint === undefined && cycle.phase === 'open';
  const first = asked ? [statusLine(cycle), focusLine(cycle)] : [focusLine(cycle), statusLine(cycle)];
  const body = [...first, openLine(cycle, now)];
  const shown = cycle.blockers.slice(0, mostBlockers);
  const rest = cycle.blockers.length - shown.length;
  const more = rest > 0 ? `and ${rest} more ${rest === 1 ? 'blocker' : 'blockers'}` : undefined;
  const blocks: MessageBlock[] = [lines(title, ...body)];
  for (const blocker of shown) blocks.push(blockerBlock(cycle, blocker, now));
  if (more !== undefined) blocks.push(lines(more));
  if (cycle.phase === 'open')
    blocks.push(actions(buttons(cycle), `checkpoint-${cycle.checkpoint?.version ?? 0}`));
  return {
    text: fallback(
      title.replaceAll('*', ''),
      ...body,
      ...shown.map((blocker) => blockerWords(cycle, blocker, now)),
      more,
    ),
    blocks,
  };
}

function focusLine(cycle: Cycle): string {
  if (cycle.focus === undefined) return 'No focus is set for this week.';
  const approval = cycle.focusPhase === 'approved' ? '' : ' (not approved)';
  return `*Focus* ${said(cycle.focus.content.focus, 300)}${approval}`;
}

function statusLine(cycle: Cycle): string {
  if (cycle.checkpoint !== undefined) {
    const { status, note } = cycle.checkpoint.content;
    const words = note === '' ? '' : ` · “${said(note)}”`;
    return `*Where we are* ${checkpointStatuses[status]} (${mention(cycle.checkpoint.personId)})${words}`;
  }
  if (cycle.phase !== 'open') return '*Where we are* – missing';
  return `${mention(cycle.team.people.operationsLead)}, are we on track? Please answer ${until('by', cycle.times.reviewAt, cycle.zone)}. It takes about a minute.`;
}

function openLine(cycle: Cycle, now: Date): string | undefined {
  const blockers = cycle.blockers.filter(({ phase }) => phase === 'open');
  const overdue = blockers.filter(({ dueAt }) => dueAt <= now).length;
  const open = [
    ...(blockers.length === 0
      ? []
      : [`${plural(blockers.length, 'blocker')}${overdue === 0 ? '' : ` (${overdue} past due)`}`]),
    ...(cycle.focusPhase === 'proposed'
      ? [`the focus waits for ${mention(cycle.team.people.approver)}`]
      : []),
    ...(cycle.carriedActions.some(({ phase }) => phase === 'open')
      ? [
          `${plural(cycle.carriedActions.filter(({ phase }) => phase === 'open').length, 'action')} from earlier weeks`,
        ]
      : []),
  ];
  return `*Open* ${open.length === 0 ? 'nothing' : open.join(' · ')}`;
}

export function blockerWords(cycle: Cycle, blocker: BlockerItem, now: Date): string {
  const text = said(blocker.text, 300);
  if (blocker.phase === 'resolved') {
    return `*Unblocked* ~${text}~${blocker.closedBy === undefined ? '' : ` (${mention(blocker.closedBy)})`}`;
  }
  const due = until(blocker.dueAt <= now ? 'was due' : 'due', blocker.dueAt, cycle.zone);
  return `*Stuck* ${text} · ${mention(blocker.ownerId)}, ${due}`;
}

function blockerBlock(cycle: Cycle, blocker: BlockerItem, now: Date): MessageBlock {
  const text = mrkdwn(blockerWords(cycle, blocker, now));
  if (blocker.phase === 'resolved' || cycle.phase !== 'open') return section(text);
  return section(text, { accessory: itemButtons.resolve(cycle.id, blocker) });
}

function buttons(cycle: Cycle) {
  const value = cycleValue.encode({ cycleId: cycle.id });
  return [
    button(ids.updateCheckpoint, cycle.checkpoint === undefined ? 'Say where we are' : 'Update status', {
      value,
      ...(cycle.checkpoint === undefined ? { style: 'primary' as const } : {}),
    }),
    button(ids.raiseBlocker, 'Raise a blocker', { value }),
  ];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
