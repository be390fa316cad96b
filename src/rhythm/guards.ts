import { type Queryable, UserFacingError } from '../kernel/index.ts';
import { namesOf, roleNames, rolesOf, type TeamRole } from '../org/index.ts';
import type { Cycle } from './cycle.ts';
import { weekTitle } from './views/words.ts';

const unsaved = 'Nothing was saved.';

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

/** Who may do what: asked when a form is opened, and again when it is handed in. */
const rights = {
  set_focus: { roles: ['operations_lead'], what: 'set the focus' },
  propose_change: { roles: ['workflow_owner', 'operations_lead'], what: 'propose the change of the week' },
  decide_focus: { roles: ['approver'], what: 'approve or return the focus' },
  update_checkpoint: { roles: ['operations_lead', 'qa_lead'], what: 'say where the team is' },
  raise_blocker: {
    roles: ['operations_lead', 'qa_lead', 'workflow_owner', 'approver'],
    what: 'raise a blocker',
  },
  settle_items: {
    roles: ['operations_lead', 'qa_lead', 'workflow_owner', 'approver'],
    what: 'settle what others are to do',
  },
  publish_review: { roles: ['operations_lead', 'qa_lead'], what: 'fill in the review' },
} as const satisfies Record<string, { roles: readonly TeamRole[]; what: string }>;

/** @throws UserFacingError code `wrong_role`, naming who may. */
export function requireRight(cycle: Cycle, personId: string, right: keyof typeof rights): void {
  const { roles, what } = rights[right];
  const held = rolesOf(cycle.team, personId);
  if (roles.some((role) => held.includes(role))) return;
  throw new UserFacingError(
    'wrong_role',
    `Only the ${roles.map((role) => roleNames[role]).join(' or the ')} of ${cycle.team.name} can ${what}.`,
    { saved: unsaved },
  );
}

/** @throws UserFacingError code `focus_frozen` after the approval. */
export function requireUnfrozenFocus(cycle: Cycle): void {
  if (cycle.focusPhase !== 'approved') return;
  throw new UserFacingError(
    'focus_frozen',
    'This focus is approved and frozen: the review is measured against it.',
    { saved: unsaved },
  );
}

/** Of two people who press at the same moment the second is told who was first. Plain text, without a mention. */
export async function nameOf(db: Queryable, personId: string | null | undefined): Promise<string> {
  if (personId === null || personId === undefined) return 'Somebody';
  return (await namesOf(db, [personId])).get(personId) ?? personId;
}
