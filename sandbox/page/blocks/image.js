// @ts-check
/** @import { Block, BlockElement, SlackFile } from '../types.d.ts' */
import { h } from '../dom.js';
import { plain } from './text.js';

/**
 * Pictures come from this workspace or from the page itself; anything else would tell another host what is read here,
 * so it is an outline with the alternative text.
 * @param {BlockElement | Block} image
 * @param {string} [className]
 */
export function picture(image, className = 'picture') {
  const alt = image.alt_text ?? '';
  const url = image.slack_file ? fileAddress(image.slack_file) : (image.image_url ?? '');
  if (isOwn(url)) return h('img', { class: className, src: url, alt, loading: 'lazy' });
  return h('span', { class: `${className} outline`, role: 'img', 'aria-label': alt }, `Picture: ${alt}`);
}

/** @param {Block} block */
export function imageBlock(block) {
  const title = plain(block.title);
  return h('figure', {}, title && h('figcaption', {}, title), picture(block));
}

/** @param {string} url */
export function isOwn(url) {
  if (/^data:image\/(png|jpeg|gif|webp);/.test(url)) return true;
  return URL.canParse(url, location.href) && new URL(url, location.href).origin === location.origin;
}

/**
 * Where this workspace keeps an uploaded file, whichever of its names is given: id, private address or permalink.
 * @param {SlackFile} file
 */
function fileAddress(file) {
  const id = file.id ?? /\/(F[A-Z0-9]+)(?:\/|$)/.exec(file.url ?? '')?.[1];
  return id === undefined ? (file.url ?? 'about:blank') : `/files/${encodeURIComponent(id)}`;
}
