import { input, type ModalView, plain, textInput } from '../../blockkit/index.ts';
import { longestName } from '../check-name.ts';
import { orgIds } from '../ids.ts';
import type { SetupDraft } from '../setup-draft.ts';
import { channelInput, setupFrame } from './setup-frame.ts';

/** Step 1: what the team is called, where it is asked, and by which clock. */
export function setupBasicsView(
  draft: SetupDraft,
  { isContinued = false }: { readonly isContinued?: boolean } = {},
): ModalView {
  const intro =
    draft.editing === undefined
      ? 'A team gets a focus, a checkpoint and a review every week. Setting one up takes about two minutes.'
      : 'Change what you need and press Next. Nothing is saved before the last step.';
  return setupFrame(
    'basics',
    draft,
    isContinued ? 'You began this earlier: what you entered is filled in. Press Next to go on.' : intro,
    [
      input(
        'name',
        'Name of the team',
        textInput(orgIds.enter, {
          max_length: longestName,
          placeholder: plain('Support'),
          ...(draft.name === undefined || draft.name === '' ? {} : { initial_value: draft.name }),
        }),
      ),
      channelInput(
        'team_channel',
        'Team channel',
        draft.teamChannel,
        'The weekly prompts go here. I need to be in it: type /invite @Pacekeeper in the channel.',
      ),
      input(
        'zone',
        'Time zone',
        {
          type: 'external_select',
          action_id: orgIds.searchZones,
          min_query_length: 1,
          placeholder: plain('Type a city or a country'),
          ...(draft.zone === undefined
            ? {}
            : { initial_option: { text: plain(draft.zone, 75), value: draft.zone } }),
        },
        {
          hint: 'Type a city or a country. The days and times of the week are by this clock, summer and winter.',
        },
      ),
    ],
  );
}
