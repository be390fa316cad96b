import {
  actions,
  button,
  type InputBlock,
  input,
  type ModalBlock,
  type ModalView,
  modal,
  option,
  plain,
  section,
  select,
  usersSelect,
} from '../../blockkit/index.ts';
import { weekdayNames } from '../../kernel/wall-time.ts';
import { orgIds, setupForms } from '../ids.ts';
import { type SetupDraft, type SetupStep, setupCodec, setupSteps } from '../setup-draft.ts';

/** What the steps of `/pace setup` have in common: title, the draft that travels with them, and the way back. */
export function setupFrame(
  step: SetupStep,
  draft: SetupDraft,
  intro: string,
  inputs: readonly ModalBlock[],
): ModalView {
  const isEdit = draft.editing !== undefined;
  const number = setupSteps.indexOf(step) + 1;
  const isLast = number === setupSteps.length;
  return modal({
    callback_id: setupForms[step],
    private_metadata: setupCodec.encode(draft),
    title: `${isEdit ? 'Edit team' : 'Set up a team'} · ${number} of ${setupSteps.length}`,
    submit: isLast ? (isEdit ? 'Save' : 'Create team') : 'Next',
    close: 'Close',
    blocks: [
      section(plain(intro)),
      ...inputs,
      ...(number === 1 ? [] : [actions([button(orgIds.stepBack, 'Back')], 'back')]),
    ],
  });
}

export function personInput(
  blockId: string,
  label: string,
  chosen: string | undefined,
  hint: string,
): InputBlock {
  return input(
    blockId,
    label,
    usersSelect(orgIds.enter, chosen === undefined ? {} : { initial_user: chosen }),
    { hint },
  );
}

export function channelInput(
  blockId: string,
  label: string,
  chosen: string | undefined,
  hint: string,
): InputBlock {
  return input(
    blockId,
    label,
    {
      type: 'conversations_select',
      action_id: orgIds.enter,
      filter: { include: ['public', 'private'] },
      ...(chosen === undefined ? {} : { initial_conversation: chosen }),
    },
    { hint },
  );
}

const days = weekdayNames.map((name, index) => option(name, String(index + 1)));

export function dayInput(blockId: string, label: string, chosen: number | undefined): InputBlock {
  const initial = days[(chosen ?? 0) - 1];
  return input(
    blockId,
    label,
    select(orgIds.enter, days, initial === undefined ? {} : { initial_option: initial }),
  );
}

export function timeInput(
  blockId: string,
  label: string,
  chosen: string | undefined,
  zone: string | undefined,
  hint?: string,
): InputBlock {
  return input(
    blockId,
    label,
    {
      type: 'timepicker',
      action_id: orgIds.enter,
      ...(chosen === undefined ? {} : { initial_time: chosen }),
      ...(zone === undefined ? {} : { timezone: zone }),
    },
    hint === undefined ? {} : { hint },
  );
}
