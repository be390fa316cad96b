// @ts-check
/** @import { Block, Host } from '../types.d.ts' */
import { h } from '../dom.js';
import { actionElement } from '../elements/index.js';
import { isSafeUrl } from '../mention.js';
import { picture } from './image.js';
import { richText } from './rich-text.js';
import { plain, textNodes } from './text.js';

/**
 * @param {Block} block
 * @param {Host} host
 */
export function card(block, host) {
  return h(
    'section',
    { class: 'card', 'aria-label': plain(block.title) || undefined },
    block.hero_image && picture(block.hero_image, 'hero'),
    h(
      'div',
      { class: 'card-head' },
      block.icon && picture(block.icon, 'context-picture'),
      h(
        'div',
        {},
        block.title && h('strong', { class: 'text' }, textNodes(block.title)),
        block.subtitle && h('div', { class: 'text quiet' }, textNodes(block.subtitle)),
      ),
    ),
    block.body && h('div', { class: 'text' }, textNodes(block.body)),
    block.actions &&
      h(
        'div',
        { class: 'actions' },
        block.actions.map((element) => actionElement(block, element, host)),
      ),
    block.subtext && h('div', { class: 'text quiet' }, textNodes(block.subtext)),
  );
}

/**
 * A row of cards that scrolls sideways.
 * @param {Block} block
 * @param {Host} host
 */
export function carousel(block, host) {
  const cards = /** @type {Block[]} */ (/** @type {unknown} */ (block.elements ?? []));
  return h(
    'div',
    { class: 'carousel', role: 'group', 'aria-label': 'Cards', tabindex: 0 },
    cards.map((one) => card({ ...one, ...(block.block_id ? { block_id: block.block_id } : {}) }, host)),
  );
}

/**
 * A titled box around other blocks, which may be folded.
 * @param {Block} block
 * @param {HTMLElement} children
 */
export function container(block, children) {
  const title = h(
    'span',
    { class: 'text' },
    block.rich_text_title ? richText(block.rich_text_title.elements) : textNodes(block.title),
  );
  const subtitle = block.subtitle && h('div', { class: 'text quiet' }, textNodes(block.subtitle));
  if (!block.is_collapsible) {
    return h('section', { class: 'container' }, h('strong', {}, title), subtitle, children);
  }
  const open = block.default_collapsed !== true;
  return h(
    'details',
    { class: 'container', open },
    h('summary', {}, h('strong', {}, title), subtitle),
    children,
  );
}

/**
 * Nothing is embedded here: a player would load from another host. Its title leads there when pressed.
 * @param {Block} block
 */
export function video(block) {
  const title = plain(block.title);
  const url = block.title_url ?? block.video_url ?? '';
  const source = [block.author_name, block.provider_name].filter(Boolean).join(' · ');
  return h(
    'section',
    { class: 'card', 'aria-label': `Video: ${title}` },
    source && h('div', { class: 'quiet' }, source),
    h(
      'strong',
      {},
      isSafeUrl(url) ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, title) : title,
    ),
    block.description && h('div', { class: 'text' }, textNodes(block.description)),
    h('span', { class: 'outline' }, `▶ Video: ${block.alt_text ?? title}`),
  );
}
