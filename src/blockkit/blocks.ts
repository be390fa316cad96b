import { cardBlock, carouselBlock, planBlock, taskCardBlock } from './cards.ts';
import { dataVisualizationBlock } from './charts.ts';
import {
  addTo,
  atLeastOne,
  boolean,
  byType,
  type Check,
  distinct,
  list,
  nonEmpty,
  object,
  oneOf,
  type Rule,
  required,
  string,
} from './check.ts';
import { element } from './elements.ts';
import { pointerTo } from './json.ts';
import { containerBlockTypes, limits, surfaceBlockTypes } from './limits.ts';
import { richText } from './rich-text.ts';
import { dataTableBlock, tableBlock } from './tables.ts';
import { codePoints } from './text.ts';
import { anyText, blockId, imageBlock, imageElement, plainText } from './text-objects.ts';

/** Every block type and its fields. */

const https = (range: { readonly max: number }) =>
  string({ min: 1, ...range }, { pattern: /^https:\/\//i, is: 'an https:// address' });

const oneMarkdownText = string(limits.markdown.text);

const markdownText: Check = (value, at, inspection) => {
  oneMarkdownText(value, at, inspection);
  if (typeof value === 'string') {
    addTo('markdown', codePoints(value), limits.markdown.total, at, inspection);
  }
};

const collapsing: Rule = (value, at, { report }) => {
  const collapsible = value['is_collapsible'] === true;
  if (value['default_collapsed'] === true && !collapsible) {
    report(pointerTo(at, 'default_collapsed'), 'Only a container with "is_collapsible" can start collapsed.');
  }
  if (value['has_header_divider'] === true && collapsible) {
    report(pointerTo(at, 'has_header_divider'), 'A collapsible container cannot have a header divider.');
  }
};

/** A block inside a container: of a type that both the container and the surface take. */
const childBlock: Check = (value, at, inspection) => {
  const onSurface: readonly string[] = surfaceBlockTypes[inspection.surface];
  const allowed = containerBlockTypes.filter((type) => onSurface.includes(type));
  byType('container block', () => blocks, allowed)(value, at, inspection);
};

const blocks: Readonly<Record<string, Check>> = {
  section: object(
    'a section',
    {
      type: oneOf('section'),
      block_id: blockId,
      text: anyText(limits.section.text),
      fields: list(anyText(limits.section.fieldText), limits.section.fields),
      accessory: element('accessory'),
      expand: boolean,
    },
    atLeastOne('text', 'fields'),
  ),
  header: object('a header', {
    type: oneOf('header'),
    block_id: blockId,
    text: required(plainText(limits.header.text)),
  }),
  divider: object('a divider', { type: oneOf('divider'), block_id: blockId }),
  context: object('a context block', {
    type: oneOf('context'),
    block_id: blockId,
    elements: required(list(element('context'), limits.context.elements)),
  }),
  actions: object(
    'an actions block',
    {
      type: oneOf('actions'),
      block_id: blockId,
      elements: required(list(element('actions'), limits.actions.elements)),
    },
    distinct('elements', 'action_id'),
  ),
  input: object(
    'an input block',
    {
      type: oneOf('input'),
      block_id: blockId,
      label: required(plainText(limits.input.label)),
      hint: plainText(limits.input.hint),
      element: required(element('input')),
      optional: boolean,
      dispatch_action: boolean,
    },
    (_value, at, inspection) => inspection.found.input.push(at),
  ),
  image: imageBlock,
  rich_text: richText,
  markdown: object('a markdown block', {
    type: oneOf('markdown'),
    // Slack ignores this block_id, so it takes part in no uniqueness rule.
    block_id: string(limits.blockId),
    text: required(markdownText),
  }),
  table: tableBlock,
  data_table: dataTableBlock,
  data_visualization: dataVisualizationBlock,
  video: object('a video', {
    type: oneOf('video'),
    block_id: blockId,
    title: required(plainText(limits.video.title)),
    title_url: https(limits.video.titleUrl),
    description: plainText(limits.video.description),
    author_name: string(limits.video.authorName),
    provider_name: string(limits.video.providerName),
    provider_icon_url: string(limits.video.providerIconUrl),
    thumbnail_url: required(string(limits.video.thumbnailUrl)),
    video_url: required(https(limits.video.videoUrl)),
    alt_text: required(string(limits.video.altText)),
  }),
  alert: object('an alert', {
    type: oneOf('alert'),
    block_id: blockId,
    text: required(anyText(limits.alert.text)),
    level: oneOf('default', 'info', 'warning', 'error', 'success'),
  }),
  card: cardBlock,
  carousel: carouselBlock,
  container: object(
    'a container',
    {
      type: oneOf('container'),
      block_id: blockId,
      title: plainText(limits.container.title),
      rich_text_title: richText,
      subtitle: anyText(limits.container.subtitle),
      icon: byType('image', () => ({ image: imageElement })),
      child_blocks: required(list(childBlock, limits.container.childBlocks)),
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      is_collapsible: boolean,
      default_collapsed: boolean,
      has_header_divider: boolean,
    },
    atLeastOne('title', 'rich_text_title'),
    collapsing,
  ),
  context_actions: object(
    'a context_actions block',
    {
      type: oneOf('context_actions'),
      block_id: blockId,
      elements: required(list(element('contextActions'), limits.contextActions.elements)),
    },
    distinct('elements', 'action_id'),
  ),
  task_card: taskCardBlock,
  plan: planBlock,
  file: object('a file block', {
    type: oneOf('file'),
    block_id: blockId,
    source: required(oneOf('remote')),
    external_id: required(nonEmpty),
  }),
};

/** A block at the top of a surface, refused when the surface does not take its type. */
const surfaceBlock: Check = (value, at, inspection) =>
  byType(`${inspection.surface} block`, () => blocks, surfaceBlockTypes[inspection.surface])(
    value,
    at,
    inspection,
  );

/** The list of blocks of a message, modal or home, as long as that surface allows. */
export const blockList: Check = (value, at, inspection) => {
  const range = inspection.surface === 'message' ? limits.message.blocks : limits.view.blocks;
  list(surfaceBlock, range)(value, at, inspection);
};
