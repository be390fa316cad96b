import type { MessagePayload } from '../blockkit/index.ts';
import { namesOf } from './people.ts';
import { mayEditTeam } from './save-team.ts';
import type { Services } from './services.ts';
import { membersOf } from './team.ts';
import { listTeams } from './team-store.ts';
import { unusableHolders } from './unusable-holders.ts';
import { type ListedTeam, teamsPerPage, teamsView } from './views/teams.ts';

/** The answer to `/pace teams`, for one person: active teams by name, archived ones after them, a page at a time. */
export async function teamsMessage(services: Services, personId: string, page = 1): Promise<MessagePayload> {
  const tx = services.kernel.database.prisma;
  const teams = [...(await listTeams(tx, 'active')), ...(await listTeams(tx, 'archived'))];
  const pages = Math.max(1, Math.ceil(teams.length / teamsPerPage));
  const shown = Math.min(Math.max(1, Math.trunc(page) || 1), pages);
  const onPage = teams.slice((shown - 1) * teamsPerPage, shown * teamsPerPage);
  const listed: ListedTeam[] = [];
  for (const team of onPage) {
    listed.push({
      team,
      mayEdit: await mayEditTeam({ tx }, personId, team),
      unusable: await unusableHolders(tx, team),
    });
  }
  return teamsView({
    listed,
    page: shown,
    pages,
    activeCount: teams.filter(({ state }) => state === 'active').length,
    archivedCount: teams.filter(({ state }) => state === 'archived').length,
    names: await namesOf(tx, onPage.flatMap(membersOf)),
  });
}
