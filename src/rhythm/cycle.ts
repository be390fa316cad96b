import type { IsoWeek } from '../kernel/iso-week.ts';
import type { Team } from '../org/index.ts';
import type { ChangeAnswer, CheckpointAnswer, FocusAnswer, ReviewAnswer, Versioned } from './answers.ts';
import type { CycleTimes, PromptKind } from './schedule.ts';

/** Open until the snapshot freezes it; closed when the snapshot is in Slack. */
export type CyclePhase = 'open' | 'frozen' | 'closed' | 'cancelled';
export type FocusPhase = 'missing' | 'proposed' | 'changes_asked' | 'approved';
export type PromptPhase = 'waiting' | 'posted' | 'missed';

export interface FocusDecision {
  readonly by: string;
  readonly at: Date;
  readonly note: string | undefined;
}

export interface ActionItem {
  readonly id: string;
  readonly cycleId: string;
  readonly text: string;
  readonly ownerId: string;
  /** `2026-11-27` */
  readonly dueOn: string;
  readonly phase: 'open' | 'done' | 'dropped';
  readonly closedBy: string | undefined;
}

export interface BlockerItem {
  readonly id: string;
  readonly cycleId: string;
  readonly text: string;
  readonly ownerId: string;
  readonly dueAt: Date;
  readonly raisedBy: string;
  readonly phase: 'open' | 'resolved';
  readonly closedBy: string | undefined;
}

/** Everything that is known of one team's week; what views and rules are made from. */
export interface Cycle {
  readonly id: string;
  readonly team: Team;
  readonly week: IsoWeek;
  readonly phase: CyclePhase;
  /** Rises with every transition. */
  readonly version: number;
  readonly zone: string;
  readonly times: CycleTimes;
  readonly prompts: Readonly<Record<PromptKind, PromptPhase>>;
  readonly focusPhase: FocusPhase;
  readonly focusDecision: FocusDecision | undefined;
  readonly focus: Versioned<FocusAnswer> | undefined;
  readonly change: Versioned<ChangeAnswer> | undefined;
  readonly checkpoint: Versioned<CheckpointAnswer> | undefined;
  readonly review: Versioned<ReviewAnswer> | undefined;
  readonly publishedAt: Date | undefined;
  /** Still open from earlier weeks, oldest first. */
  readonly carriedActions: readonly ActionItem[];
  /** Decided in this cycle's review. */
  readonly ownActions: readonly ActionItem[];
  /** Open ones of the team, and those raised or resolved in this cycle. */
  readonly blockers: readonly BlockerItem[];
}

/** What of the focus is on somebody's screen: what is decided about is what was seen. */
export interface SeenFocus {
  readonly focus: number;
  readonly change: number;
}

export function seenFocus(cycle: Cycle): SeenFocus {
  return { focus: cycle.focus?.version ?? 0, change: cycle.change?.version ?? 0 };
}

/** The delivery keys of a cycle's messages. */
export const messageKeys = {
  prompt: (cycleId: string, kind: PromptKind) => `prompt:${cycleId}:${kind}`,
  carriedActions: (cycleId: string) => `actions:${cycleId}`,
  note: (cycleId: string, what: string) => `note:${cycleId}:${what}`,
  nudge: (cycleId: string, kind: PromptKind, personId: string) => `nudge:${cycleId}:${kind}:${personId}`,
  snapshot: (cycleId: string, channelId: string) => `snapshot:${cycleId}:${channelId}`,
} as const;

export const snapshotKeyPrefix = 'snapshot:';

/** The cycle that a snapshot's delivery key belongs to. */
export function cycleOfSnapshotKey(key: string): string | undefined {
  return key.startsWith(snapshotKeyPrefix) ? key.split(':')[1] : undefined;
}
