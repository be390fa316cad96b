import {
  input,
  type ModalBlock,
  type ModalView,
  modal,
  mrkdwn,
  option,
  plain,
  radioButtons,
  section,
  textInput,
  usersSelect,
} from '../../blockkit/index.ts';
import { type ChangeAnswer, type CheckpointAnswer, checkpointStatuses } from '../answers.ts';
import { type Cycle, seenFocus } from '../cycle.ts';
import { approvalValue, cycleValue, editValue, ids } from '../ids.ts';
import { said, until, weekTitle } from './words.ts';

/** The longest text in an answer; what is drawn in a message is cut further, with the whole kept. */
export const longestText = 600;

/** "Week 47 · Support": which week of whom a form is about. */
export function formContext(cycle: Cycle): string {
  return `*${weekTitle(cycle)} · ${said(cycle.team.name, 80)}*`;
}

export function changeForm(cycle: Cycle, answer: ChangeAnswer | undefined, note?: string): ModalView {
  const area = (id: string, initial: string | undefined, placeholder: string) =>
    textInput(id, {
      multiline: true,
      max_length: longestText,
      ...(initial === undefined ? {} : { initial_value: initial }),
      placeholder: { type: 'plain_text', text: placeholder },
    });
  return modal({
    title: 'Propose a change',
    callback_id: ids.saveChange,
    private_metadata: editValue.encode({ cycleId: cycle.id, seen: cycle.change?.version ?? 0 }),
    submit: 'Propose',
    close: 'Cancel',
    blocks: [
      ...noteBlocks(note),
      section(mrkdwn(`${formContext(cycle)}\nOne change a week, so that Friday can tell what it did.`)),
      input(
        'change',
        'What do we change?',
        area('text', answer?.change, 'Route billing questions before triage'),
      ),
      input(
        'impact',
        'What do we expect from it?',
        area('text', answer?.impact, 'First answers 0.8 h faster'),
      ),
      input('rollback', 'How do we back out?', area('text', answer?.rollback, 'Switch the routing rule off')),
    ],
  });
}

export function returnForm(cycle: Cycle): ModalView {
  return modal({
    title: 'Ask for a change',
    callback_id: ids.returnFocus,
    private_metadata: approvalValue.encode({ cycleId: cycle.id, ...seenFocus(cycle) }),
    submit: 'Send back',
    close: 'Cancel',
    blocks: [
      section(mrkdwn(`${formContext(cycle)}\n*Focus* ${said(cycle.focus?.content.focus ?? '')}`)),
      input('note', 'What should change?', textInput('text', { multiline: true, max_length: longestText })),
    ],
  });
}

export function checkpointForm(cycle: Cycle, answer: CheckpointAnswer | undefined, note?: string): ModalView {
  const options = Object.entries(checkpointStatuses).map(([value, name]) => option(name, value));
  const chosen = options.find(({ value }) => value === answer?.status);
  return modal({
    title: 'Where are we?',
    callback_id: ids.saveCheckpoint,
    private_metadata: editValue.encode({ cycleId: cycle.id, seen: cycle.checkpoint?.version ?? 0 }),
    submit: 'Save',
    close: 'Cancel',
    blocks: [
      ...noteBlocks(note),
      section(mrkdwn(`${formContext(cycle)}\n*Focus* ${said(cycle.focus?.content.focus ?? 'none set')}`)),
      input(
        'status',
        'Status against the focus',
        radioButtons('choice', options, chosen === undefined ? {} : { initial_option: chosen }),
      ),
      input(
        'note',
        'What is behind it?',
        textInput('text', {
          multiline: true,
          max_length: longestText,
          ...(answer === undefined || answer.note === '' ? {} : { initial_value: answer.note }),
        }),
        { optional: true },
      ),
    ],
  });
}

/** What the person has to know before they go on. */
export function noteBlocks(note: string | undefined): ModalBlock[] {
  return note === undefined ? [] : [section(plain(note))];
}

/** @param suggestedDue the end of the next working day, say. */
export function blockerForm(cycle: Cycle, suggestedDue: Date): ModalView {
  return modal({
    title: 'Raise a blocker',
    callback_id: ids.saveBlocker,
    private_metadata: cycleValue.encode({ cycleId: cycle.id }),
    submit: 'Raise',
    close: 'Cancel',
    blocks: [
      section(
        mrkdwn(
          `${formContext(cycle)}\nIt is listed on the checkpoint until somebody unblocks it. ${until('The review is', cycle.times.reviewAt, cycle.zone)}.`,
        ),
      ),
      input('text', 'What is stuck?', textInput('text', { multiline: true, max_length: longestText })),
      input('owner', 'Who can unblock it?', usersSelect('choice')),
      input('due', 'By when?', {
        type: 'datetimepicker',
        action_id: 'choice',
        initial_date_time: Math.floor(suggestedDue.getTime() / 1000),
      }),
    ],
  });
}
