import { randomUUID } from 'node:crypto';
import { UserFacingError, type Work } from '../kernel/index.ts';
import type { Services } from '../org/index.ts';
import { mention } from '../slack/index.ts';
import type { CheckpointAnswer } from './answers.ts';
import { nameOf, requireOpen, requireRight } from './guards.ts';
import { noteInThread, redrawCycle, redrawTeam } from './redraw.ts';
import { loadCycle, lockCycle, storeAnswer } from './store.ts';
import { said, until } from './views/words.ts';

export async function updateCheckpoint(
  work: Work,
  services: Services,
  cycleId: string,
  personId: string,
  answer: CheckpointAnswer,
  seen?: number,
): Promise<void> {
  const cycle = await lockCycle(work, cycleId);
  requireOpen(cycle);
  requireRight(cycle, personId, 'update_checkpoint');
  const { isNew } = await storeAnswer(work, cycle, 'checkpoint', personId, answer, seen);
  if (isNew) await redrawCycle(work, services, await loadCycle(work.tx, cycleId));
}

export interface NewBlocker {
  readonly text: string;
  readonly ownerId: string;
  readonly dueAt: Date;
}

export async function raiseBlocker(
  work: Work,
  services: Services,
  cycleId: string,
  personId: string,
  blocker: NewBlocker,
): Promise<void> {
  const cycle = await lockCycle(work, cycleId);
  requireOpen(cycle);
  requireRight(cycle, personId, 'raise_blocker');
  const id = randomUUID();
  await work.tx.blocker.create({
    data: {
      id,
      teamId: cycle.team.id,
      cycleId,
      ...blocker,
      raisedBy: personId,
      position: cycle.blockers.length,
    },
  });
  work.audit({
    actor: personId,
    action: 'blocker.raised',
    subject: `blocker:${id}`,
    data: { team: cycle.team.id, week: cycle.week, owner: blocker.ownerId, due: blocker.dueAt.toISOString() },
    texts: { text: blocker.text },
  });
  const after = await loadCycle(work.tx, cycleId);
  await redrawCycle(work, services, after);
  await noteInThread(
    work,
    after,
    'checkpoint',
    `blocker-${id}`,
    `${mention(blocker.ownerId)}, ${mention(personId)} says this is stuck with you ${until('until', blocker.dueAt, cycle.zone)}: ${said(blocker.text)}`,
  );
}

/**
 * For whoever holds a role, and for the person with whom it is stuck.
 * @throws UserFacingError code `already_settled` for whoever comes second, naming who was first.
 */
export async function resolveBlocker(
  work: Work,
  services: Services,
  cycleId: string,
  blockerId: string,
  personId: string,
): Promise<void> {
  const cycle = await lockCycle(work, cycleId);
  const mine = { id: blockerId, teamId: cycle.team.id };
  const blocker = await work.tx.blocker.findFirst({ where: mine });
  if (blocker?.ownerId !== personId) requireRight(cycle, personId, 'settle_items');
  const changed = await work.tx.blocker.updateMany({
    where: { ...mine, state: 'open' },
    data: { state: 'resolved', closedBy: personId, closedAt: work.now },
  });
  if (changed.count === 0) throw await alreadySettled(work, blocker, 'unblocked this');
  work.audit({
    actor: personId,
    action: 'blocker.resolved',
    subject: `blocker:${blockerId}`,
    data: { team: cycle.team.id, week: cycle.week },
  });
  await redrawTeam(work, services, cycle.team.id);
}

/**
 * For whoever holds a role, and for the owner.
 * @throws UserFacingError code `already_settled` for whoever comes second, naming who was first.
 */
export async function finishAction(
  work: Work,
  services: Services,
  cycleId: string,
  actionId: string,
  personId: string,
): Promise<void> {
  const cycle = await lockCycle(work, cycleId);
  const mine = { id: actionId, teamId: cycle.team.id };
  const action = await work.tx.action.findFirst({ where: mine });
  if (action?.ownerId !== personId) requireRight(cycle, personId, 'settle_items');
  const changed = await work.tx.action.updateMany({
    where: { ...mine, state: 'open' },
    data: { state: 'done', closedBy: personId, closedAt: work.now },
  });
  if (changed.count === 0) throw await alreadySettled(work, action, 'ticked this off');
  work.audit({
    actor: personId,
    action: 'action.done',
    subject: `action:${actionId}`,
    data: { team: cycle.team.id, week: cycle.week },
  });
  await redrawTeam(work, services, cycle.team.id);
}

/** An action that an edit of the review took out was ended by nobody in particular. */
async function alreadySettled(
  work: Work,
  item: { closedBy: string | null } | null,
  did: string,
): Promise<UserFacingError> {
  const words =
    item === null || item.closedBy === null
      ? 'This is not on the list any more.'
      : `${await nameOf(work.tx, item.closedBy)} ${did} before you.`;
  return new UserFacingError('already_settled', `${words} Nothing was changed.`);
}
