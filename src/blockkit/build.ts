import { limits } from './limits.ts';
import { cleanText, truncate, truncateMrkdwn } from './text.ts';
import type {
  Accessory,
  ActionsBlock,
  ActionsElement,
  AlertBlock,
  Button,
  Checkboxes,
  Confirm,
  ContextBlock,
  DatePicker,
  DividerBlock,
  HeaderBlock,
  HomeBlock,
  HomeView,
  ImageElement,
  InputBlock,
  InputElement,
  ModalView,
  Mrkdwn,
  MultiStaticSelect,
  MultiUsersSelect,
  NumberInput,
  Option,
  Overflow,
  OverflowOption,
  PlainOption,
  PlainText,
  PlainTextInput,
  RadioButtons,
  SectionBlock,
  StaticSelect,
  TextObject,
  UsersSelect,
} from './types.ts';

/**
 * Builders that make wrong blocks hard: texts are cleaned and cut to what their place takes, and an empty text
 * becomes a dash, because Slack refuses the whole payload for one empty string.
 */

const NOTHING_TO_SAY = '–';

type Without<T, Keys extends PropertyKey> = T extends unknown ? Omit<T, Keys> : never;
/** The optional fields of an element that its builder does not take as arguments. */
type Rest<T, Keys extends PropertyKey = never> = Without<T, 'type' | 'action_id' | Keys>;

/** Plain text of at most `max` code points; the place to put text from people. */
export function plain(text: string, max: number = limits.text.max): PlainText {
  return { type: 'plain_text', text: truncate(cleanText(text), max) || NOTHING_TO_SAY };
}

/** Text that is already mrkdwn, of at most `max` code points. Text from people goes through `safeMrkdwn` first. */
export function mrkdwn(text: string, max: number = limits.text.max): Mrkdwn {
  return { type: 'mrkdwn', text: truncateMrkdwn(cleanText(text), max) || NOTHING_TO_SAY };
}

/** A string is mrkdwn, cut to `max`. */
function asText(text: string | TextObject, max: number = limits.text.max): TextObject {
  return typeof text === 'string' ? mrkdwn(text, max) : text;
}

/** A section; a string is mrkdwn. */
export function section(
  text: string | TextObject,
  rest: { readonly accessory?: Accessory; readonly block_id?: string; readonly expand?: boolean } = {},
): SectionBlock {
  return { type: 'section', text: asText(text), ...rest };
}

/** A section in two columns, at most 10 texts; strings are mrkdwn of at most 2,000 code points. */
export function fields(...texts: readonly (string | TextObject)[]): SectionBlock {
  return { type: 'section', fields: texts.map((text) => asText(text, limits.section.fieldText.max)) };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plain(text, limits.header.text.max) };
}

/** Small print, at most 10 elements; strings are mrkdwn. */
export function context(...elements: readonly (string | TextObject | ImageElement)[]): ContextBlock {
  return {
    type: 'context',
    elements: elements.map((item) => (typeof item === 'string' ? mrkdwn(item) : item)),
  };
}

export function divider(): DividerBlock {
  return { type: 'divider' };
}

/** A row of at most 25 elements, each with an action_id of its own. */
export function actions(elements: readonly ActionsElement[], blockId?: string): ActionsBlock {
  return { type: 'actions', elements, ...(blockId === undefined ? {} : { block_id: blockId }) };
}

/** A coloured note; modals only. A string is mrkdwn. */
export function alert(text: string | TextObject, level: NonNullable<AlertBlock['level']>): AlertBlock {
  return { type: 'alert', text: asText(text, limits.alert.text.max), level };
}

/** A labelled field. `blockId` is the key under which its answer comes back. */
export function input(
  blockId: string,
  label: string,
  element: InputElement,
  rest: { readonly hint?: string; readonly optional?: boolean; readonly dispatch_action?: boolean } = {},
): InputBlock {
  const { hint, ...flags } = rest;
  return {
    type: 'input',
    block_id: blockId,
    label: plain(label, limits.input.label.max),
    element,
    ...(hint === undefined ? {} : { hint: plain(hint, limits.input.hint.max) }),
    ...flags,
  };
}

export function button(actionId: string, text: string, rest: Rest<Button, 'text'> = {}): Button {
  return { type: 'button', action_id: actionId, text: plain(text, limits.button.text.max), ...rest };
}

/** The question asked before something that cannot be undone; `text` is plain. */
export function confirm(
  title: string,
  text: string,
  yes: string,
  no: string,
  style?: NonNullable<Confirm['style']>,
): Confirm {
  return {
    title: plain(title, limits.confirm.title.max),
    text: plain(text, limits.confirm.text.max),
    confirm: plain(yes, limits.confirm.confirm.max),
    deny: plain(no, limits.confirm.deny.max),
    ...(style === undefined ? {} : { style }),
  };
}

/** `value` (1 to 150 code points) is what comes back; it is never cut. */
export function option(text: string, value: string, description?: string): PlainOption {
  return {
    text: plain(text, limits.option.text.max),
    value,
    ...(description === undefined ? {} : { description: plain(description, limits.option.description.max) }),
  };
}

/** A menu of 1 to 100 options. */
export function select(
  actionId: string,
  options: readonly PlainOption[],
  rest: Rest<Extract<StaticSelect, { options: unknown }>, 'options' | 'option_groups'> = {},
): StaticSelect {
  return { type: 'static_select', action_id: actionId, options, ...rest };
}

/** A menu of 1 to 100 options of which several can be chosen. */
export function multiSelect(
  actionId: string,
  options: readonly PlainOption[],
  rest: Rest<Extract<MultiStaticSelect, { options: unknown }>, 'options' | 'option_groups'> = {},
): MultiStaticSelect {
  return { type: 'multi_static_select', action_id: actionId, options, ...rest };
}

export function usersSelect(actionId: string, rest: Rest<UsersSelect> = {}): UsersSelect {
  return { type: 'users_select', action_id: actionId, ...rest };
}

export function multiUsersSelect(actionId: string, rest: Rest<MultiUsersSelect> = {}): MultiUsersSelect {
  return { type: 'multi_users_select', action_id: actionId, ...rest };
}

/** 1 to 10 boxes. */
export function checkboxes(
  actionId: string,
  options: readonly Option[],
  rest: Rest<Checkboxes, 'options'> = {},
): Checkboxes {
  return { type: 'checkboxes', action_id: actionId, options, ...rest };
}

/** 1 to 10 buttons of which one can be chosen. */
export function radioButtons(
  actionId: string,
  options: readonly Option[],
  rest: Rest<RadioButtons, 'options'> = {},
): RadioButtons {
  return { type: 'radio_buttons', action_id: actionId, options, ...rest };
}

/** A "…" menu of 1 to 5 options. */
export function overflow(actionId: string, options: readonly OverflowOption[]): Overflow {
  return { type: 'overflow', action_id: actionId, options };
}

export function textInput(actionId: string, rest: Rest<PlainTextInput> = {}): PlainTextInput {
  return { type: 'plain_text_input', action_id: actionId, ...rest };
}

/** Slack takes and gives numbers as strings; `is_decimal_allowed` has no default. */
export function numberInput(
  actionId: string,
  rest: Rest<NumberInput> & Pick<NumberInput, 'is_decimal_allowed'>,
): NumberInput {
  return { type: 'number_input', action_id: actionId, ...rest };
}

export function datePicker(actionId: string, rest: Rest<DatePicker> = {}): DatePicker {
  return { type: 'datepicker', action_id: actionId, ...rest };
}

/** A modal; title, submit and close are cut at 24 code points. */
export function modal(
  view: Omit<ModalView, 'type' | 'title' | 'submit' | 'close'> & {
    readonly title: string;
    readonly submit?: string;
    readonly close?: string;
  },
): ModalView {
  const { title, submit, close, ...rest } = view;
  return {
    type: 'modal',
    title: plain(title, limits.view.title.max),
    ...(submit === undefined ? {} : { submit: plain(submit, limits.view.submit.max) }),
    ...(close === undefined ? {} : { close: plain(close, limits.view.close.max) }),
    ...rest,
  };
}

export function home(blocks: readonly HomeBlock[], rest: Omit<HomeView, 'type' | 'blocks'> = {}): HomeView {
  return { type: 'home', blocks, ...rest };
}
