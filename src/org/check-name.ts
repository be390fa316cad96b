import { codePoints } from '../blockkit/index.ts';
import type { Queryable } from '../kernel/index.ts';

/** In code points. Leaves room for the name in titles, and for a whole set-up in a form's 3,000 characters. */
export const longestName = 80;

/** On one line, with single blanks. */
export function tidyName(name: string): string {
  return name.replace(/\s+/gu, ' ').trim();
}

/** Why a team cannot be called this, for the field; undefined when it can. */
export async function nameProblem(
  db: Queryable,
  name: string,
  exceptTeamId: string | undefined,
): Promise<string | undefined> {
  if (!/[\p{L}\p{N}\p{S}]/u.test(name)) return 'Give the team a name.';
  const length = codePoints(name);
  if (length > longestName) return `The name may have ${longestName} characters; this one has ${length}.`;
  const taken = await takenName(db, name, exceptTeamId);
  return taken === undefined ? undefined : `There is a team called ${taken} already. Choose another name.`;
}

/** The active team that has this name, however it is spelt in capitals. */
export async function takenName(
  db: Queryable,
  name: string,
  exceptTeamId: string | undefined,
): Promise<string | undefined> {
  const teams = await db.team.findMany({ where: { state: 'active' }, select: { id: true, name: true } });
  return teams.find((team) => team.id !== exceptTeamId && sameName(team.name, name))?.name;
}

function sameName(a: string, b: string): boolean {
  return a.normalize('NFKC').toLowerCase() === b.normalize('NFKC').toLowerCase();
}
