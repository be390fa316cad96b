import { randomUUID } from 'node:crypto';
import type { Work } from '../kernel/index.ts';
import { type Reading, storeReading } from '../kpi/index.ts';
import type { Services } from '../org/index.ts';
import { mention } from '../slack/index.ts';
import type { PlannedAction, ReviewAnswer } from './answers.ts';
import { loadBoard } from './board.ts';
import type { Cycle } from './cycle.ts';
import { requireOpen, requireRight } from './guards.ts';
import { noteInThread, redrawCycle } from './redraw.ts';
import { sameReading } from './review-draft.ts';
import { changeCycle, loadCycle, lockCycle, storeAnswer } from './store.ts';

/**
 * Publishes a review, or a new version of it: readings, story, decision and actions together, or nothing.
 * A measure that is left empty takes back the reading that stood there.
 * @param form `confirmed`: readings that the person was asked about and said are right, by measure id; `basedOn`: the
 *   version of the review that was there when the form was begun, 0 for none.
 */
export async function publishReview(
  work: Work,
  services: Services,
  cycleId: string,
  personId: string,
  answer: ReviewAnswer,
  form: { readonly confirmed: Readonly<Record<string, Reading>>; readonly basedOn: number },
): Promise<void> {
  const cycle = await lockCycle(work, cycleId);
  requireOpen(cycle);
  requireRight(cycle, personId, 'publish_review');
  const { version, isNew } = await storeAnswer(work, cycle, 'review', personId, answer, form.basedOn);
  if (!isNew) return;
  for (const { measure, reading: stands } of await loadBoard(work.tx, services.playbook, cycle)) {
    const reading = answer.readings[measure.id] ?? null;
    if (reading === null && stands === null) continue;
    const said = form.confirmed[measure.id];
    await storeReading(work, {
      teamId: cycle.team.id,
      week: cycle.week,
      measure: measure.id,
      channel: '',
      owner: '',
      reading,
      source: 'review',
      enteredBy: personId,
      confirmed: reading !== null && said !== undefined && sameReading(said, reading),
    });
  }
  await storeActions(work, cycle, answer.actions);
  if (cycle.publishedAt === undefined) {
    await changeCycle(
      work,
      cycleId,
      { state: 'open', publishedAt: null },
      { publishedBy: personId, publishedAt: work.now },
    );
  }
  const after = await loadCycle(work.tx, cycleId);
  await redrawCycle(work, services, after);
  await noteInThread(
    work,
    after,
    'review',
    `review-${version}`,
    version === 1
      ? `${mention(personId)} published the review. It can be edited until the snapshot goes out.`
      : `${mention(personId)} edited the review (version ${version}). Earlier versions are kept.`,
  );
}

/**
 * An edit of the review keeps each action by its row of the form, so that taking one out moves no other. What was ticked
 * off stays ticked off; written anew, it is another action.
 */
async function storeActions(work: Work, cycle: Cycle, planned: readonly PlannedAction[]): Promise<void> {
  const before = await work.tx.action.findMany({
    where: { cycleId: cycle.id },
    orderBy: { position: 'asc' },
  });
  const kept: string[] = [];
  for (const [index, { row = index, ...action }] of planned.entries()) {
    const existing = before.findLast(
      ({ position, state, text }) => position === row && (state !== 'done' || text === action.text),
    );
    const id = existing?.id ?? randomUUID();
    kept.push(id);
    if (existing === undefined) {
      await work.tx.action.create({
        data: { id, teamId: cycle.team.id, cycleId: cycle.id, position: row, ...action },
      });
    } else {
      await work.tx.action.update({
        where: { id },
        data: { ...action, ...(existing.state === 'dropped' ? { state: 'open' } : {}) },
      });
    }
  }
  await work.tx.action.updateMany({
    where: { cycleId: cycle.id, id: { notIn: kept }, state: 'open' },
    data: { state: 'dropped' },
  });
}
