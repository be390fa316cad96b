import { z } from 'zod';
import { ReadingSchema } from '../kpi/index.ts';
import { codec } from '../slack/index.ts';

/** What stands on the wire. Old messages stay clickable for years: ids never change, and none begins another. */
export const ids = {
  setFocus: 'focus.set',
  saveFocus: 'focus.save',
  approveFocus: 'focus.approve',
  questionFocus: 'focus.question',
  returnFocus: 'focus.return',
  proposeChange: 'change.propose',
  saveChange: 'change.save',
  updateCheckpoint: 'checkpoint.update',
  saveCheckpoint: 'checkpoint.save',
  raiseBlocker: 'blocker.raise',
  saveBlocker: 'blocker.save',
  resolveBlocker: 'blocker.resolve',
  finishAction: 'action.finish',
  fillReview: 'review.fill',
  saveNumbers: 'review.numbers',
  confirmNumbers: 'review.confirm',
  saveStory: 'review.story',
  moreActions: 'review.more_actions',
  publishReview: 'review.publish',
} as const;

/** A button or form about one cycle; whose it is, and whether the person may, is looked up, never taken from here. */
export const cycleValue = codec(1, z.object({ cycleId: z.uuid() }));

/** A form in which an answer is edited: `seen` is the version that it was opened on, 0 for none. */
export const editValue = codec(1, z.object({ cycleId: z.uuid(), seen: z.number().int().min(0).optional() }));

/** An approval says what was seen: something that changed since cannot be approved by accident. */
export const approvalValue = codec(
  1,
  z.object({ cycleId: z.uuid(), focus: z.number().int(), change: z.number().int() }),
);

/** A form of several steps; `depth` is how many forms lie on each other, of which Slack allows 3. */
export const stepValue = codec(
  1,
  z.object({ cycleId: z.uuid(), step: z.number().int().min(0), depth: z.number().int().min(1).default(1) }),
);

/** "Is this right?" says which readings were asked about: nothing else is confirmed by it. */
export const confirmValue = codec(
  1,
  z.object({
    cycleId: z.uuid(),
    step: z.number().int().min(0),
    depth: z.number().int().min(1),
    asked: z.record(z.string(), ReadingSchema),
  }),
);

/** The last step of a review, with this many rows for actions. */
export const actionRowsValue = codec(
  1,
  z.object({
    cycleId: z.uuid(),
    rows: z.number().int().min(1).max(6),
    depth: z.number().int().min(1).default(1),
  }),
);

export const itemValue = codec(1, z.object({ cycleId: z.uuid(), itemId: z.uuid() }));
