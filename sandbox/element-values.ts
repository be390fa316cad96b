import { isObject, type JsonObject, objectsOf, stringsOf, textOf } from './json.ts';

/** A value that does not fit its element: nothing a person could have picked or typed. */
export class ElementValueError extends Error {
  override readonly name = 'ElementValueError';
  readonly code = 'invalid_value';
}

/** Where an element's value stands in Slack's state, and in what form. */
type Shape =
  | {
      kind: 'text';
      field:
        | 'value'
        | 'selected_date'
        | 'selected_time'
        | 'selected_user'
        | 'selected_channel'
        | 'selected_conversation';
    }
  | { kind: 'texts'; field: 'selected_users' | 'selected_channels' | 'selected_conversations' }
  | { kind: 'instant'; field: 'selected_date_time' }
  | { kind: 'option'; field: 'selected_option' }
  | { kind: 'options'; field: 'selected_options' }
  | { kind: 'rich_text'; field: 'rich_text_value' }
  | { kind: 'files'; field: 'files' };

const SHAPES: { [type: string]: Shape } = {
  plain_text_input: { kind: 'text', field: 'value' },
  number_input: { kind: 'text', field: 'value' },
  email_text_input: { kind: 'text', field: 'value' },
  url_text_input: { kind: 'text', field: 'value' },
  datepicker: { kind: 'text', field: 'selected_date' },
  timepicker: { kind: 'text', field: 'selected_time' },
  users_select: { kind: 'text', field: 'selected_user' },
  channels_select: { kind: 'text', field: 'selected_channel' },
  conversations_select: { kind: 'text', field: 'selected_conversation' },
  multi_users_select: { kind: 'texts', field: 'selected_users' },
  multi_channels_select: { kind: 'texts', field: 'selected_channels' },
  multi_conversations_select: { kind: 'texts', field: 'selected_conversations' },
  datetimepicker: { kind: 'instant', field: 'selected_date_time' },
  static_select: { kind: 'option', field: 'selected_option' },
  external_select: { kind: 'option', field: 'selected_option' },
  radio_buttons: { kind: 'option', field: 'selected_option' },
  overflow: { kind: 'option', field: 'selected_option' },
  checkboxes: { kind: 'options', field: 'selected_options' },
  multi_static_select: { kind: 'options', field: 'selected_options' },
  multi_external_select: { kind: 'options', field: 'selected_options' },
  rich_text_input: { kind: 'rich_text', field: 'rich_text_value' },
  file_input: { kind: 'files', field: 'files' },
};

const INITIAL: { [type: string]: string } = {
  plain_text_input: 'initial_value',
  number_input: 'initial_value',
  email_text_input: 'initial_value',
  url_text_input: 'initial_value',
  rich_text_input: 'initial_value',
  datepicker: 'initial_date',
  timepicker: 'initial_time',
  datetimepicker: 'initial_date_time',
  users_select: 'initial_user',
  channels_select: 'initial_channel',
  conversations_select: 'initial_conversation',
  multi_users_select: 'initial_users',
  multi_channels_select: 'initial_channels',
  multi_conversations_select: 'initial_conversations',
  static_select: 'initial_option',
  external_select: 'initial_option',
  radio_buttons: 'initial_option',
  checkboxes: 'initial_options',
  multi_static_select: 'initial_options',
  multi_external_select: 'initial_options',
};

function shapeOf(element: JsonObject): Shape | undefined {
  return SHAPES[String(element['type'])];
}

/** True when the element keeps a value that a view's `state` carries (a button or overflow menu does not). */
export function isStateful(element: JsonObject): boolean {
  return shapeOf(element) !== undefined && element['type'] !== 'overflow';
}

function emptyOf(shape: Shape): unknown {
  return shape.kind === 'options' || shape.kind === 'texts' || shape.kind === 'files' ? [] : null;
}

/** Slack's state JSON of an element before anyone touched it: its initial value, or an empty one. */
export function initialState(element: JsonObject): JsonObject {
  const shape = shapeOf(element);
  if (!shape) return { type: element['type'] };
  const initial = element[INITIAL[String(element['type'])] ?? ''];
  return { type: element['type'], [shape.field]: initial ?? emptyOf(shape) };
}

/** The options a person can choose from: the element's own, and those the app offered for a query. */
function optionsOf(element: JsonObject, offered: JsonObject[]): JsonObject[] {
  const groups = objectsOf(element['option_groups']).flatMap((group) => objectsOf(group['options']));
  const initial = [element['initial_option'], ...objectsOf(element['initial_options'])].filter(isObject);
  return [...objectsOf(element['options']), ...groups, ...offered, ...initial];
}

function chosen(element: JsonObject, offered: JsonObject[], value: string): JsonObject {
  const option = optionsOf(element, offered).find((candidate) => candidate['value'] === value);
  if (!option) throw new ElementValueError(`No option with the value "${value}" can be chosen here.`);
  return option;
}

/** Slack takes ten files unless the element says less. */
const MOST_FILES = 10;

/** The person's files of these ids, as many and of such types as the element takes. */
function filesOf(element: JsonObject, uploaded: JsonObject[], fileIds: string[]): JsonObject[] {
  const most = typeof element['max_files'] === 'number' ? element['max_files'] : MOST_FILES;
  if (fileIds.length > most) throw new ElementValueError(`At most ${most} files can be given here.`);
  const types = stringsOf(element['filetypes']);
  return fileIds.map((id) => {
    const file = uploaded.find((one) => one['id'] === id);
    if (!file) throw new ElementValueError(`You have not uploaded a file "${id}".`);
    if (types.length > 0 && !types.includes(String(file['filetype']))) {
      throw new ElementValueError(`Only these types of file can be given here: ${types.join(', ')}.`);
    }
    return file;
  });
}

function textList(value: unknown): string[] {
  const list = stringsOf(value);
  if (!Array.isArray(value) || list.length !== value.length) {
    throw new ElementValueError('The value must be a list of strings.');
  }
  return list;
}

function richText(value: unknown): JsonObject {
  if (isObject(value) && value['type'] === 'rich_text') return value;
  if (typeof value !== 'string')
    throw new ElementValueError('The value must be a rich_text block or a string.');
  const elements = value === '' ? [] : [{ type: 'text', text: value }];
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

/**
 * Slack's state JSON of an element after a person put `value` into it.
 * `offered`: the options that the app offered for an external select, or the person's files for a file_input.
 * @throws ElementValueError when nobody could have done so.
 */
export function stateOf(element: JsonObject, value: unknown, offered: JsonObject[] = []): JsonObject {
  const shape = shapeOf(element);
  if (!shape) throw new ElementValueError(`A ${String(element['type'])} takes no value.`);
  return { type: element['type'], [shape.field]: convert(element, shape, value, offered) };
}

function convert(element: JsonObject, shape: Shape, value: unknown, offered: JsonObject[]): unknown {
  if (value === null || value === undefined || value === '') return emptyOf(shape);
  switch (shape.kind) {
    case 'text':
      if (typeof value !== 'string') throw new ElementValueError('The value must be a string.');
      return checkedForm(shape.field, value);
    case 'instant':
      if (!Number.isInteger(value)) throw new ElementValueError('The value must be whole unix seconds.');
      return value;
    case 'texts':
      return limited(element, textList(value));
    case 'option':
      if (typeof value !== 'string') throw new ElementValueError('The value must be an option’s value.');
      return chosen(element, offered, value);
    case 'options':
      return limited(
        element,
        textList(value).map((one) => chosen(element, offered, one)),
      );
    case 'rich_text':
      return richText(value);
    case 'files':
      return filesOf(element, offered, textList(value));
  }
}

function checkedForm(field: string, value: string): string {
  if (field === 'selected_date' && !/^\d{4}-\d{2}-\d{2}$/.test(value)) {
    throw new ElementValueError('A date is written YYYY-MM-DD.');
  }
  if (field === 'selected_time' && !/^([01]\d|2[0-3]):[0-5]\d$/.test(value)) {
    throw new ElementValueError('A time is written HH:mm.');
  }
  return value;
}

function limited<T>(element: JsonObject, list: T[]): T[] {
  const most = element['max_selected_items'];
  if (typeof most === 'number' && list.length > most) {
    throw new ElementValueError(`At most ${most} can be chosen here.`);
  }
  return list;
}

function valueIn(element: JsonObject, state: JsonObject): unknown {
  const shape = shapeOf(element);
  return shape && state[shape.field];
}

/** Whether rich text shows anything: an emoji, a mention, a link, or text that is not empty. */
function hasContent(part: JsonObject): boolean {
  const inner = objectsOf(part['elements']);
  if (inner.length > 0) return inner.some(hasContent);
  return part['elements'] === undefined && part['text'] !== '';
}

function isEmpty(value: unknown): boolean {
  if (isObject(value) && value['type'] === 'rich_text') {
    return !hasContent(value);
  }
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/**
 * What Slack's client would say under an input before it asks the app: something is missing, too short,
 * too long, no number, out of bounds, no email address, no URL. Null when nothing is wrong.
 */
export function inputError(block: JsonObject, element: JsonObject, state: JsonObject): string | null {
  const value = valueIn(element, state);
  if (isEmpty(value)) return block['optional'] === true ? null : 'Please complete this required field.';
  if (typeof value !== 'string') return null;
  switch (element['type']) {
    case 'plain_text_input':
      return lengthError(element, value);
    case 'number_input':
      return numberError(element, value);
    case 'email_text_input':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? null : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(value) && /^https?:/i.test(value) ? null : 'Please enter a valid URL.';
    default:
      return null;
  }
}

function lengthError(element: JsonObject, value: string): string | null {
  const length = [...value].length;
  const { min_length: least, max_length: most } = element;
  if (typeof least === 'number' && length < least) return `Please enter at least ${least} characters.`;
  const limit = typeof most === 'number' ? most : 3_000;
  return length > limit ? `Please enter at most ${limit} characters.` : null;
}

function numberError(element: JsonObject, value: string): string | null {
  const decimals = element['is_decimal_allowed'] === true;
  if (!(decimals ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/).test(value)) {
    return decimals ? 'Please enter a number.' : 'Please enter a whole number.';
  }
  const least = textOf(element, 'min_value');
  const most = textOf(element, 'max_value');
  if (least !== undefined && Number(value) < Number(least)) return `Please enter ${least} or more.`;
  if (most !== undefined && Number(value) > Number(most)) return `Please enter ${most} or less.`;
  return null;
}
