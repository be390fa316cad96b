// @ts-check
/** @import { BlockElement, Field } from '../types.d.ts' */
import { plain } from '../blocks/text.js';
import { h } from '../dom.js';
import { isSafeUrl } from '../mention.js';

/**
 * @param {BlockElement} element
 * @param {Field} field
 */
export function button(element, field) {
  const props = {
    id: field.id,
    class: `button ${element.style ?? ''}`,
    'aria-label': element.accessibility_label,
    onclick: press,
  };
  const text = plain(element.text);
  if (element.url && isSafeUrl(element.url)) {
    return h('a', { ...props, href: element.url, target: '_blank', rel: 'noopener noreferrer' }, text);
  }
  return h('button', { ...props, type: 'button' }, text);

  /** @param {Event} event */
  async function press(event) {
    const node = /** @type {HTMLElement} */ (event.currentTarget);
    if (node.getAttribute('aria-busy') === 'true') return;
    if (element.confirm && element.url) event.preventDefault();
    node.setAttribute('aria-busy', 'true');
    try {
      await field.commit();
    } finally {
      node.removeAttribute('aria-busy');
    }
  }
}
