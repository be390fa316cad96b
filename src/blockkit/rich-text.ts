import {
  boolean,
  byType,
  type Check,
  integer,
  list,
  nonEmpty,
  object,
  oneOf,
  required,
  string,
} from './check.ts';
import { limits } from './limits.ts';
import { blockId } from './text-objects.ts';

/** The rich_text block and everything inside it. */

const textFlags = { bold: boolean, italic: boolean, strike: boolean, code: boolean, underline: boolean };
const textStyle = object('a text style', textFlags);
const mentionStyle = object('a mention style', {
  ...textFlags,
  highlight: boolean,
  client_highlight: boolean,
  unlink: boolean,
});

const inline: Readonly<Record<string, Check>> = {
  text: object('a text element', { type: oneOf('text'), text: required(nonEmpty), style: textStyle }),
  link: object('a link element', {
    type: oneOf('link'),
    url: required(nonEmpty),
    text: string(),
    unsafe: boolean,
    style: textStyle,
  }),
  emoji: object('an emoji element', {
    type: oneOf('emoji'),
    name: required(nonEmpty),
    unicode: string(),
    url: string(),
    skin_tone: integer({ min: 1, max: 6 }),
    style: textStyle,
  }),
  user: object('a user element', { type: oneOf('user'), user_id: required(nonEmpty), style: mentionStyle }),
  usergroup: object('a usergroup element', {
    type: oneOf('usergroup'),
    usergroup_id: required(nonEmpty),
    style: mentionStyle,
  }),
  team: object('a team element', { type: oneOf('team'), team_id: required(nonEmpty), style: mentionStyle }),
  channel: object('a channel element', {
    type: oneOf('channel'),
    channel_id: required(nonEmpty),
    style: mentionStyle,
  }),
  broadcast: object('a broadcast element', {
    type: oneOf('broadcast'),
    range: required(oneOf('here', 'channel', 'everyone')),
    style: mentionStyle,
  }),
  date: object('a date element', {
    type: oneOf('date'),
    timestamp: required(integer()),
    format: required(nonEmpty),
    url: string(),
    fallback: string(),
    style: textStyle,
  }),
  color: object('a color element', { type: oneOf('color'), value: required(nonEmpty), style: textStyle }),
};

const inlineElements = list(
  byType('rich text element', () => inline),
  { min: 1 },
);
const preformattedElements = list(
  byType('preformatted element', () => inline, ['text', 'link']),
  { min: 1 },
);

const section = object('a rich_text_section', {
  type: oneOf('rich_text_section'),
  elements: required(inlineElements),
});
const border = integer(limits.richText.border);

const parts: Readonly<Record<string, Check>> = {
  rich_text_section: section,
  rich_text_list: object('a rich_text_list', {
    type: oneOf('rich_text_list'),
    style: required(oneOf('bullet', 'ordered')),
    elements: required(
      list(
        byType('list item', () => ({ rich_text_section: section })),
        { min: 1 },
      ),
    ),
    indent: integer(limits.richText.indent),
    offset: integer(limits.richText.offset),
    border,
  }),
  rich_text_quote: object('a rich_text_quote', {
    type: oneOf('rich_text_quote'),
    elements: required(inlineElements),
    border,
  }),
  rich_text_preformatted: object('a rich_text_preformatted', {
    type: oneOf('rich_text_preformatted'),
    elements: required(preformattedElements),
    border,
  }),
};

const richTextBlock = object('a rich_text block', {
  type: oneOf('rich_text'),
  block_id: blockId,
  elements: required(
    list(
      byType('rich text part', () => parts),
      { min: 1 },
    ),
  ),
});

/** A rich_text block, also where it is the value of a field and so must name its type. */
export const richText: Check = byType('rich text', () => ({ rich_text: richTextBlock }));
