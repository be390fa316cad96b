import type { ModalView } from '../../blockkit/index.ts';
import type { SetupDraft } from '../setup-draft.ts';
import { channelInput, setupFrame } from './setup-frame.ts';

/** Step 3: where results go. The team channel is offered wherever nothing else was chosen. */
export function setupChannelsView(draft: SetupDraft): ModalView {
  const { teamChannel } = draft;
  return setupFrame(
    'channels',
    draft,
    'Choose where results go. The team channel is filled in; several may share one channel. I need to be in each of them.',
    [
      channelInput(
        'leadership',
        'Leadership channel',
        draft.leadership ?? teamChannel,
        'The weekly snapshot of the figures goes here.',
      ),
      channelInput(
        'delivery',
        'Delivery channel',
        draft.delivery ?? teamChannel,
        'The same snapshot, for those who deliver the work. May be the leadership channel.',
      ),
      channelInput(
        'reviews',
        'Review channel',
        draft.reviews ?? teamChannel,
        'Drafts that a person has to look at go here.',
      ),
      channelInput(
        'escalations',
        'Escalation channel',
        draft.escalations ?? teamChannel,
        'What is stuck and needs help goes here.',
      ),
    ],
  );
}
