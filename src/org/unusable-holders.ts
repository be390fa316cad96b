import type { Queryable, Work } from '../kernel/index.ts';
import { postMessage } from '../slack/index.ts';
import { listAdmins } from './admins.ts';
import { namesOf } from './people.ts';
import { membersOf, rolesOf, type Team, type TeamRole } from './team.ts';
import { teamsOf } from './team-store.ts';
import { unusableHolderMessage } from './views/unusable-holder.ts';

/** Somebody who holds a role and cannot answer or decide any more. */
export interface UnusableHolder {
  readonly role: TeamRole;
  readonly personId: string;
  /** Follows the name: `is deactivated in Slack`. */
  readonly why: string;
}

/** The role holders of a team who left, became guests, or never were members; those unknown to me are not judged. */
export async function unusableHolders(tx: Queryable, team: Team): Promise<UnusableHolder[]> {
  return (await unusableHoldersIn(tx, [team])).map(({ holder }) => holder);
}

/** The same for many teams at once. */
export async function unusableHoldersIn(
  tx: Queryable,
  teams: readonly Team[],
): Promise<{ team: Team; holder: UnusableHolder }[]> {
  const people = await tx.person.findMany({
    where: { id: { in: [...new Set(teams.flatMap(membersOf))] } },
    orderBy: { id: 'asc' },
  });
  const unusable = people.flatMap((person) => {
    const why = whyUnusable(person);
    return why === undefined ? [] : { personId: person.id, why };
  });
  return teams.flatMap((team) =>
    unusable.flatMap(({ personId, why }) =>
      rolesOf(team, personId).map((role) => ({ team, holder: { role, personId, why } })),
    ),
  );
}

/** Tells admins and the operations lead, once per team, person and roles, that somebody else has to be chosen. */
export async function tellOfUnusableHolder(work: Work, personId: string): Promise<void> {
  const admins = await listAdmins(work.tx);
  for (const team of await teamsOf(work.tx, personId)) {
    const holders = await unusableHolders(work.tx, team);
    const [holder, ...others] = holders.filter((candidate) => candidate.personId === personId);
    if (holder === undefined) continue;
    const roles = [holder, ...others].map(({ role }) => role);
    const name = (await namesOf(work.tx, [personId])).get(personId) ?? personId;
    const message = unusableHolderMessage(team, roles, name, holder.why);
    const unusable = holders.map((candidate) => candidate.personId);
    for (const recipient of new Set([...admins, team.people.operationsLead])) {
      if (unusable.includes(recipient)) continue;
      await postMessage(work, {
        key: `unusable-holder:${team.id}:${roles.join('+')}:${personId}:${recipient}`,
        to: { personId: recipient },
        message,
      });
    }
  }
}

function whyUnusable(person: {
  isDeleted: boolean;
  isGuest: boolean;
  isStranger: boolean;
  isBot: boolean;
}): string | undefined {
  if (person.isDeleted) return 'is deactivated in Slack';
  if (person.isStranger) return 'is from another organisation';
  if (person.isGuest) return 'is a guest';
  return person.isBot ? 'is an app' : undefined;
}
