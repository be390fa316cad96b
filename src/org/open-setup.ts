import { randomUUID } from 'node:crypto';
import type { ModalView } from '../blockkit/index.ts';
import { toJsonColumn, UserFacingError, type Work } from '../kernel/index.ts';
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
    const kept = await keptDraft(services, personId);
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

export async function keepDraft(work: Work, personId: string, draft: SetupDraft): Promise<void> {
  const key = draftKey(personId);
  const data = { content: toJsonColumn(draft), updatedAt: work.now };
  await work.tx.formDraft.upsert({
    where: { personId_form_subjectId: key },
    create: { id: randomUUID(), ...key, ...data },
    update: data,
  });
}

export async function forgetDraft(work: Work, personId: string): Promise<void> {
  await work.tx.formDraft.deleteMany({ where: draftKey(personId) });
}

async function keptDraft(services: Services, personId: string): Promise<SetupDraft | undefined> {
  const row = await services.kernel.database.prisma.formDraft.findUnique({
    where: { personId_form_subjectId: draftKey(personId) },
  });
  // One that an older version kept in another shape is not worth a word.
  return row === null ? undefined : SetupDraftSchema.safeParse(row.content).data;
}
