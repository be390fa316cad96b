import type { ViewsPublishArguments } from '@slack/web-api';
import { z } from 'zod';
import type { JobKind, Work } from '../kernel/index.ts';
import { findTeam, membersOf, type Services } from '../org/index.ts';
import { classifySlackError } from '../slack/index.ts';
import { homeView } from './home-view.ts';
import { loadHome } from './load-home.ts';

const homeQueue = 'home.publish';
const JobData = z.object({ personId: z.string() });

/** Draws somebody's Home as it should look now. It is drawn whole, so doing it twice is harmless. */
export async function publishHome(services: Services, personId: string): Promise<void> {
  const view = homeView(await loadHome(services, personId));
  await services.client.views.publish({
    user_id: personId,
    view: view as unknown as ViewsPublishArguments['view'],
  });
}

/** Homes are drawn behind the scenes; one that fails is drawn again at the next opening or change. */
export function homeJob(services: Services): JobKind {
  return {
    queue: homeQueue,
    concurrency: 2,
    handle: async (data) => {
      const { personId } = JobData.parse(data);
      try {
        await publishHome(services, personId);
      } catch (error) {
        services.kernel.log.warn(
          { person: personId, code: classifySlackError(error).code },
          'a Home was not drawn',
        );
      }
    },
  };
}

/** From now on this person's Home is kept up to date. */
export async function rememberOpenedHome(work: Work, personId: string): Promise<void> {
  await work.tx.openedHome.upsert({
    where: { personId },
    create: { personId, at: work.now },
    update: { at: work.now },
  });
}

/** Redraws every Home that was ever opened: when a team changes, those who lost a role in it see that too. */
export async function refreshEveryHome(work: Work): Promise<void> {
  const opened = await work.tx.openedHome.findMany({ select: { personId: true } });
  for (const { personId } of opened) await work.enqueue(homeQueue, { personId });
}

/** Redraws the Homes of a team's people and of those who have, or had, something to do for it. */
export async function refreshHomes(work: Work, teamId: string): Promise<void> {
  const team = await findTeam(work.tx, teamId);
  if (team === undefined) return;
  const owners = { where: { teamId }, distinct: ['ownerId' as const], select: { ownerId: true } };
  const people = [
    ...membersOf(team),
    ...(await work.tx.action.findMany(owners)).map(({ ownerId }) => ownerId),
    ...(await work.tx.blocker.findMany(owners)).map(({ ownerId }) => ownerId),
  ];
  const opened = await work.tx.openedHome.findMany({ where: { personId: { in: people } } });
  for (const { personId } of opened) await work.enqueue(homeQueue, { personId });
}
