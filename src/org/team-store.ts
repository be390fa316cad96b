import type { Prisma } from '../../generated/prisma/client.ts';
import type { Queryable } from '../kernel/index.ts';
import { type ChannelSlot, type Team, type TeamPeople, WeeklyRhythmSchema } from './team.ts';

const include = { roles: true, channels: true } satisfies Prisma.TeamInclude;
type TeamRow = Prisma.TeamGetPayload<{ include: typeof include }>;

export async function findTeam(db: Queryable, teamId: string): Promise<Team | undefined> {
  const row = await db.team.findUnique({ where: { id: teamId }, include });
  return row === null ? undefined : toTeam(row);
}

/** By name; an id that does not exist is left out. */
export async function findTeams(db: Queryable, teamIds: readonly string[]): Promise<Team[]> {
  const rows = await db.team.findMany({
    where: { id: { in: [...teamIds] } },
    include,
    orderBy: { name: 'asc' },
  });
  return rows.map(toTeam);
}

/** By name. */
export async function listTeams(db: Queryable, state: Team['state'] = 'active'): Promise<Team[]> {
  const rows = await db.team.findMany({ where: { state }, include, orderBy: { name: 'asc' } });
  return rows.map(toTeam);
}

/** The active teams in which somebody holds a role, by name. */
export async function teamsOf(db: Queryable, personId: string): Promise<Team[]> {
  const rows = await db.team.findMany({
    where: { state: 'active', roles: { some: { personId } } },
    include,
    orderBy: { name: 'asc' },
  });
  return rows.map(toTeam);
}

/** Active teams whose snapshots go to one channel, by name. */
export async function teamsReportingTo(db: Queryable, channelId: string): Promise<Team[]> {
  const rows = await db.team.findMany({
    where: { state: 'active', channels: { some: { channelId, slot: { in: ['leadership', 'delivery'] } } } },
    include,
    orderBy: { name: 'asc' },
  });
  return rows.map(toTeam);
}

/** Replaces who holds which role and which channels a team uses. */
export async function storeBindings(
  db: Queryable,
  teamId: string,
  people: TeamPeople,
  channels: Readonly<Record<ChannelSlot, string>>,
): Promise<void> {
  await db.teamRole.deleteMany({ where: { teamId } });
  await db.teamChannel.deleteMany({ where: { teamId } });
  await db.teamRole.createMany({
    data: [
      { teamId, role: 'operations_lead', personId: people.operationsLead },
      { teamId, role: 'qa_lead', personId: people.qaLead },
      { teamId, role: 'approver', personId: people.approver },
      ...people.workflowOwners.map((personId) => ({ teamId, role: 'workflow_owner', personId })),
    ],
  });
  await db.teamChannel.createMany({
    data: Object.entries(channels).map(([slot, channelId]) => ({ teamId, slot, channelId })),
  });
}

function toTeam(row: TeamRow): Team {
  const holders = (role: string) => row.roles.flatMap((held) => (held.role === role ? [held.personId] : []));
  const holder = (role: string) => holders(role)[0] ?? '';
  const channel = (slot: ChannelSlot) => row.channels.find((bound) => bound.slot === slot)?.channelId ?? '';
  return {
    id: row.id,
    name: row.name,
    state: row.state === 'archived' ? 'archived' : 'active',
    rhythm: WeeklyRhythmSchema.parse(row.rhythm),
    people: {
      operationsLead: holder('operations_lead'),
      qaLead: holder('qa_lead'),
      workflowOwners: holders('workflow_owner').sort(),
      approver: holder('approver'),
    },
    channels: {
      team: channel('team'),
      leadership: channel('leadership'),
      delivery: channel('delivery'),
      reviews: channel('reviews'),
      escalations: channel('escalations'),
    },
    version: row.version,
  };
}
