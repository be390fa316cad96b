import { randomUUID } from 'node:crypto';
import { UserFacingError, type Work } from '../kernel/index.ts';
import type { Services } from '../org/index.ts';
import { mention } from '../slack/index.ts';
import type { CheckpointAnswer } from './answers.ts';
import { requireOpen, requireRole } from './guards.ts';
import { noteInThread, redrawCycle, redrawTeam } from './redraw.ts';
import { loadCycle, lockCycle, storeAnswer } from './store.ts';
import { said, when } from './views/words.ts';

const anyRole = ['operations_lead', 'qa_lead', 'workflow_owner', 'approver'] as const;

export async function updateCheckpoint(
  work: Work,
  services: Services,
  cycleId: string,
  personId: string,
  answer: CheckpointAnswer,
): Promise<void> {
  const cycle = await lockCycle(work, cycleId);
  requireOpen(cycle);
  requireRole(cycle, personId, ['operations_lead', 'qa_lead'], 'say where the team is');
  const { isNew } = await storeAnswer(work, cycle, 'checkpoint', personId, answer);
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
  requireRole(cycle, personId, anyRole, 'raise a blocker');
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
    `${mention(blocker.ownerId)}, ${mention(personId)} says this is stuck with you until ${when(blocker.dueAt, cycle.zone)}: ${said(blocker.text)}`,
  );
}

/** @throws UserFacingError code `already_resolved` for whoever comes second. */
export async function resolveBlocker(
  work: Work,
  services: Services,
  cycleId: string,
  blockerId: string,
  personId: string,
): Promise<void> {
  const cycle = await lockCycle(work, cycleId);
  requireRole(cycle, personId, anyRole, 'unblock this');
  const changed = await work.tx.blocker.updateMany({
    where: { id: blockerId, teamId: cycle.team.id, state: 'open' },
    data: { state: 'resolved', closedBy: personId, closedAt: work.now },
  });
  if (changed.count === 0) {
    throw new UserFacingError('already_resolved', 'Somebody unblocked this before you. Nothing was changed.');
  }
  work.audit({
    actor: personId,
    action: 'blocker.resolved',
    subject: `blocker:${blockerId}`,
    data: { team: cycle.team.id, week: cycle.week },
  });
  await redrawTeam(work, services, cycle.team.id);
}

/** @throws UserFacingError code `already_closed` for whoever comes second. */
export async function finishAction(
  work: Work,
  services: Services,
  cycleId: string,
  actionId: string,
  personId: string,
): Promise<void> {
  const cycle = await lockCycle(work, cycleId);
  const action = [...cycle.carriedActions, ...cycle.ownActions].find(({ id }) => id === actionId);
  if (action?.ownerId !== personId) requireRole(cycle, personId, anyRole, 'tick off its actions');
  const changed = await work.tx.action.updateMany({
    where: { id: actionId, teamId: cycle.team.id, state: 'open' },
    data: { state: 'done', closedBy: personId, closedAt: work.now },
  });
  if (changed.count === 0) {
    throw new UserFacingError('already_closed', 'Somebody ticked this off before you. Nothing was changed.');
  }
  work.audit({
    actor: personId,
    action: 'action.done',
    subject: `action:${actionId}`,
    data: { team: cycle.team.id, week: cycle.week },
  });
  await redrawTeam(work, services, cycle.team.id);
}
