import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { defineEvent, toJsonColumn, UserFacingError, type Work } from '../kernel/index.ts';
import { claimFirstAdmin, isAdmin } from './admins.ts';
import { takenName } from './check-name.ts';
import type { ChannelSlot, Team, TeamPeople, WeeklyRhythm } from './team.ts';
import { findTeam, storeBindings } from './team-store.ts';

/** A team was made, changed, archived or brought back. */
export const teamChanged = defineEvent('org.team_changed', z.object({ teamId: z.string() }));

export interface TeamDetails {
  readonly name: string;
  readonly rhythm: WeeklyRhythm;
  readonly people: TeamPeople;
  readonly channels: Readonly<Record<ChannelSlot, string>>;
}

/** @throws UserFacingError code `name_taken`. */
export async function createTeam(work: Work, actor: string, details: TeamDetails): Promise<Team> {
  await refuseTakenName(work, details.name, undefined);
  const id = randomUUID();
  await work.tx.team.create({
    data: {
      id,
      name: details.name,
      rhythm: toJsonColumn(details.rhythm),
      createdById: actor,
      createdAt: work.now,
    },
  });
  await storeBindings(work.tx, id, details.people, details.channels);
  await claimFirstAdmin(work, actor);
  return changed(work, actor, id, 'team.created');
}

/**
 * @throws UserFacingError codes `team_gone`, `not_allowed`, `name_taken`, and `changed_meanwhile` when somebody else
 *   saved the team since the form was opened.
 */
export async function editTeam(
  work: Work,
  actor: string,
  teamId: string,
  seenVersion: number,
  details: TeamDetails,
): Promise<Team> {
  const team = await allowedTeam(work, actor, teamId);
  await refuseTakenName(work, details.name, teamId);
  const updated = await work.tx.team.updateMany({
    where: { id: teamId, version: seenVersion },
    data: { name: details.name, rhythm: toJsonColumn(details.rhythm), version: { increment: 1 } },
  });
  if (updated.count === 0) {
    throw new UserFacingError(
      'changed_meanwhile',
      `Somebody changed ${team.name} while this form was open. Open it again to see the newest settings.`,
      { saved: 'Nothing of this form was saved.' },
    );
  }
  await storeBindings(work.tx, teamId, details.people, details.channels);
  return changed(work, actor, teamId, 'team.edited');
}

/** Archiving stops the prompts and keeps everything; bringing back starts with the next week. */
export async function setTeamState(
  work: Work,
  actor: string,
  teamId: string,
  state: Team['state'],
): Promise<Team> {
  const team = await allowedTeam(work, actor, teamId);
  if (state === 'active') await refuseTakenName(work, team.name, teamId);
  const updated = await work.tx.team.updateMany({
    where: { id: teamId, state: { not: state } },
    data: { state, archivedAt: state === 'archived' ? work.now : null, version: { increment: 1 } },
  });
  if (updated.count === 0) return team;
  return changed(work, actor, teamId, state === 'archived' ? 'team.archived' : 'team.restored');
}

/** Admins, and the team's own operations lead. */
export async function mayEditTeam(work: Pick<Work, 'tx'>, personId: string, team: Team): Promise<boolean> {
  return team.people.operationsLead === personId || (await isAdmin(work.tx, personId));
}

async function allowedTeam(work: Work, actor: string, teamId: string): Promise<Team> {
  const team = await findTeam(work.tx, teamId);
  if (team === undefined) throw new UserFacingError('team_gone', 'This team does not exist any more.');
  if (await mayEditTeam(work, actor, team)) return team;
  throw new UserFacingError(
    'not_allowed',
    `Only the operations lead of ${team.name} and admins can change it.`,
  );
}

/** Names are looked at by one unit of work at a time, so that two of them never take the same one. */
const nameLock = 7_223_347_002n;

async function refuseTakenName(work: Work, name: string, except: string | undefined): Promise<void> {
  await work.tx.$executeRaw`SELECT pg_advisory_xact_lock(${nameLock})`;
  const taken = await takenName(work.tx, name, except);
  if (taken !== undefined) {
    throw new UserFacingError('name_taken', `There is a team called ${taken} already. Choose another name.`);
  }
}

async function changed(work: Work, actor: string, teamId: string, action: string): Promise<Team> {
  const team = await findTeam(work.tx, teamId);
  if (team === undefined) throw new Error(`team ${teamId} is gone`);
  await work.emit({ name: teamChanged.name, data: { teamId } });
  work.audit({
    actor,
    action,
    subject: `team:${teamId}`,
    data: { version: team.version },
    texts: {
      name: team.name,
      rhythm: team.rhythm,
      people: { ...team.people },
      channels: { ...team.channels },
    },
  });
  return team;
}
