// @ts-check
/** @import { Block, BlockElement, Field, Host } from '../types.d.ts' */
import { picture } from '../blocks/image.js';
import { asName, plain } from '../blocks/text.js';
import { confirmed } from '../confirm.js';
import { domId, h } from '../dom.js';
import { button } from './button.js';
import { checkboxes, radioButtons } from './choice.js';
import { datePicker, dateTimePicker, timePicker } from './date.js';
import { fileInput } from './file-input.js';
import { overflow } from './overflow.js';
import { multiSelect, singleSelect } from './select.js';
import { textInput } from './text-input.js';
import { initialValue } from './value.js';

/** @type {Record<string, (element: BlockElement, field: Field) => HTMLElement>} */
const ELEMENTS = {
  button,
  workflow_button: button,
  overflow,
  checkboxes,
  radio_buttons: radioButtons,
  datepicker: datePicker,
  timepicker: timePicker,
  datetimepicker: dateTimePicker,
  plain_text_input: textInput,
  number_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  rich_text_input: textInput,
  file_input: fileInput,
  static_select: singleSelect,
  external_select: singleSelect,
  users_select: singleSelect,
  channels_select: singleSelect,
  conversations_select: singleSelect,
  multi_static_select: multiSelect,
  multi_external_select: multiSelect,
  multi_users_select: multiSelect,
  multi_channels_select: multiSelect,
  multi_conversations_select: multiSelect,
};

/**
 * An interactive element of a section or an actions block: using it tells the app at once.
 * @param {Block} block
 * @param {BlockElement} element
 * @param {Host} host
 */
export function actionElement(block, element, host) {
  if (element.type === 'image') return picture(element, 'accessory-picture');
  const name =
    element.accessibility_label ??
    (plain(element.placeholder) || asName(block.text) || element.type.replaceAll('_', ' '));
  return draw(element, { ...field(block, element, host, 'click'), label: name, dispatch: 'always' });
}

/**
 * The control of an input block, bound to its label by the caller.
 * @param {Block} block
 * @param {BlockElement} element
 * @param {Host} host
 * @param {{ labelledBy: string, describedBy: string, invalid: boolean }} naming
 */
export function inputElement(block, element, host, naming) {
  const config = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  const dispatch = config.includes('on_character_entered') ? 'character' : 'enter';
  return draw(element, {
    ...field(block, element, host, 'fill'),
    ...naming,
    required: !block.optional,
    dispatch: block.dispatch_action ? dispatch : 'none',
  });
}

/**
 * The id of an element's control, the same after every redraw.
 * @param {Block} block
 * @param {BlockElement} element
 * @param {Host} host
 */
export function controlId(block, element, host) {
  return domId(host.id, block.block_id ?? '', element.action_id ?? element.type);
}

/**
 * @param {BlockElement} element
 * @param {Field} bound
 */
function draw(element, bound) {
  const make = ELEMENTS[element.type];
  if (make) return make(element, bound);
  return h('span', { class: 'outline', id: bound.id }, `Element ${element.type} is not drawn here`);
}

/**
 * @param {Block} block
 * @param {BlockElement} element
 * @param {Host} host
 * @param {'click' | 'fill'} kind
 * @returns {Field}
 */
function field(block, element, host, kind) {
  const known = host.value(block, element);
  return {
    id: controlId(block, element, host),
    invalid: false,
    required: false,
    dispatch: 'none',
    value: known === undefined ? initialValue(element) : known,
    remember: (value) => host.remember(block, element, value),
    suggest: (query) => host.suggest(block, element, query),
    async commit(value) {
      if (element.confirm && !(await confirmed(element.confirm))) return false;
      if (value !== undefined && element.type !== 'overflow') host.remember(block, element, value);
      await host.send(kind, block, element, value);
      return true;
    },
  };
}
