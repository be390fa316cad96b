/** The states that a person's part of a prompt can end in. */
export type ParticipationState = 'answered' | 'late' | 'missed' | 'excused';

/** One person's part of one prompt. */
export interface Part {
  promptAt: Date;
  /** The end of *on time*: the next prompt; for the review, its publication or else the snapshot. */
  nextPromptAt: Date;
  /** The cycle closes here; what comes after does not count. */
  snapshotAt: Date;
  /** The first answer, or null. It may come before the prompt. */
  answeredAt: Date | null;
  /** Away, with a day off or a holiday: nothing was asked of this person. */
  excused: boolean;
}

/**
 * Where a part stands at `now`. An answer before `nextPromptAt` is *answered* (early ones too), until `snapshotAt`
 * *late*; without one it is *waiting* until the cycle closes and *missed* from then on. Excused stays excused, whether
 * or not an answer came. An answer that lies after `now` has not been given yet.
 */
export function participation(part: Part, now: Date): ParticipationState | 'waiting' {
  if (part.excused) return 'excused';
  const answeredAt = part.answeredAt !== null && part.answeredAt <= now ? part.answeredAt : null;
  if (answeredAt !== null && answeredAt < part.snapshotAt) {
    return answeredAt < part.nextPromptAt ? 'answered' : 'late';
  }
  return now < part.snapshotAt ? 'waiting' : 'missed';
}

/**
 * The share of parts that were answered or late, 0 to 1. Excused and waiting ones leave the denominator; null when
 * nothing is left in it.
 */
export function rate(states: readonly (ParticipationState | 'waiting')[]): number | null {
  const counted = states.filter((state) => state !== 'excused' && state !== 'waiting');
  if (counted.length === 0) return null;
  return counted.filter((state) => state !== 'missed').length / counted.length;
}
