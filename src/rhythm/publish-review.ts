import { randomUUID } from 'node:crypto';
import type { Work } from '../kernel/index.ts';
import { storeReading } from '../kpi/index.ts';
import type { Services } from '../org/index.ts';
import { mention } from '../slack/index.ts';
import type { PlannedAction, ReviewAnswer } from './answers.ts';
import type { Cycle } from './cycle.ts';
import { requireOpen, requireRight } from './guards.ts';
import { noteInThread, redrawCycle } from './redraw.ts';
import { changeCycle, loadCycle, lockCycle, storeAnswer } from './store.ts';

/**
 * Publishes a review, or a new version of it: readings, story, decision and actions together, or nothing.
 * @param confirmed ids of measures whose unusual reading the person said is right.
 */
export async function publishReview(
  work: Work,
  services: Services,
  cycleId: string,
  personId: string,
  answer: ReviewAnswer,
  confirmed: readonly string[],
): Promise<void> {
  const cycle = await lockCycle(work, cycleId);
  requireOpen(cycle);
  requireRight(cycle, personId, 'publish_review');
  const { version, isNew } = await storeAnswer(work, cycle, 'review', personId, answer);
  if (!isNew) return;
  for (const [measure, reading] of Object.entries(answer.readings)) {
    await storeReading(work, {
      teamId: cycle.team.id,
      week: cycle.week,
      measure,
      channel: '',
      owner: '',
      reading,
      source: 'review',
      enteredBy: personId,
      confirmed: confirmed.includes(measure),
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

/** An edit of the review keeps its actions in place by position; what was ticked off meanwhile stays so. */
async function storeActions(work: Work, cycle: Cycle, planned: readonly PlannedAction[]): Promise<void> {
  const before = await work.tx.action.findMany({
    where: { cycleId: cycle.id },
    orderBy: { position: 'asc' },
  });
  for (const [position, action] of planned.entries()) {
    const existing = before.find((row) => row.position === position);
    if (existing === undefined) {
      await work.tx.action.create({
        data: { id: randomUUID(), teamId: cycle.team.id, cycleId: cycle.id, position, ...action },
      });
    } else {
      await work.tx.action.update({
        where: { id: existing.id },
        data: { ...action, ...(existing.state === 'dropped' ? { state: 'open' } : {}) },
      });
    }
  }
  await work.tx.action.updateMany({
    where: { cycleId: cycle.id, position: { gte: planned.length }, state: 'open' },
    data: { state: 'dropped' },
  });
}
