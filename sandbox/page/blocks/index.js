// @ts-check
/** @import { Block, Host } from '../types.d.ts' */
import { h, keyed } from '../dom.js';
import { actionElement } from '../elements/index.js';
import { card, carousel, container, video } from './card.js';
import { imageBlock, picture } from './image.js';
import { inputBlock } from './input.js';
import { markdown } from './markdown.js';
import { richText } from './rich-text.js';
import { dataTable, table } from './table.js';
import { plain, textNodes } from './text.js';

/** @type {Record<string, (block: Block, host: Host) => HTMLElement>} */
const BLOCKS = {
  section,
  header: (block) => h('h3', { class: 'header-block' }, plain(block.text)),
  divider: () => h('hr'),
  context,
  actions: (block, host) =>
    h(
      'div',
      { class: 'actions' },
      (block.elements ?? []).map((element) => actionElement(block, element, host)),
    ),
  image: imageBlock,
  input: inputBlock,
  rich_text: (block) => h('div', { class: 'text' }, richText(block.elements ?? [])),
  markdown: (block) => h('div', { class: 'text' }, markdown(plain(block.text))),
  table,
  data_table: dataTable,
  alert,
  card,
  carousel,
  container: (block, host) => {
    const children = h('div', { class: 'container-body' });
    drawBlocks(children, block.child_blocks ?? [], host, '');
    return container(block, children);
  },
  video,
};

/**
 * Draws blocks into a container; a block that did not change keeps its node, and what is typed in it.
 * @param {Element} container
 * @param {readonly Block[]} blocks
 * @param {Host} host
 * @param {string} version changes when names or zone change
 */
export function drawBlocks(container, blocks, host, version) {
  const numbered = blocks.map((block, at) => ({ block, key: block.block_id ?? `block ${at}` }));
  keyed(container, numbered, {
    key: (one) => one.key,
    signature: (one) => JSON.stringify([one.block, host.errors[one.key] ?? null, version]),
    build: ({ block }) =>
      h('div', { class: `block block-${block.type}` }, (BLOCKS[block.type] ?? unknown)(block, host)),
  });
}

/** @param {Block} block */
function unknown(block) {
  return h('div', { class: 'outline' }, `Block ${block.type} is not drawn here`);
}

/**
 * @param {Block} block
 * @param {Host} host
 */
function section(block, host) {
  const fields =
    block.fields &&
    h(
      'div',
      { class: 'fields' },
      block.fields.map((one) => h('div', { class: 'text' }, textNodes(one))),
    );
  return h(
    'div',
    { class: 'section' },
    h(
      'div',
      { class: 'section-body' },
      block.text !== undefined && h('div', { class: 'text' }, textNodes(block.text)),
      fields,
    ),
    block.accessory && h('div', { class: 'accessory' }, actionElement(block, block.accessory, host)),
  );
}

/** @param {Block} block */
function context(block) {
  return h(
    'div',
    { class: 'context' },
    (block.elements ?? []).map((one) =>
      one.type === 'image'
        ? picture(one, 'context-picture')
        : h('span', { class: 'text' }, textNodes({ type: one.type, text: String(one.text ?? '') })),
    ),
  );
}

/** Said in words too: a level is never colour alone. */
const LEVELS = { info: 'Note', warning: 'Warning', error: 'Error', success: 'Done' };

/** @param {Block} block */
function alert(block) {
  const level = block.level ?? 'default';
  const word = level in LEVELS ? LEVELS[/** @type {keyof typeof LEVELS} */ (level)] : '';
  return h(
    'div',
    { class: `alert ${level}`, role: 'note' },
    word && h('strong', {}, `${word}: `),
    h('span', { class: 'text' }, textNodes(block.text)),
  );
}
