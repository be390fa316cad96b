// @ts-check
/** @import { RichNode, RichStyle } from '../types.d.ts' */
import { h } from '../dom.js';
import { emoji } from '../emoji.js';
import { channelMention, dateNode, groupMention, link, userMention } from '../mention.js';

/**
 * @param {readonly RichNode[]} elements of a `rich_text` block
 * @returns {HTMLElement[]}
 */
export function richText(elements) {
  return nestLists(elements).map(part);
}

/** @param {RichNode | HTMLElement} node */
function part(node) {
  if (node instanceof HTMLElement) return node;
  const inner = (node.elements ?? []).map(leaf);
  if (node.type === 'rich_text_quote') return h('blockquote', {}, inner);
  if (node.type === 'rich_text_preformatted') return h('pre', {}, inner);
  return h('p', {}, inner);
}

/**
 * Lists come flat, one element per indent level; a deeper one belongs into the last item before it.
 * @param {readonly RichNode[]} elements
 * @returns {(RichNode | HTMLElement)[]}
 */
function nestLists(elements) {
  /** @type {(RichNode | HTMLElement)[]} */
  const out = [];
  /** @type {{ indent: number, list: HTMLElement }[]} */
  let open = [];
  for (const element of elements) {
    if (element.type !== 'rich_text_list') {
      open = [];
      out.push(element);
      continue;
    }
    const indent = element.indent ?? 0;
    while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= indent) open.pop();
    const tag = element.style === 'ordered' ? 'ol' : 'ul';
    const list = h(tag, tag === 'ol' && element.offset ? { start: element.offset + 1 } : {});
    for (const item of element.elements ?? []) list.append(h('li', {}, (item.elements ?? []).map(leaf)));
    const parent = open.at(-1)?.list.lastElementChild;
    if (parent) parent.append(list);
    else out.push(list);
    open.push({ indent, list });
  }
  return out;
}

/**
 * @param {RichNode} node
 * @returns {Node}
 */
function leaf(node) {
  return styled(plainLeaf(node), typeof node.style === 'object' ? node.style : {});
}

/**
 * @param {RichNode} node
 * @returns {Node}
 */
function plainLeaf(node) {
  switch (node.type) {
    case 'text':
      return document.createTextNode(node.text ?? '');
    case 'link':
      return link(node.url ?? '', node.text || (node.url ?? ''));
    case 'user':
      return userMention(node.user_id ?? '');
    case 'channel':
      return channelMention(node.channel_id ?? '');
    case 'usergroup':
      return groupMention(node.usergroup_id ?? '');
    case 'broadcast':
      return h('span', { class: 'mention loud' }, `@${node.range ?? 'here'}`);
    case 'date':
      return dateNode(node.timestamp ?? Number.NaN, node.format ?? '', node.fallback ?? '', node.url);
    case 'emoji': {
      const sign = emoji(node.name ?? '') ?? fromUnicode(node.unicode);
      if (!sign) return document.createTextNode(`:${node.name ?? ''}:`);
      return h('span', { role: 'img', 'aria-label': (node.name ?? '').replaceAll('_', ' ') }, sign);
    }
    case 'color':
      return h('code', {}, node.value ?? '');
    default:
      return h('span', { class: 'unknown' }, `${node.type} ${node.text ?? ''}`);
  }
}

/** @param {string | undefined} hex code points such as `1f44b-1f3fd` */
function fromUnicode(hex) {
  const points = (hex ?? '').split('-').map((one) => Number.parseInt(one, 16));
  return hex && points.every((one) => one > 0 && one <= 0x10ffff)
    ? String.fromCodePoint(...points)
    : undefined;
}

/**
 * @param {Node} node
 * @param {RichStyle} style
 * @returns {Node}
 */
function styled(node, style) {
  let out = node;
  if (style.code) out = h('code', {}, out);
  if (style.strike) out = h('s', {}, out);
  if (style.italic) out = h('em', {}, out);
  if (style.bold) out = h('strong', {}, out);
  return out;
}
