import { z } from 'zod';
import { UserFacingError } from '../kernel/index.ts';
import { MomentSchema, type RhythmDefaults } from '../playbook/index.ts';
import { codec } from '../slack/index.ts';
import type { TeamDetails } from './save-team.ts';
import type { Team } from './team.ts';

export const setupSteps = ['basics', 'roles', 'channels', 'week'] as const;
export type SetupStep = (typeof setupSteps)[number];

export const mostWorkflowOwners = 20;

const optional = z.string().optional();

/** What somebody has entered so far; carried from step to step inside the form. */
export const SetupDraftSchema = z.object({
  /** Set when a team is being changed: which, and the version that its form was filled from. */
  editing: z.object({ teamId: z.string(), version: z.int() }).optional(),
  name: optional,
  zone: optional,
  teamChannel: optional,
  operationsLead: optional,
  qaLead: optional,
  workflowOwners: z.array(z.string()).optional(),
  approver: optional,
  leadership: optional,
  delivery: optional,
  reviews: optional,
  escalations: optional,
  focus: MomentSchema.optional(),
  checkpoint: MomentSchema.optional(),
  review: MomentSchema.optional(),
  snapshotTime: optional,
});
export type SetupDraft = z.infer<typeof SetupDraftSchema>;

export const setupCodec = codec(1, SetupDraftSchema);

/** A new team, begun by somebody: their own zone, they lead it, and the week as the playbook has it. */
export function newDraft(person: { id: string; zone: string }, rhythm: RhythmDefaults): SetupDraft {
  return {
    zone: person.zone,
    operationsLead: person.id,
    focus: rhythm.focus,
    checkpoint: rhythm.checkpoint,
    review: rhythm.review,
    snapshotTime: rhythm.snapshotTime,
  };
}

export function draftOfTeam({ id, version, name, rhythm, people, channels }: Team): SetupDraft {
  return {
    editing: { teamId: id, version },
    name,
    zone: rhythm.zone,
    teamChannel: channels.team,
    operationsLead: people.operationsLead,
    qaLead: people.qaLead,
    workflowOwners: [...people.workflowOwners],
    approver: people.approver,
    leadership: channels.leadership,
    delivery: channels.delivery,
    reviews: channels.reviews,
    escalations: channels.escalations,
    focus: rhythm.focus,
    checkpoint: rhythm.checkpoint,
    review: rhythm.review,
    snapshotTime: rhythm.snapshotTime,
  };
}

/**
 * The team that a draft describes once every step has been sent.
 * @throws UserFacingError code `setup_incomplete`.
 */
export function detailsOfDraft(draft: SetupDraft): TeamDetails {
  const parsed = CompleteDraft.safeParse(draft);
  if (!parsed.success) {
    throw new UserFacingError(
      'setup_incomplete',
      'Something is missing in the earlier steps. Press Back to fill it in.',
      { saved: 'No team was saved.' },
    );
  }
  const { name, zone, focus, checkpoint, review, snapshotTime, ...rest } = parsed.data;
  return {
    name,
    rhythm: { zone, focus, checkpoint, review, snapshotTime },
    people: {
      operationsLead: rest.operationsLead,
      qaLead: rest.qaLead,
      workflowOwners: [...new Set(rest.workflowOwners)],
      approver: rest.approver,
    },
    channels: {
      team: rest.teamChannel,
      leadership: rest.leadership,
      delivery: rest.delivery,
      reviews: rest.reviews,
      escalations: rest.escalations,
    },
  };
}

const CompleteDraft = SetupDraftSchema.omit({ editing: true }).required();
