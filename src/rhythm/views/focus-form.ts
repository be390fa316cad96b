import {
  checkboxes,
  input,
  type ModalBlock,
  type ModalView,
  modal,
  mrkdwn,
  multiSelect,
  option,
  radioButtons,
  section,
  textInput,
} from '../../blockkit/index.ts';
import { formatReading } from '../../kpi/index.ts';
import type { Measure } from '../../playbook/index.ts';
import type { BoardRow } from '../board.ts';
import type { Cycle } from '../cycle.ts';
import type { FocusDraft } from '../focus-draft.ts';
import { ids, stepValue } from '../ids.ts';
import { formContext } from './forms.ts';
import { said } from './words.ts';

/** Short enough for one line on a phone, in the message and in the snapshot. */
export const longestFocus = 300;
export const longestMindChanger = 200;
const mostCheckboxes = 10;

export function expectationBlockIds(measureId: string) {
  return {
    direction: `${measureId}-direction`,
    size: `${measureId}-size`,
    mindChanger: `${measureId}-doubt`,
  } as const;
}

export function focusStep(cycle: Cycle, measures: readonly Measure[], draft: FocusDraft): ModalView {
  const options = measures.map((measure) => option(measure.name, measure.id));
  const chosen = options.filter(({ value }) => draft.moving.includes(value));
  const initial = chosen.length === 0 ? {} : { initial_options: chosen };
  const blocks: ModalBlock[] = [
    section(mrkdwn(formContext(cycle))),
    input(
      'focus',
      'What is this week about?',
      textInput('text', {
        multiline: true,
        max_length: longestFocus,
        ...(draft.focus === '' ? {} : { initial_value: draft.focus }),
        placeholder: { type: 'plain_text', text: 'First answers to billing questions under two hours' },
      }),
    ),
  ];
  if (options.length > 0) {
    blocks.push(
      input(
        'moving',
        'Which measures do we expect to move?',
        options.length <= mostCheckboxes
          ? checkboxes('choice', options, initial)
          : multiSelect('choice', options.slice(0, 100), initial),
        { optional: true, hint: 'The others count as expected to stay where they are.' },
      ),
    );
  }
  return modal({
    title: 'Set the focus',
    callback_id: ids.saveFocus,
    private_metadata: stepValue.encode({ cycleId: cycle.id, step: 0, depth: 1 }),
    submit: 'Next',
    close: 'Cancel',
    blocks,
  });
}

export function expectationsStep(
  cycle: Cycle,
  rows: readonly BoardRow[],
  draft: FocusDraft,
  { step, steps }: { step: number; steps: number },
): ModalView {
  return modal({
    title: `Set the focus · ${step + 1} of ${steps}`,
    callback_id: ids.saveFocus,
    private_metadata: stepValue.encode({ cycleId: cycle.id, step, depth: 1 }),
    submit: step + 1 === steps ? 'Propose' : 'Next',
    close: 'Cancel',
    blocks: [section(mrkdwn(formContext(cycle))), ...rows.flatMap((row) => expectationBlocks(row, draft))],
  });
}

function expectationBlocks({ measure, before }: BoardRow, draft: FocusDraft): ModalBlock[] {
  const entry = draft.entries[measure.id];
  const blocks = expectationBlockIds(measure.id);
  const directions = [option('Up', 'up'), option('Down', 'down')];
  const chosen = directions.find(({ value }) => value === entry?.direction);
  const unit = measure.kind === 'ratio' ? 'percentage points' : measure.unit;
  const now = before === undefined ? 'no reading yet' : `last: ${formatReading(measure, before.reading)}`;
  const better = measure.direction === 'higher' ? 'up is better' : 'down is better';
  return [
    section(mrkdwn(`*${said(measure.name, 60)}* · ${now} · ${better}`)),
    input(
      blocks.direction,
      `${measure.name}: which way?`,
      radioButtons('choice', directions, chosen === undefined ? {} : { initial_option: chosen }),
    ),
    input(
      blocks.size,
      `${measure.name}: by how much, in ${unit}?`,
      textInput('text', {
        max_length: 30,
        ...(entry === undefined || entry.size === '' ? {} : { initial_value: entry.size }),
      }),
    ),
    input(
      blocks.mindChanger,
      `${measure.name}: what would change our mind?`,
      textInput('text', {
        max_length: longestMindChanger,
        ...(entry === undefined || entry.mindChanger === '' ? {} : { initial_value: entry.mindChanger }),
        placeholder: { type: 'plain_text', text: 'Volume above 200' },
      }),
    ),
  ];
}
