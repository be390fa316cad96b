// @ts-check
/** @import { Message } from './types.d.ts' */
import { isOwn } from './blocks/image.js';
import { h } from './dom.js';

/**
 * What is attached to a message: pictures as pictures, the rest with a name to save it by.
 * @param {Message} message
 */
export function filesOf(message) {
  return (message.files ?? []).map((file) => {
    const name = file.title ?? file.name ?? 'file';
    const url = file.url_private ?? '';
    if (!isOwn(url)) return h('div', { class: 'outline' }, `File: ${name}`);
    if (file.mimetype?.startsWith('image/')) {
      const alt = file.alt_txt ?? name;
      return h(
        'figure',
        { class: 'file' },
        h('figcaption', {}, name),
        h('img', { class: 'picture', src: url, alt, loading: 'lazy' }),
      );
    }
    return h(
      'a',
      { class: 'file-card', href: url, download: file.name ?? '' },
      h('strong', {}, name),
      h('span', { class: 'quiet' }, [file.pretty_type, bytes(file.size)].filter(Boolean).join(' · ')),
    );
  });
}

/** @param {number | undefined} size */
function bytes(size) {
  if (size === undefined) return '';
  if (size < 1000) return `${size} bytes`;
  return size < 1_000_000 ? `${Math.round(size / 1000)} KB` : `${(size / 1_000_000).toFixed(1)} MB`;
}
