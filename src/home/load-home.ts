import type { Queryable } from '../kernel/index.ts';
import { localDateOf } from '../kernel/wall-time.ts';
import {
  findTeams,
  isAdmin,
  listTeams,
  type Services,
  type Team,
  teamsOf,
  type UnusableHolder,
  unusableHoldersIn,
} from '../org/index.ts';
import {
  type ActionItem,
  type BlockerItem,
  type Cycle,
  earlyPart,
  type Need,
  needsFrom,
  openCyclesOf,
} from '../rhythm/index.ts';

/** What one person's Home shows. */
export interface HomeData {
  readonly personId: string;
  readonly zone: string;
  readonly now: Date;
  readonly hasAnyTeam: boolean;
  /** Where this person holds a role, or has something to do. */
  readonly teams: readonly Team[];
  readonly needs: readonly { cycle: Cycle; need: Need }[];
  readonly blockers: readonly { cycle: Cycle; blocker: BlockerItem }[];
  readonly actions: readonly { cycle: Cycle; action: ActionItem }[];
  /** The cycle of each team that is running, or else the next one, with what this person may answer early. */
  readonly weeks: readonly { cycle: Cycle; early: Need | undefined }[];
  readonly nextDates: readonly { cycle: Cycle; what: string; at: Date }[];
  /** For admins: what does not work at the moment. */
  readonly trouble: {
    readonly undelivered: number;
    readonly holders: readonly { team: Team; holder: UnusableHolder }[];
  };
}

const soonDays = 3;
const dayMs = 86_400_000;

export async function loadHome(services: Services, personId: string): Promise<HomeData> {
  const db = services.kernel.database.prisma;
  const now = services.kernel.clock.now();
  const person = await services.people.find(personId);
  const zone = person?.zone ?? 'UTC';
  const teams = [...(await teamsOf(db, personId)), ...(await teamsWithItemsOf(db, personId))];
  const byTeam = Map.groupBy(await openCyclesOf(db, teams), ({ team }) => team.id);
  const cycles = teams.flatMap(({ id }) => byTeam.get(id) ?? []);
  const current = teams.flatMap(({ id }) => byTeam.get(id)?.[0] ?? []);
  return {
    personId,
    zone,
    now,
    hasAnyTeam: teams.length > 0 || (await listTeams(db)).length > 0,
    teams,
    needs: cycles.flatMap((cycle) => needsFrom(cycle, personId, now).map((need) => ({ cycle, need }))),
    blockers: current.flatMap((cycle) =>
      cycle.blockers
        .filter(({ phase, ownerId }) => phase === 'open' && ownerId === personId)
        .map((blocker) => ({ cycle, blocker })),
    ),
    actions: current.flatMap((cycle) =>
      [...cycle.carriedActions, ...cycle.ownActions]
        .filter((action) => isMineAndSoon(action, personId, now, zone))
        .map((action) => ({ cycle, action })),
    ),
    weeks: current.map((cycle) => ({ cycle, early: earlyPart(cycle, personId, now) })),
    nextDates: nextDates(cycles, now),
    trouble: await loadTrouble(db, personId),
  };
}

/** Active teams that wait for somebody who holds no role there: an action or a blocker can be anybody's. */
async function teamsWithItemsOf(db: Queryable, personId: string): Promise<Team[]> {
  const open = { ownerId: personId, state: 'open' };
  const rows = await db.team.findMany({
    where: {
      state: 'active',
      roles: { none: { personId } },
      OR: [{ actions: { some: open } }, { blockers: { some: open } }],
    },
    select: { id: true },
  });
  return findTeams(
    db,
    rows.map(({ id }) => id),
  );
}

function isMineAndSoon(action: ActionItem, personId: string, now: Date, zone: string): boolean {
  const soon = localDateOf(new Date(now.getTime() + soonDays * dayMs), zone);
  return action.phase === 'open' && action.ownerId === personId && action.dueOn <= soon;
}

function nextDates(cycles: readonly Cycle[], now: Date): HomeData['nextDates'] {
  return cycles
    .flatMap((cycle) => [
      { cycle, what: 'focus', at: cycle.times.focusAt },
      { cycle, what: 'checkpoint', at: cycle.times.checkpointAt },
      { cycle, what: 'review', at: cycle.times.reviewAt },
      { cycle, what: 'snapshot', at: cycle.times.snapshotAt },
    ])
    .filter(({ at }) => at > now)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

async function loadTrouble(db: Queryable, personId: string): Promise<HomeData['trouble']> {
  if (!(await isAdmin(db, personId))) return { undelivered: 0, holders: [] };
  const undelivered = await db.delivery.count({ where: { state: { in: ['failed', 'in_doubt'] } } });
  return { undelivered, holders: await unusableHoldersIn(db, await listTeams(db)) };
}
