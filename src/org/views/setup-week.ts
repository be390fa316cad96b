import type { ModalView } from '../../blockkit/index.ts';
import { zoneInWords } from '../say-week.ts';
import type { SetupDraft } from '../setup-draft.ts';
import { dayInput, setupFrame, timeInput } from './setup-frame.ts';

/** Step 4: the days and times of the week. */
export function setupWeekView(draft: SetupDraft): ModalView {
  const { zone, focus, checkpoint, review } = draft;
  const clock = zone === undefined ? 'the time of the team' : zoneInWords(zone);
  return setupFrame(
    'week',
    draft,
    `Choose the days and times, in ${clock}: focus, then checkpoint, then review, then snapshot. Several may share a day.`,
    [
      dayInput('focus_day', 'Focus day', focus?.day),
      timeInput('focus_time', 'Focus time', focus?.time, zone),
      dayInput('checkpoint_day', 'Checkpoint day', checkpoint?.day),
      timeInput('checkpoint_time', 'Checkpoint time', checkpoint?.time, zone),
      dayInput('review_day', 'Review day', review?.day),
      timeInput('review_time', 'Review time', review?.time, zone),
      timeInput(
        'snapshot_time',
        'Snapshot time',
        draft.snapshotTime,
        zone,
        'On the day of the review. It goes out with whatever has been answered by then.',
      ),
    ],
  );
}
