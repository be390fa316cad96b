import { type Queryable, UserFacingError, type Work } from '../kernel/index.ts';
import { formatInZone } from '../kernel/wall-time.ts';
import type { Services } from '../org/index.ts';
import { mention } from '../slack/index.ts';
import type { ChangeAnswer, FocusAnswer } from './answers.ts';
import { type Cycle, type SeenFocus, seenFocus } from './cycle.ts';
import { nameOf, requireOpen, requireRight, requireUnfrozenFocus } from './guards.ts';
import { noteInThread, redrawCycle } from './redraw.ts';
import { changeCycle, loadCycle, lockCycle, storeAnswer } from './store.ts';
import { said } from './views/words.ts';

/** The transitions of the focus: missing → proposed ⇄ changes asked → approved, which is final. */

export async function setFocus(
  work: Work,
  services: Services,
  cycleId: string,
  personId: string,
  answer: FocusAnswer,
): Promise<void> {
  const cycle = await lockCycle(work, cycleId);
  requireOpen(cycle);
  requireRight(cycle, personId, 'set_focus');
  requireUnfrozenFocus(cycle);
  const { isNew } = await storeAnswer(work, cycle, 'focus', personId, answer);
  if (!isNew && cycle.focusPhase === 'proposed') return;
  await changeCycle(work, cycleId, { state: 'open' }, { focusState: 'proposed' });
  await told(work, services, cycleId, `focus-${cycle.version + 1}`);
}

export async function proposeChange(
  work: Work,
  services: Services,
  cycleId: string,
  personId: string,
  answer: ChangeAnswer,
  seen?: number,
): Promise<void> {
  const cycle = await lockCycle(work, cycleId);
  requireOpen(cycle);
  requireRight(cycle, personId, 'propose_change');
  requireUnfrozenFocus(cycle);
  const { version, isNew } = await storeAnswer(work, cycle, 'change', personId, answer, seen);
  if (!isNew) return;
  // A change on top of a focus that was sent back does not answer what was asked: that stays with the lead.
  await told(work, services, cycleId, `change-${version}`);
}

/**
 * @param seen the versions on the message that was clicked.
 * @throws UserFacingError codes `already_approved` (naming who was first), `nothing_to_approve`, and `changed_meanwhile`
 *   when something else is there now than what was seen.
 */
export async function approveFocus(
  work: Work,
  services: Services,
  cycleId: string,
  personId: string,
  seen: SeenFocus,
): Promise<void> {
  const cycle = await lockCycle(work, cycleId);
  await requireDecision(work.tx, cycle, personId);
  requireSeen(cycle, seen);
  await changeCycle(
    work,
    cycleId,
    { state: 'open', focusState: 'proposed' },
    { focusState: 'approved', focusDecidedBy: personId, focusDecidedAt: work.now, focusNote: null },
  );
  work.audit({
    actor: personId,
    action: 'focus.approved',
    subject: `cycle:${cycleId}`,
    data: { team: cycle.team.id, week: cycle.week, focus: seen.focus, change: seen.change },
  });
  const after = await loadCycle(work.tx, cycleId);
  await redrawCycle(work, services, after);
  await noteInThread(
    work,
    after,
    'focus',
    'approved',
    `Approved by ${mention(personId)}. The focus is frozen: the review is measured against it.`,
  );
}

/** Sends the focus back to the lead with a note. */
export async function returnFocus(
  work: Work,
  services: Services,
  cycleId: string,
  personId: string,
  seen: SeenFocus,
  note: string,
): Promise<void> {
  const cycle = await lockCycle(work, cycleId);
  await requireDecision(work.tx, cycle, personId);
  requireSeen(cycle, seen);
  await changeCycle(
    work,
    cycleId,
    { state: 'open', focusState: 'proposed' },
    { focusState: 'changes_asked', focusDecidedBy: personId, focusDecidedAt: work.now, focusNote: note },
  );
  work.audit({
    actor: personId,
    action: 'focus.returned',
    subject: `cycle:${cycleId}`,
    data: { team: cycle.team.id, week: cycle.week, focus: cycle.focus?.version ?? 0 },
    texts: { note },
  });
  const after = await loadCycle(work.tx, cycleId);
  await redrawCycle(work, services, after);
  await noteInThread(
    work,
    after,
    'focus',
    `returned-${after.version}`,
    `${mention(cycle.team.people.operationsLead)}, ${mention(personId)} asks for a change: ${said(note)}`,
  );
}

/** Whether this person can approve or return the focus at this moment. */
export async function requireDecision(db: Queryable, cycle: Cycle, personId: string): Promise<void> {
  requireOpen(cycle);
  requireRight(cycle, personId, 'decide_focus');
  if (cycle.focusPhase === 'approved') {
    const { by, at } = cycle.focusDecision ?? {};
    const who = by === personId ? 'You' : await nameOf(db, by);
    const then = at === undefined ? 'already' : formatInZone(at, cycle.zone, 'dated');
    throw new UserFacingError(
      'already_approved',
      `${who} approved this focus, ${then}. Nothing was changed.`,
    );
  }
  if (cycle.focusPhase !== 'proposed') {
    throw new UserFacingError(
      'nothing_to_approve',
      'There is nothing to approve at the moment: the operations lead is working on the focus.',
    );
  }
}

function requireSeen(cycle: Cycle, seen: SeenFocus): void {
  const now = seenFocus(cycle);
  if (now.focus === seen.focus && now.change === seen.change) return;
  throw new UserFacingError(
    'changed_meanwhile',
    'The focus or the proposed change was edited meanwhile. Please look at it again; the buttons on the newest message work.',
    { saved: 'Nothing was decided.' },
  );
}

/** Redraws, and tells the approver in the thread, because an edited message notifies nobody. */
async function told(work: Work, services: Services, cycleId: string, what: string): Promise<void> {
  const cycle = await loadCycle(work.tx, cycleId);
  await redrawCycle(work, services, cycle);
  if (cycle.focusPhase !== 'proposed') return;
  await noteInThread(
    work,
    cycle,
    'focus',
    what,
    `${mention(cycle.team.people.approver)}, the focus ${cycle.change === undefined ? '' : 'and the proposed change '}of ${said(cycle.team.name, 80)} ${cycle.change === undefined ? 'waits' : 'wait'} for your approval.`,
  );
}
