// @ts-check
/** @import { Block, Host } from '../types.d.ts' */
import { h } from '../dom.js';
import { controlId, inputElement } from '../elements/index.js';
import { plain } from './text.js';

const GROUPS = ['radio_buttons', 'checkboxes'];

/**
 * A labelled control with its hint and, after a refused submit, its error.
 * @param {Block} block
 * @param {Host} host
 */
export function inputBlock(block, host) {
  const element = block.element ?? { type: 'missing' };
  const id = controlId(block, element, host);
  const error = host.errors[block.block_id ?? ''];
  const grouped = GROUPS.includes(element.type);
  const label = plain(block.label);
  const notes = [
    block.optional && h('span', { class: 'optional', id: `${id}--optional` }, 'optional'),
    block.hint && h('p', { class: 'hint', id: `${id}--hint` }, plain(block.hint)),
    error !== undefined && h('p', { class: 'error', id: `${id}--error` }, error),
  ];
  const describedBy = notes
    .map((note) => (note ? note.id : ''))
    .filter(Boolean)
    .toReversed()
    .join(' ');
  const control = inputElement(block, element, host, {
    labelledBy: grouped ? `${id}--label` : '',
    describedBy,
    invalid: error !== undefined,
  });
  const [optional, hint, problem] = notes;
  return h(
    'div',
    { class: `input-block${error === undefined ? '' : ' invalid'}` },
    h(
      'div',
      { class: 'label-row' },
      grouped ? h('span', { class: 'label', id: `${id}--label` }, label) : h('label', { for: id }, label),
      optional,
    ),
    control,
    problem,
    hint,
  );
}
