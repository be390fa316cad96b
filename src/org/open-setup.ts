import type { ModalView } from '../blockkit/index.ts';
import { UserFacingError, type Work } from '../kernel/index.ts';
import { dropFormDraft, loadFormDraft, saveFormDraft } from '../slack/index.ts';
import { mayEditTeam } from './save-team.ts';
import type { Services } from './services.ts';
import { draftOfTeam, newDraft, type SetupDraft, SetupDraftSchema } from './setup-draft.ts';
import { findTeam } from './team-store.ts';
import { setupBasicsView } from './views/setup-basics.ts';

type OpenForm = (build: () => Promise<ModalView>) => Promise<void>;

/** `/pace setup`: the first step, with whatever this person entered when they closed it the last time. */
export async function openSetup(
  services: Services,
  { personId }: { readonly personId: string },
  openForm: OpenForm,
): Promise<void> {
  await openForm(async () => {
    const { prisma } = services.kernel.database;
    const kept = await loadFormDraft(prisma, draftKey(personId), SetupDraftSchema);
    const person = await services.people.find(personId);
    const fresh = newDraft({ id: personId, zone: person?.zone ?? 'UTC' }, services.playbook.rhythm);
    return setupBasicsView({ ...fresh, ...kept }, { isContinued: kept !== undefined });
  });
}

/**
 * The same steps, filled with a team's settings as they are now.
 * @throws UserFacingError codes `team_gone` and `not_allowed`.
 */
export async function openTeamEdit(
  services: Services,
  personId: string,
  teamId: string,
  openForm: OpenForm,
): Promise<void> {
  await openForm(async () => {
    const { prisma } = services.kernel.database;
    const team = await findTeam(prisma, teamId);
    if (team === undefined) throw new UserFacingError('team_gone', 'This team does not exist any more.');
    if (await mayEditTeam({ tx: prisma }, personId, team)) return setupBasicsView(draftOfTeam(team));
    throw new UserFacingError(
      'not_allowed',
      `Only the operations lead of ${team.name} and admins can change it.`,
    );
  });
}

/** A set-up is kept on every step, per person, until the team is made. */
const draftKey = (personId: string) => ({ personId, form: 'team_setup', subjectId: 'new' });

export function keepDraft(work: Work, personId: string, draft: SetupDraft): Promise<void> {
  return saveFormDraft(work, draftKey(personId), draft);
}

export function forgetDraft(work: Work, personId: string): Promise<void> {
  return dropFormDraft(work, draftKey(personId));
}
