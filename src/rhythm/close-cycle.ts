import { program, readAuditHead, toJsonColumn, type Work } from '../kernel/index.ts';
import { type Services, teamsReportingTo } from '../org/index.ts';
import { postMessage } from '../slack/index.ts';
import { loadBoard } from './board.ts';
import { type Cycle, cycleOfSnapshotKey, messageKeys, snapshotKeyPrefix } from './cycle.ts';
import { planCycles } from './plan-cycles.ts';
import { redrawCycle } from './redraw.ts';
import { takeSnapshot } from './snapshot.ts';
import { changeCycle, loadCycle, lockCycle } from './store.ts';
import { type OtherTeam, snapshotMessage } from './views/snapshot-message.ts';

/**
 * Freezes a cycle and posts its snapshot, once, whatever was answered. The cycle is closed later, when Slack has
 * confirmed the posts: send, record the receipt, then close.
 */
export async function postSnapshot(work: Work, services: Services, cycleId: string): Promise<void> {
  const cycle = await lockCycle(work, cycleId);
  if (!(await changeCycle(work, cycleId, { state: 'open' }, { state: 'frozen' }))) return;
  const board = await loadBoard(work.tx, services.playbook, cycle);
  const content = takeSnapshot(cycle, board, await readAuditHead(work.tx), work.now);
  await work.tx.snapshot.create({
    data: { cycleId, content: toJsonColumn(content), takenAt: work.now },
  });
  work.audit({
    actor: program,
    action: 'snapshot.taken',
    subject: `cycle:${cycleId}`,
    data: { team: cycle.team.id, week: cycle.week, reported: content.reported },
    texts: { snapshot: toJsonColumn(content) as never },
  });
  const { leadership, delivery } = cycle.team.channels;
  for (const channelId of new Set([leadership, delivery])) {
    await postMessage(work, {
      key: messageKeys.snapshot(cycleId, channelId),
      to: { channelId },
      message: snapshotMessage(content, await otherTeams(work, cycle, channelId)),
    });
  }
  await redrawCycle(work, services, await loadCycle(work.tx, cycleId));
  await planCycles(work, services, cycle.team.id);
}

/** Hears that a message is in Slack; the last receipt of a snapshot closes its cycle. */
export async function recordReceipt(work: Work, key: string): Promise<void> {
  const cycleId = cycleOfSnapshotKey(key);
  if (cycleId === undefined) return;
  const unsent = await work.tx.delivery.count({
    // One that an admin has found in Slack counts as sent, without a receipt.
    where: { key: { startsWith: `${snapshotKeyPrefix}${cycleId}:` }, ts: null, state: { not: 'sent' } },
  });
  if (unsent > 0) return;
  if (!(await changeCycle(work, cycleId, { state: 'frozen' }, { state: 'closed', closedAt: work.now })))
    return;
  work.audit({ actor: program, action: 'cycle.closed', subject: `cycle:${cycleId}` });
}

async function otherTeams(work: Work, cycle: Cycle, channelId: string): Promise<OtherTeam[]> {
  const teams = await teamsReportingTo(work.tx, channelId);
  const cycles = await work.tx.cycle.findMany({
    where: {
      week: cycle.week,
      teamId: { in: teams.map(({ id }) => id), not: cycle.team.id },
      state: { not: 'cancelled' },
    },
    orderBy: { snapshotAt: 'asc' },
  });
  return cycles.flatMap((row): OtherTeam[] => {
    const team = teams.find(({ id }) => id === row.teamId);
    if (team === undefined) return [];
    const state = row.publishedAt !== null ? 'reported' : row.state === 'open' ? 'due' : 'missing';
    return [{ name: team.name, state, dueAt: row.snapshotAt }];
  });
}
