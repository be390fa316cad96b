import {
  boolean,
  byType,
  type Check,
  describe,
  exactlyOne,
  inOrder,
  integer,
  list,
  nonEmpty,
  object,
  oneOf,
  required,
  string,
} from './check.ts';
import { isObject, pointerTo } from './json.ts';
import { limits, type Placement, placements } from './limits.ts';
import { richText } from './rich-text.ts';
import {
  actionId,
  anyText,
  buttonStyle,
  choiceOption,
  confirm,
  conversationFilter,
  dispatchActionConfig,
  imageElement,
  initialIsOffered,
  menuOption,
  optionGroup,
  overflowOption,
  plainText,
} from './text-objects.ts';

/** Whether the element takes the focus when its view opens; a view counts them. */
const focusOnLoad: Check = (value, at, inspection) => {
  boolean(value, at, inspection);
  if (value === true) inspection.found.focus.push(at);
};

const focus = { action_id: actionId, focus_on_load: focusOnLoad };
const placeholder = plainText(limits.placeholder);
const menu = { ...focus, confirm, placeholder };
const multi = { ...menu, max_selected_items: integer(limits.multiSelect.maxSelectedItems) };
const typed = { ...focus, placeholder, dispatch_action_config: dispatchActionConfig };

const staticOptions = {
  options: list(menuOption, limits.select.options),
  option_groups: list(optionGroup, limits.select.optionGroups),
};
const conversations = { default_to_current_conversation: boolean, filter: conversationFilter };
const queryLength = { min_query_length: integer({ min: 0 }) };
const initialMenuOptions = list(menuOption, { min: 1 });
const ids = list(nonEmpty);

const numeric = string({}, { pattern: /^-?(?:\d+\.?\d*|\.\d+)$/, is: 'a number written as a string' });
const date = string(
  {},
  { pattern: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, is: 'a date, YYYY-MM-DD' },
);
const time = string({}, { pattern: /^(?:[01]\d|2[0-3]):[0-5]\d$/, is: 'a time, HH:mm' });

const timezone: Check = (value, at, inspection) => {
  nonEmpty(value, at, inspection);
  if (typeof value === 'string' && value !== '' && !isTimeZone(value)) {
    inspection.report(at, `Must be an IANA time zone such as Europe/Amsterdam; got ${describe(value)}.`);
  }
};

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const feedbackButton = object('a feedback button', {
  text: required(plainText(limits.feedbackButton.text)),
  value: required(string(limits.feedbackButton.value)),
  accessibility_label: string(limits.feedbackButton.accessibilityLabel),
});

const workflow = object('a workflow', {
  trigger: required(
    object('a trigger', {
      url: required(nonEmpty),
      customizable_input_parameters: list(
        object('an input parameter', { name: required(nonEmpty), value: required(string()) }),
      ),
    }),
  ),
});

/** Every element type and its fields; `type` itself is what found the row. */
const elements: Readonly<Record<string, Check>> = {
  button: object('a button', {
    type: oneOf('button'),
    action_id: actionId,
    text: required(plainText(limits.button.text)),
    url: string(limits.button.url),
    value: string(limits.button.value),
    accessibility_label: string(limits.button.accessibilityLabel),
    style: buttonStyle,
    confirm,
  }),
  workflow_button: object('a workflow_button', {
    type: oneOf('workflow_button'),
    action_id: required(actionId),
    text: required(plainText(limits.workflowButton.text)),
    workflow: required(workflow),
    accessibility_label: string(limits.workflowButton.accessibilityLabel),
    style: buttonStyle,
    confirm,
  }),
  static_select: object(
    'a static_select',
    { type: oneOf('static_select'), ...menu, ...staticOptions, initial_option: menuOption },
    exactlyOne('options', 'option_groups'),
    initialIsOffered,
  ),
  multi_static_select: object(
    'a multi_static_select',
    { type: oneOf('multi_static_select'), ...multi, ...staticOptions, initial_options: initialMenuOptions },
    exactlyOne('options', 'option_groups'),
    initialIsOffered,
  ),
  external_select: object('an external_select', {
    type: oneOf('external_select'),
    ...menu,
    ...queryLength,
    initial_option: menuOption,
  }),
  multi_external_select: object('a multi_external_select', {
    type: oneOf('multi_external_select'),
    ...multi,
    ...queryLength,
    initial_options: initialMenuOptions,
  }),
  users_select: object('a users_select', { type: oneOf('users_select'), ...menu, initial_user: nonEmpty }),
  multi_users_select: object('a multi_users_select', {
    type: oneOf('multi_users_select'),
    ...multi,
    initial_users: ids,
  }),
  conversations_select: object('a conversations_select', {
    type: oneOf('conversations_select'),
    ...menu,
    ...conversations,
    initial_conversation: nonEmpty,
    response_url_enabled: boolean,
  }),
  multi_conversations_select: object('a multi_conversations_select', {
    type: oneOf('multi_conversations_select'),
    ...multi,
    ...conversations,
    initial_conversations: ids,
  }),
  channels_select: object('a channels_select', {
    type: oneOf('channels_select'),
    ...menu,
    initial_channel: nonEmpty,
    response_url_enabled: boolean,
  }),
  multi_channels_select: object('a multi_channels_select', {
    type: oneOf('multi_channels_select'),
    ...multi,
    initial_channels: ids,
  }),
  checkboxes: object(
    'checkboxes',
    {
      type: oneOf('checkboxes'),
      ...focus,
      confirm,
      options: required(list(choiceOption, limits.checkboxes.options)),
      initial_options: list(choiceOption, { min: 1 }),
    },
    initialIsOffered,
  ),
  radio_buttons: object(
    'radio_buttons',
    {
      type: oneOf('radio_buttons'),
      ...focus,
      confirm,
      options: required(list(choiceOption, limits.radioButtons.options)),
      initial_option: choiceOption,
    },
    initialIsOffered,
  ),
  overflow: object('an overflow menu', {
    type: oneOf('overflow'),
    action_id: actionId,
    confirm,
    options: required(list(overflowOption, limits.overflow.options)),
  }),
  datepicker: object('a datepicker', { type: oneOf('datepicker'), ...menu, initial_date: date }),
  timepicker: object('a timepicker', { type: oneOf('timepicker'), ...menu, initial_time: time, timezone }),
  datetimepicker: object('a datetimepicker', {
    type: oneOf('datetimepicker'),
    ...focus,
    confirm,
    initial_date_time: integer(limits.dateTimePicker.initialDateTime),
  }),
  plain_text_input: object(
    'a plain_text_input',
    {
      type: oneOf('plain_text_input'),
      ...typed,
      initial_value: string(limits.plainTextInput.initialValue),
      multiline: boolean,
      min_length: integer(limits.plainTextInput.minLength),
      max_length: integer(limits.plainTextInput.maxLength),
    },
    inOrder('min_length', 'max_length'),
  ),
  number_input: object(
    'a number_input',
    {
      type: oneOf('number_input'),
      ...typed,
      is_decimal_allowed: required(boolean),
      initial_value: numeric,
      min_value: numeric,
      max_value: numeric,
    },
    inOrder('min_value', 'max_value'),
  ),
  email_text_input: object('an email_text_input', {
    type: oneOf('email_text_input'),
    ...typed,
    initial_value: string(),
  }),
  url_text_input: object('a url_text_input', {
    type: oneOf('url_text_input'),
    ...typed,
    initial_value: string(),
  }),
  rich_text_input: object(
    'a rich_text_input',
    {
      type: oneOf('rich_text_input'),
      ...typed,
      initial_value: richText,
      min_lines: integer(limits.richTextInput.minLines),
      max_lines: integer(limits.richTextInput.maxLines),
    },
    inOrder('min_lines', 'max_lines'),
  ),
  file_input: object('a file_input', {
    type: oneOf('file_input'),
    action_id: actionId,
    filetypes: list(nonEmpty),
    max_files: integer(limits.fileInput.maxFiles),
  }),
  feedback_buttons: object('feedback_buttons', {
    type: oneOf('feedback_buttons'),
    action_id: actionId,
    positive_button: required(feedbackButton),
    negative_button: required(feedbackButton),
  }),
  icon_button: object('an icon_button', {
    type: oneOf('icon_button'),
    action_id: actionId,
    icon: required(oneOf('trash')),
    text: required(plainText()),
    value: string(limits.iconButton.value),
    accessibility_label: string(limits.iconButton.accessibilityLabel),
    visible_to_user_ids: list(nonEmpty, limits.iconButton.visibleToUserIds),
    confirm,
  }),
  image: imageElement,
  plain_text: anyText(),
  mrkdwn: anyText(),
};

/** An element in a slot of a block, refused when the slot does not take its type. */
export function element(placement: Placement): Check {
  const check = byType(`${placement} element`, () => elements, placements[placement]);
  return (value, at, inspection) => {
    check(value, at, inspection);
    const inModalInput = placement === 'input' && inspection.surface === 'modal';
    if (isObject(value) && value['response_url_enabled'] === true && !inModalInput) {
      inspection.report(
        pointerTo(at, 'response_url_enabled'),
        'Works only for a menu in an input block of a modal.',
      );
    }
  };
}

/** A button, where nothing else goes. */
export const button: Check = byType('button', () => elements, ['button']);
