import {
  atLeastOne,
  boolean,
  byType,
  type Check,
  describe,
  exactlyOne,
  list,
  object,
  oneOf,
  type Rule,
  required,
  string,
} from './check.ts';
import { isList, isObject, type Json, pointerTo } from './json.ts';
import { limits, type Range } from './limits.ts';

/** The small objects that blocks and elements are made of: texts, options, confirmations, filters, files. */

const textOf = (range: Range) => ({
  plain_text: object('a plain_text', {
    type: oneOf('plain_text'),
    text: required(string(range)),
    emoji: boolean,
  }),
  mrkdwn: object('a mrkdwn', { type: oneOf('mrkdwn'), text: required(string(range)), verbatim: boolean }),
});

export function plainText(range: Range = limits.text): Check {
  const table = textOf(range);
  return byType('text', () => table, ['plain_text']);
}

export function anyText(range: Range = limits.text): Check {
  const table = textOf(range);
  return byType('text', () => table);
}

export const actionId = string(limits.actionId);

const anyBlockId = string(limits.blockId);

/** A block_id, unique in the whole payload. */
export const blockId: Check = (value, at, inspection) => {
  anyBlockId(value, at, inspection);
  if (typeof value !== 'string') return;
  const first = inspection.blockIds.get(value);
  if (first === undefined) inspection.blockIds.set(value, at);
  else inspection.report(at, `Each block_id must be unique; ${describe(value)} is already at ${first}.`);
};

export const buttonStyle = oneOf('primary', 'danger');

export const confirm = object('a confirm', {
  title: plainText(limits.confirm.title),
  text: required(anyText(limits.confirm.text)),
  confirm: plainText(limits.confirm.confirm),
  deny: plainText(limits.confirm.deny),
  style: buttonStyle,
});

const optionFields = {
  value: required(string(limits.option.value)),
  description: plainText(limits.option.description),
};

/** An option of a select menu. */
export const menuOption = object('an option', {
  text: required(plainText(limits.option.text)),
  ...optionFields,
});

/** An option of checkboxes or radio buttons, where the text may be mrkdwn. */
export const choiceOption = object('an option', {
  text: required(anyText(limits.option.text)),
  ...optionFields,
});

/** An option of an overflow menu, where it may carry a link. */
export const overflowOption = object('an option', {
  text: required(plainText(limits.option.text)),
  ...optionFields,
  url: string(limits.option.url),
});

export const optionGroup = object('an option group', {
  label: required(plainText(limits.optionGroup.label)),
  options: required(list(menuOption, limits.optionGroup.options)),
});

/** Every initially selected option is one of those offered: same value, text and description. */
export const initialIsOffered: Rule = (value, at, { report }) => {
  const groups = isList(value['option_groups']) ? value['option_groups'] : [];
  const lists: readonly (Json | undefined)[] = [
    value['options'],
    ...groups.map((group) => (isObject(group) ? group['options'] : undefined)),
  ];
  const offered = new Set(lists.flatMap((options) => (isList(options) ? options.map(identity) : [])));

  function check(option: Json | undefined, here: string): void {
    if (isObject(option) && !offered.has(identity(option))) {
      report(here, `Must be one of the options offered; got ${describe(option['value'])}.`);
    }
  }
  check(value['initial_option'], pointerTo(at, 'initial_option'));
  const initial = value['initial_options'];
  if (!isList(initial)) return;
  for (const [index, option] of initial.entries()) {
    check(option, pointerTo(pointerTo(at, 'initial_options'), index));
  }
};

/** What makes two options the same; the flags `emoji` and `verbatim` have defaults and do not count. */
function identity(option: Json): string {
  if (!isObject(option)) return '';
  const { text, value, description } = option;
  return JSON.stringify([value, words(text), words(description)]);
}

function words(text: Json | undefined): readonly (Json | undefined)[] {
  return isObject(text) ? [text['type'], text['text']] : [];
}

export const conversationFilter = object(
  'a conversation filter',
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), limits.conversationFilter.include),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
  atLeastOne('include', 'exclude_external_shared_channels', 'exclude_bot_users'),
);

export const dispatchActionConfig = object('a dispatch_action_config', {
  trigger_actions_on: required(
    list(oneOf('on_enter_pressed', 'on_character_entered'), limits.dispatchActionConfig.triggerActionsOn),
  ),
});

const slackFile = object(
  'a slack_file',
  {
    id: string({}, { pattern: /^F[A-Z0-9]{8,}$/, is: 'a file id such as F0123456789' }),
    url: string({ min: 1 }),
  },
  exactlyOne('id', 'url'),
);

const imageFields = {
  type: oneOf('image'),
  alt_text: required(string(limits.image.altText)),
  image_url: string(limits.image.imageUrl),
  slack_file: slackFile,
};
const oneImageSource = exactlyOne('image_url', 'slack_file');

/** An image as an element: in a context block, as an accessory, on a card. */
export const imageElement = object('an image', imageFields, oneImageSource);

export const imageBlock = object(
  'an image block',
  { ...imageFields, block_id: blockId, title: plainText(limits.image.title) },
  oneImageSource,
);
