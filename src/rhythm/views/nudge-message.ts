import { actions, button, type MessagePayload } from '../../blockkit/index.ts';
import type { Cycle } from '../cycle.ts';
import { approvalValue, cycleValue, ids } from '../ids.ts';
import type { Need } from '../needs.ts';
import type { PromptKind } from '../schedule.ts';
import { fallback, lines, said, until, weekTitle } from './words.ts';

/** The one reminder: what is missing, until when, and the button that does it. */
export function nudgeMessage(cycle: Cycle, need: Need, now: Date): MessagePayload {
  const first = `*${weekTitle(cycle)} · ${said(cycle.team.name, 80)}* ${needWords(need, cycle, now)}`;
  const last = 'This is the only reminder.';
  return {
    text: fallback(first.replaceAll('*', ''), last),
    blocks: [lines(first, last), actions([needButton(cycle, need, true)])],
  };
}

/** What becomes of a reminder when there is nothing left to remind of. */
export function settledNudgeMessage(cycle: Cycle, kind: PromptKind): MessagePayload {
  const words = cycle.phase === 'open' ? `the ${kind} needs nothing more from you.` : 'the week is closed.';
  const line = `${weekTitle(cycle)} · ${said(cycle.team.name, 80)}: ${words}`;
  return { text: line, blocks: [lines(line)] };
}

/** "still needs its focus from you, by tomorrow at 10:00." Late is still good, and said without blame. */
export function needWords(need: Need, cycle: Cycle, now: Date): string {
  const by = until(need.by > now ? ', by' : '; it was wanted by', need.by, cycle.zone);
  switch (need.kind) {
    case 'set_focus':
      return `still needs its focus from you${by}.`;
    case 'rework_focus':
      return `has its focus back with you${need.note === undefined ? '' : ` (“${said(need.note, 200)}”)`}${by}.`;
    case 'propose_change':
      return `has room for one proposed change from you${by}.`;
    case 'approve_focus':
      return `has a focus that waits for your approval${by}.${proposal(cycle)}`;
    case 'update_checkpoint':
      return `still needs to hear from you where it stands${by}.`;
    case 'publish_review':
      return `still needs its review from you${by}.`;
  }
}

/** Nobody is to approve what they have not read. */
function proposal({ focus, change }: Cycle): string {
  const lines = [
    ...(focus === undefined ? [] : [`*Focus* ${said(focus.content.focus, 300)}`]),
    ...(change === undefined ? [] : [`*One change* ${said(change.content.change, 300)}`]),
  ];
  return lines.map((line) => `\n${line}`).join('');
}

export function needButton(cycle: Cycle, need: Need, primary: boolean) {
  const value = cycleValue.encode({ cycleId: cycle.id });
  const style = primary ? { style: 'primary' as const } : {};
  switch (need.kind) {
    case 'set_focus':
      return button(ids.setFocus, 'Set the focus', { value, ...style });
    case 'rework_focus':
      return button(ids.setFocus, 'Edit the focus', { value, ...style });
    case 'propose_change':
      return button(ids.proposeChange, 'Propose a change', { value, ...style });
    case 'approve_focus':
      return button(ids.approveFocus, 'Approve', {
        value: approvalValue.encode({
          cycleId: cycle.id,
          focus: cycle.focus?.version ?? 0,
          change: cycle.change?.version ?? 0,
        }),
        ...style,
      });
    case 'update_checkpoint':
      return button(ids.updateCheckpoint, 'Say where we are', { value, ...style });
    case 'publish_review':
      return button(ids.fillReview, 'Fill in the review', { value, ...style });
  }
}
