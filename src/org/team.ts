import { z } from 'zod';
import { LocalTimeSchema, ZoneSchema } from '../kernel/wall-time.ts';
import { MomentSchema } from '../playbook/index.ts';

/** The shape of a team's week. Whether its days and times are in order is `checkRhythm`'s question. */
export const WeeklyRhythmSchema = z.strictObject({
  zone: ZoneSchema,
  focus: MomentSchema,
  checkpoint: MomentSchema,
  review: MomentSchema,
  /** On the day of the review. */
  snapshotTime: LocalTimeSchema,
});
export type WeeklyRhythm = z.infer<typeof WeeklyRhythmSchema>;

export const roleNames = {
  operations_lead: 'operations lead',
  qa_lead: 'QA lead',
  workflow_owner: 'workflow owner',
  approver: 'approver',
} as const;
export type TeamRole = keyof typeof roleNames;

export const channelSlotNames = {
  team: 'team channel',
  leadership: 'leadership channel',
  delivery: 'delivery channel',
  reviews: 'review channel',
  escalations: 'escalation channel',
} as const;
export type ChannelSlot = keyof typeof channelSlotNames;

/** Who holds which role; one person may hold several. */
export interface TeamPeople {
  readonly operationsLead: string;
  readonly qaLead: string;
  readonly workflowOwners: readonly string[];
  readonly approver: string;
}

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly state: 'active' | 'archived';
  readonly rhythm: WeeklyRhythm;
  readonly people: TeamPeople;
  readonly channels: Readonly<Record<ChannelSlot, string>>;
  readonly version: number;
}

/** The roles that somebody holds in a team. */
export function rolesOf(team: Team, personId: string): TeamRole[] {
  const { operationsLead, qaLead, workflowOwners, approver } = team.people;
  const roles: TeamRole[] = [];
  if (operationsLead === personId) roles.push('operations_lead');
  if (qaLead === personId) roles.push('qa_lead');
  if (workflowOwners.includes(personId)) roles.push('workflow_owner');
  if (approver === personId) roles.push('approver');
  return roles;
}

/** Everybody with a role, once each. */
export function membersOf(team: Team): string[] {
  const { operationsLead, qaLead, workflowOwners, approver } = team.people;
  return [...new Set([operationsLead, qaLead, ...workflowOwners, approver])];
}
