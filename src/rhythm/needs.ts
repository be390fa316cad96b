import type { Cycle } from './cycle.ts';
import type { PromptKind } from './schedule.ts';

/** What somebody is asked for; ids of the buttons that answer it are in `ids.ts`. */
export type Need =
  | { readonly kind: 'set_focus'; readonly by: Date }
  | { readonly kind: 'rework_focus'; readonly by: Date; readonly note: string | undefined }
  | { readonly kind: 'propose_change'; readonly by: Date }
  | { readonly kind: 'approve_focus'; readonly by: Date }
  | { readonly kind: 'update_checkpoint'; readonly by: Date }
  | { readonly kind: 'publish_review'; readonly by: Date };

/** The prompt that a need belongs to. */
const promptOfNeed: Readonly<Record<Need['kind'], PromptKind>> = {
  set_focus: 'focus',
  rework_focus: 'focus',
  propose_change: 'focus',
  approve_focus: 'focus',
  update_checkpoint: 'checkpoint',
  publish_review: 'review',
};

/**
 * What a cycle needs from one person at `now`. A prompt asks from its instant on; what is proposed can be approved at
 * any time. Nothing once the snapshot has frozen the cycle.
 */
export function needsFrom(cycle: Cycle, personId: string, now: Date): Need[] {
  if (cycle.phase !== 'open') return [];
  const { people } = cycle.team;
  const { times } = cycle;
  const needs: Need[] = [];
  const focusHasBegun = now >= times.focusAt;
  const isLead = people.operationsLead === personId;
  if (isLead && focusHasBegun && cycle.focusPhase === 'missing') {
    needs.push({ kind: 'set_focus', by: times.checkpointAt });
  }
  if (isLead && cycle.focusPhase === 'changes_asked') {
    needs.push({ kind: 'rework_focus', by: times.checkpointAt, note: cycle.focusDecision?.note });
  }
  const isOwner = people.workflowOwners.includes(personId);
  if (isOwner && focusHasBegun && cycle.change === undefined && cycle.focusPhase !== 'approved') {
    needs.push({ kind: 'propose_change', by: times.checkpointAt });
  }
  if (people.approver === personId && cycle.focusPhase === 'proposed') {
    needs.push({ kind: 'approve_focus', by: times.checkpointAt });
  }
  if (isLead && now >= times.checkpointAt && cycle.checkpoint === undefined) {
    needs.push({ kind: 'update_checkpoint', by: times.reviewAt });
  }
  if (isLead && now >= times.reviewAt && cycle.publishedAt === undefined) {
    needs.push({ kind: 'publish_review', by: times.snapshotAt });
  }
  return needs;
}

/** The next part that this person may answer before its prompt asks for it; whoever is asked already is in `needsFrom`. */
export function earlyPart(cycle: Cycle, personId: string, now: Date): Need | undefined {
  if (cycle.phase !== 'open') return undefined;
  const { people } = cycle.team;
  const { times } = cycle;
  const isLead = people.operationsLead === personId;
  if (now < times.focusAt) {
    if (isLead && cycle.focusPhase === 'missing') return { kind: 'set_focus', by: times.checkpointAt };
    const mayPropose = people.workflowOwners.includes(personId) && cycle.focusPhase !== 'approved';
    return mayPropose && cycle.change === undefined
      ? { kind: 'propose_change', by: times.checkpointAt }
      : undefined;
  }
  if (!isLead) return undefined;
  if (now < times.checkpointAt) {
    return cycle.checkpoint === undefined ? { kind: 'update_checkpoint', by: times.reviewAt } : undefined;
  }
  return now < times.reviewAt && cycle.publishedAt === undefined
    ? { kind: 'publish_review', by: times.snapshotAt }
    : undefined;
}

/** Who is nudged for a prompt that has been out for a while, and for what; each person once. */
export function nudgesFor(cycle: Cycle, kind: PromptKind, now: Date): { personId: string; need: Need }[] {
  const { people } = cycle.team;
  const candidates = new Set([people.operationsLead, people.approver, ...people.workflowOwners]);
  return [...candidates].flatMap((personId) => {
    const need = needsFrom(cycle, personId, now).find((one) => promptOfNeed[one.kind] === kind);
    return need === undefined ? [] : [{ personId, need }];
  });
}
