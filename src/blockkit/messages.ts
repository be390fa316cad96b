import { blockList } from './blocks.ts';
import {
  atLeastOne,
  boolean,
  type Check,
  describe,
  integer,
  list,
  nonEmpty,
  object,
  oneOf,
  type Rule,
  required,
  string,
} from './check.ts';
import { isList, isObject, type Json, pointerTo } from './json.ts';
import { limits, MESSAGE_TEXT_BUDGET } from './limits.ts';
import { codePoints } from './text.ts';

/** Messages, with the arguments that Slack's posting and updating methods take beside the content. */

/** Message metadata. Slack publishes no size limit. Everybody in the workspace can read it. */
const metadata = object('metadata', {
  event_type: required(nonEmpty),
  event_payload: required((value, at, { report }) => {
    if (!isObject(value)) report(at, `Must be an object; got ${describe(value)}.`);
  }),
});

const attachment = object(
  'an attachment',
  {
    blocks: blockList,
    color: string(),
    fallback: string(),
    pretext: string(),
    author_name: string(),
    author_link: string(),
    author_icon: string(),
    title: string(),
    title_link: string(),
    text: string(),
    fields: list(object('an attachment field', { title: string(), value: string(), short: boolean })),
    image_url: string(),
    thumb_url: string(),
    footer: string(),
    footer_icon: string(),
    ts: integer(),
    mrkdwn_in: list(oneOf('text', 'pretext', 'fields')),
  },
  atLeastOne('blocks', 'text', 'pretext', 'title', 'fallback', 'fields', 'image_url'),
);

/** Fields whose text is not on display until somebody opens a menu or a dialog. */
const hidden = new Set([
  'options',
  'option_groups',
  'initial_option',
  'initial_options',
  'confirm',
  'placeholder',
]);
/** Blocks with a documented total of their own. */
const measuredElsewhere = new Set<unknown>(['markdown', 'table', 'data_table']);

/** Code points of the text that blocks show and that counts towards our budget. */
function shownChars(value: Json | undefined): number {
  if (isList(value)) return value.reduce<number>((sum, item) => sum + shownChars(item), 0);
  if (!isObject(value) || measuredElsewhere.has(value['type'])) return 0;
  return Object.entries(value).reduce((sum, [key, child]) => {
    if (hidden.has(key)) return sum;
    return sum + (key === 'text' && typeof child === 'string' ? codePoints(child) : shownChars(child));
  }, 0);
}

const textBudget: Rule = (value, at, { report }) => {
  const attachments = isList(value['attachments']) ? value['attachments'] : [];
  const nested = attachments.map((item) => (isObject(item) ? (item['blocks'] ?? null) : null));
  const chars = shownChars(value['blocks']) + shownChars(nested);
  if (chars > MESSAGE_TEXT_BUDGET) {
    report(
      pointerTo(at, value['blocks'] === undefined ? 'attachments' : 'blocks'),
      `All blocks together must show at most ${MESSAGE_TEXT_BUDGET} characters of text (our budget); got ${chars}.`,
    );
  }
};

const hasContent: Rule = (value, at, { report }) => {
  const filled = (key: string) => {
    const content = value[key];
    return content !== undefined && !(isList(content) && content.length === 0);
  };
  if (!['text', 'blocks', 'attachments', 'markdown_text'].some(filled)) {
    report(at, 'A message needs "text" or "blocks"; got neither.');
  }
};

const markdownTextAlone: Rule = (value, at, { report }) => {
  if (
    value['markdown_text'] !== undefined &&
    (value['text'] !== undefined || value['blocks'] !== undefined)
  ) {
    report(pointerTo(at, 'markdown_text'), 'Cannot be combined with "text" or "blocks".');
  }
};

/** A message whose `text` has at most so many code points. */
export function message(maxTextChars: number): Check {
  return object(
    'a message',
    {
      text: string({ min: 1, max: maxTextChars }),
      blocks: blockList,
      attachments: list(attachment, limits.message.attachments),
      metadata,
      markdown_text: string(limits.message.markdownText),
      channel: nonEmpty,
      user: nonEmpty,
      ts: nonEmpty,
      thread_ts: nonEmpty,
      post_at: integer({ min: 1 }),
      reply_broadcast: boolean,
      unfurl_links: boolean,
      unfurl_media: boolean,
      mrkdwn: boolean,
      link_names: boolean,
      parse: oneOf('full', 'none'),
      username: nonEmpty,
      icon_emoji: nonEmpty,
      icon_url: nonEmpty,
      as_user: boolean,
      file_ids: list(nonEmpty),
      response_type: oneOf('in_channel', 'ephemeral'),
      replace_original: boolean,
      delete_original: boolean,
    },
    hasContent,
    markdownTextAlone,
    textBudget,
  );
}
