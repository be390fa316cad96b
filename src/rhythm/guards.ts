import { UserFacingError } from '../kernel/index.ts';
import { roleNames, rolesOf, type TeamRole } from '../org/index.ts';
import type { Cycle } from './cycle.ts';
import { weekTitle } from './views/words.ts';

const unsaved = 'Nothing was saved; what you typed is still in the form underneath.';

/** @throws UserFacingError code `cycle_closed` once the snapshot has frozen the week. */
export function requireOpen(cycle: Cycle): void {
  if (cycle.phase === 'open') return;
  const why = cycle.phase === 'cancelled' ? 'was called off' : 'closed when its snapshot went out';
  throw new UserFacingError(
    'cycle_closed',
    `${weekTitle(cycle)} of ${cycle.team.name} ${why}, so it cannot be changed any more. The next week's prompts come by themselves.`,
    { saved: unsaved },
  );
}

/** @throws UserFacingError code `wrong_role`, naming who may. */
export function requireRole(
  cycle: Cycle,
  personId: string,
  allowed: readonly TeamRole[],
  what: string,
): void {
  const held = rolesOf(cycle.team, personId);
  if (allowed.some((role) => held.includes(role))) return;
  throw new UserFacingError(
    'wrong_role',
    `Only the ${allowed.map((role) => roleNames[role]).join(' or the ')} of ${cycle.team.name} can ${what}.`,
  );
}

/** @throws UserFacingError code `focus_frozen` after the approval. */
export function requireUnfrozenFocus(cycle: Cycle): void {
  if (cycle.focusPhase !== 'approved') return;
  throw new UserFacingError(
    'focus_frozen',
    'This focus was approved meanwhile and is frozen: Friday is measured against it.',
    { saved: unsaved },
  );
}
