import {
  actions,
  button,
  datePicker,
  input,
  type ModalBlock,
  type ModalView,
  modal,
  mrkdwn,
  option,
  radioButtons,
  section,
  textInput,
  usersSelect,
} from '../../blockkit/index.ts';
import { fieldsOf, formatReading, formatValue } from '../../kpi/index.ts';
import type { Measure } from '../../playbook/index.ts';
import { type BoardRow, isOfLastWeek } from '../board.ts';
import type { Cycle } from '../cycle.ts';
import { actionRowsValue, confirmValue, cycleValue, ids, stepValue } from '../ids.ts';
import type { Doubt, ReviewDraft } from '../review-draft.ts';
import { formContext, longestText, noteBlocks } from './forms.ts';
import { measureWords } from './review-message.ts';
import { said } from './words.ts';

export const mostActionRows = 6;
export const longestAction = 200;

export interface StepPlace {
  readonly step: number;
  readonly depth: number;
  /** How many steps there are in all, the two last ones included. */
  readonly steps: number;
  /** What the person has to know before they go on. */
  readonly note?: string | undefined;
}

export function numberBlockIds(measure: Measure): [string, string] {
  return [`${measure.id}-first`, `${measure.id}-second`];
}

export function actionBlockIds(row: number) {
  return { text: `action-${row}-text`, owner: `action-${row}-owner`, due: `action-${row}-due` } as const;
}

/** Three measures a step, two numbers each. */
export function numbersStep(
  cycle: Cycle,
  rows: readonly BoardRow[],
  draft: ReviewDraft,
  { step, depth, steps, note }: StepPlace,
): ModalView {
  return modal({
    title: `Review · ${step + 1} of ${steps}`,
    callback_id: ids.saveNumbers,
    private_metadata: stepValue.encode({ cycleId: cycle.id, step, depth }),
    submit: 'Next',
    close: 'Cancel',
    blocks: [
      ...noteBlocks(note),
      section(
        mrkdwn(
          `${formContext(cycle)}\nLeave both fields of a measure empty if it was not measured: it is shown as missing.`,
        ),
      ),
      ...rows.flatMap((row) => numberBlocks(cycle, row, draft)),
    ],
  });
}

function numberBlocks(
  cycle: Cycle,
  { measure, before, reading }: BoardRow,
  draft: ReviewDraft,
): ModalBlock[] {
  const typed = draft.numbers[measure.id] ?? ['', ''];
  const [firstId, secondId] = numberBlockIds(measure);
  const [first, second] = fieldsOf(measure);
  const source =
    reading !== null
      ? `This week so far: ${formatReading(measure, reading)}.`
      : before === undefined
        ? undefined
        : `${isOfLastWeek(before, cycle.week) ? 'Last week' : 'Last reading'}: ${formatReading(measure, before.reading)}.`;
  const field = (id: string, label: string, value: string, hint: string | undefined) =>
    input(
      id,
      `${measure.name}: ${label}`,
      textInput('text', { max_length: 30, ...(value === '' ? {} : { initial_value: value }) }),
      { optional: true, ...(hint === undefined ? {} : { hint }) },
    );
  return [
    field(firstId, first.label, typed[0], measure.question),
    field(secondId, second.label, typed[1], source),
  ];
}

/** "Is this right?", once, on top of the numbers. */
export function confirmStep(cycle: Cycle, doubts: readonly Doubt[], { step, depth }: StepPlace): ModalView {
  return modal({
    title: 'Is this right?',
    callback_id: ids.confirmNumbers,
    private_metadata: confirmValue.encode({
      cycleId: cycle.id,
      step,
      depth,
      asked: Object.fromEntries(doubts.map(({ measure, reading }) => [measure.id, reading])),
    }),
    submit: 'Yes, it is right',
    close: 'Correct it',
    blocks: [
      section(mrkdwn(`${formContext(cycle)}\nNothing is stored yet. Please look at these once more:`)),
      ...doubts.map((doubt) => section(mrkdwn(doubtWords(doubt)))),
    ],
  });
}

function doubtWords(doubt: Doubt): string {
  const { measure, reading } = doubt;
  const entered = `*${said(measure.name, 60)}* ${formatReading(measure, reading)}`;
  if (doubt.kind === 'unchanged')
    return `${entered} is exactly the reading before, as the form offered it. Did it come out the same again?`;
  const { of, usual, ratio } = doubt.unusual;
  const usually = of === 'value' ? formatValue(measure, usual) : `n = ${Math.round(usual)}`;
  const times =
    !Number.isFinite(ratio) || ratio === 0
      ? 'far from'
      : ratio >= 1
        ? `${Math.round(ratio)} times`
        : `a ${Math.round(1 / ratio)}th of`;
  return `${entered} is ${times} the usual ${usually}.`;
}

/** What happened, what was learned, what is decided. */
export function storyStep(
  cycle: Cycle,
  rows: readonly BoardRow[],
  draft: ReviewDraft,
  place: StepPlace,
): ModalView {
  const kinds = [option('We decided something', 'decision'), option('No change, because …', 'no_change')];
  const chosen = kinds.find(({ value }) => value === draft.decisionKind);
  const area = (value: string) =>
    textInput('text', {
      multiline: true,
      max_length: longestText,
      ...(value === '' ? {} : { initial_value: value }),
    });
  return modal({
    title: `Review · ${place.step + 1} of ${place.steps}`,
    callback_id: ids.saveStory,
    private_metadata: stepValue.encode({ cycleId: cycle.id, step: place.step, depth: place.depth }),
    submit: 'Next',
    close: 'Cancel',
    blocks: [
      ...noteBlocks(place.note),
      section(mrkdwn(formContext(cycle))),
      ...rows.map((row) => section(mrkdwn(measureWords(row)))),
      input('outcomes', 'What happened, against what we expected?', area(draft.outcomes), { optional: true }),
      input('lessons', 'What did we learn?', area(draft.lessons), { optional: true }),
      input(
        'decision-kind',
        'Decision',
        radioButtons('choice', kinds, chosen === undefined ? {} : { initial_option: chosen }),
      ),
      input('decision', 'What is decided, or why does nothing change?', area(draft.decision)),
    ],
  });
}

/** Next actions, each with owner and date. */
export function actionsStep(
  cycle: Cycle,
  draft: ReviewDraft,
  { rows, depth, title }: { rows: number; depth: number; title: string },
): ModalView {
  const blocks: ModalBlock[] = [
    section(
      mrkdwn(
        `${formContext(cycle)}\nNext actions come back on the next focus until they are done. Leave a row empty if you do not need it.`,
      ),
    ),
  ];
  for (let row = 0; row < rows; row += 1) blocks.push(...actionBlocks(row, draft));
  if (rows < mostActionRows) {
    blocks.push(
      actions(
        [button(ids.moreActions, 'More actions', { value: cycleValue.encode({ cycleId: cycle.id }) })],
        'more',
      ),
    );
  }
  return modal({
    title,
    callback_id: ids.publishReview,
    private_metadata: actionRowsValue.encode({ cycleId: cycle.id, rows, depth }),
    submit: 'Publish',
    close: 'Cancel',
    blocks,
  });
}

function actionBlocks(row: number, draft: ReviewDraft): ModalBlock[] {
  const action = draft.actions.find((one, index) => (one.row ?? index) === row);
  const blocks = actionBlockIds(row);
  return [
    input(
      blocks.text,
      `Action ${row + 1}`,
      textInput('text', {
        max_length: longestAction,
        ...(action === undefined || action.text === '' ? {} : { initial_value: action.text }),
      }),
      { optional: true },
    ),
    input(
      blocks.owner,
      `Action ${row + 1}: who?`,
      usersSelect(
        'choice',
        action === undefined || action.ownerId === '' ? {} : { initial_user: action.ownerId },
      ),
      { optional: true },
    ),
    input(
      blocks.due,
      `Action ${row + 1}: by when?`,
      datePicker('choice', action === undefined || action.dueOn === '' ? {} : { initial_date: action.dueOn }),
      { optional: true },
    ),
  ];
}
