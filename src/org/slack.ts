import { z } from 'zod';
import { truncate } from '../blockkit/index.ts';
import type { Click, Route } from '../slack/index.ts';
import { orgIds, setupForms } from './ids.ts';
import { mendDelivery } from './mend-delivery.ts';
import { openSetup, openTeamEdit } from './open-setup.ts';
import { setTeamState } from './save-team.ts';
import type { Services } from './services.ts';
import { setupSteps } from './setup-draft.ts';
import { stepBack, submitSetupStep } from './submit-setup.ts';
import type { Team } from './team.ts';
import { teamCodec } from './team-codec.ts';
import { teamsMessage } from './teams-message.ts';
import { searchZones } from './time-zones.ts';
import { tellOfUnusableHolder } from './unusable-holders.ts';

const UserChange = z.object({ user: z.looseObject({ id: z.string() }) });
const longestOption = 75;

/** What people do with teams, and with messages that could not be delivered. */
export function orgRoutes(services: Services): Route[] {
  const { kernel } = services;
  return [
    {
      kind: 'click',
      id: orgIds.setUpTeam,
      handle: (click) => openSetup(services, click, (build) => click.openForm(build)),
    },
    {
      kind: 'click',
      id: orgIds.editTeam,
      handle: (click) =>
        openTeamEdit(services, click.personId, teamCodec.decode(click.value).teamId, (build) =>
          click.openForm(build),
        ),
    },
    { kind: 'click', id: orgIds.archiveTeam, handle: (click) => changeState(click, 'archived') },
    { kind: 'click', id: orgIds.restoreTeam, handle: (click) => changeState(click, 'active') },
    { kind: 'click', id: orgIds.stepBack, handle: stepBack },
    ...setupSteps.map(
      (step): Route => ({
        kind: 'submit',
        id: setupForms[step],
        handle: (submission) => submitSetupStep(services, step, submission),
      }),
    ),
    {
      kind: 'options',
      id: orgIds.searchZones,
      handle: async ({ query }) =>
        searchZones(query, kernel.clock.now()).map(({ zone, label }) => ({
          text: { type: 'plain_text', text: truncate(label, longestOption) },
          value: zone,
        })),
    },
    {
      kind: 'click',
      id: orgIds.retryDelivery,
      handle: (click) => mendDelivery(services, click, 'retry'),
    },
    {
      kind: 'click',
      id: orgIds.confirmDelivery,
      handle: (click) => mendDelivery(services, click, 'confirm'),
    },
    {
      kind: 'click',
      id: orgIds.repostDelivery,
      handle: (click) => mendDelivery(services, click, 'repost'),
    },
    {
      kind: 'event',
      id: 'user_change',
      handle: async ({ event }) => {
        const parsed = UserChange.safeParse(event);
        if (!parsed.success) return;
        await services.people.remember(parsed.data.user);
        await kernel.work((work) => tellOfUnusableHolder(work, parsed.data.user.id));
      },
    },
  ];

  async function changeState(click: Click, state: Team['state']): Promise<void> {
    const { teamId } = teamCodec.decode(click.value);
    const team = await kernel.work(async (work) => {
      await work.once(click.onceKey);
      return setTeamState(work, click.personId, teamId, state);
    });
    await click.replaceMessage(await teamsMessage(services, click.personId));
    await click.tell(
      state === 'archived'
        ? `${team.name} is archived: its prompts have stopped, and everything is kept. /pace teams brings it back.`
        : `${team.name} is back. Its prompts start with the next focus. /pace teams shows it.`,
    );
  }
}
