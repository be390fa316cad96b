import { randomUUID } from 'node:crypto';
import { cancelDue, program, scheduleDue, type Work } from '../kernel/index.ts';
import { IsoWeekSchema } from '../kernel/iso-week.ts';
import { findTeam, type Services, type Team } from '../org/index.ts';
import { redrawCycle } from './redraw.ts';
import { type CycleTimes, cycleTimes, nextCycle, nudgeAt, promptKinds, promptsOf } from './schedule.ts';
import { loadCycle } from './store.ts';

export const dueKinds = {
  prompt: 'rhythm.prompt',
  nudge: 'rhythm.nudge',
  snapshot: 'rhythm.snapshot',
} as const;

/**
 * Sees to it that a team's coming cycle exists with its due rows, and that open cycles follow the team's settings. Safe
 * to call at any time and as often as you like. Weeks that passed while nobody was there are left out.
 */
export async function planCycles(work: Work, services: Services, teamId: string): Promise<void> {
  const team = await findTeam(work.tx, teamId);
  if (team === undefined) return;
  await work.tx.$queryRaw`SELECT "id" FROM "team" WHERE "id" = ${teamId} FOR UPDATE`;
  const open = await work.tx.cycle.findMany({
    where: { teamId, state: 'open' },
    select: { id: true, week: true },
  });
  if (team.state === 'archived') {
    for (const { id } of open) await cancelCycle(work, services, id);
    return;
  }
  for (const { id, week } of open) {
    const cycle = await loadCycle(work.tx, id);
    const times = cycleTimes(team.rhythm, IsoWeekSchema.parse(week));
    // Days that have passed already would send the snapshot of this week away at once: then the next week follows.
    if (movesIntoThePast(cycle.times, times, work.now)) await redrawCycle(work, services, cycle);
    else await setTimes(work, services, team, id, times);
  }
  await ensureNext(work, services, team);
}

/** Whether something that is still to come would, all of a sudden, have been due already. */
function movesIntoThePast(from: CycleTimes, to: CycleTimes, now: Date): boolean {
  return (['focusAt', 'checkpointAt', 'reviewAt', 'snapshotAt'] as const).some(
    (instant) => from[instant] > now && to[instant] <= now,
  );
}

/** The next cycle, unless one that has not begun is planned already. */
async function ensureNext(work: Work, services: Services, team: Team): Promise<void> {
  const next = nextCycle(team.rhythm, work.now);
  const exists = await work.tx.cycle.findUnique({
    where: { teamId_week: { teamId: team.id, week: next.week } },
    select: { id: true, state: true },
  });
  if (exists !== null) {
    if (exists.state !== 'cancelled') return;
    // The team was archived and brought back before this week began.
    await work.tx.cycle.update({ where: { id: exists.id }, data: { state: 'open', closedAt: null } });
    return setTimes(work, services, team, exists.id, next);
  }
  const id = randomUUID();
  await work.tx.cycle.create({
    data: {
      id,
      teamId: team.id,
      week: next.week,
      zone: team.rhythm.zone,
      focusAt: next.focusAt,
      checkpointAt: next.checkpointAt,
      reviewAt: next.reviewAt,
      snapshotAt: next.snapshotAt,
      prompts: { create: promptsOf(next).map(({ kind, dueAt }) => ({ kind, dueAt })) },
    },
  });
  work.audit({
    actor: program,
    action: 'cycle.planned',
    subject: `cycle:${id}`,
    data: { team: team.id, week: next.week },
  });
  await scheduleRows(work, services, team, id, next);
}

/** Moves what has not happened yet. */
async function setTimes(
  work: Work,
  services: Services,
  team: Team,
  cycleId: string,
  times: CycleTimes,
): Promise<void> {
  const { week: _week, ...instants } = times;
  await work.tx.cycle.update({ where: { id: cycleId }, data: { ...instants, zone: team.rhythm.zone } });
  for (const { kind, dueAt } of promptsOf(times)) {
    await work.tx.prompt.updateMany({ where: { cycleId, kind, state: 'waiting' }, data: { dueAt } });
  }
  await scheduleRows(work, services, team, cycleId, times);
  await redrawCycle(work, services, await loadCycle(work.tx, cycleId));
}

async function scheduleRows(
  work: Work,
  { playbook }: Services,
  team: Team,
  cycleId: string,
  times: CycleTimes,
): Promise<void> {
  const { nudge, workingHours } = playbook.rhythm;
  for (const { kind, dueAt, onTimeUntil } of promptsOf(times)) {
    await scheduleDue(work, {
      kind: dueKinds.prompt,
      key: `${dueKinds.prompt}:${cycleId}:${kind}`,
      dueAt,
      payload: { cycleId, prompt: kind },
    });
    if (!nudge.enabled) continue;
    await scheduleDue(work, {
      kind: dueKinds.nudge,
      key: `${dueKinds.nudge}:${cycleId}:${kind}`,
      dueAt: nudgeAt(dueAt, onTimeUntil, { zone: team.rhythm.zone, ...workingHours }, nudge),
      payload: { cycleId, prompt: kind },
    });
  }
  await scheduleDue(work, {
    kind: dueKinds.snapshot,
    key: `${dueKinds.snapshot}:${cycleId}`,
    dueAt: times.snapshotAt,
    payload: { cycleId },
  });
}

async function cancelCycle(work: Work, services: Services, cycleId: string): Promise<void> {
  await work.tx.cycle.update({ where: { id: cycleId }, data: { state: 'cancelled', closedAt: work.now } });
  await cancelDue(work, [
    ...promptKinds.flatMap((kind) => [
      `${dueKinds.prompt}:${cycleId}:${kind}`,
      `${dueKinds.nudge}:${cycleId}:${kind}`,
    ]),
    `${dueKinds.snapshot}:${cycleId}`,
  ]);
  work.audit({ actor: program, action: 'cycle.cancelled', subject: `cycle:${cycleId}` });
  await redrawCycle(work, services, await loadCycle(work.tx, cycleId));
}
