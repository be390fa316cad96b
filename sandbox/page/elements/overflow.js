// @ts-check
/** @import { BlockElement, Field, Option } from '../types.d.ts' */
import { plain } from '../blocks/text.js';
import { isSafeUrl } from '../mention.js';
import { menu } from '../menu.js';
import { allOptions, optionValue } from './value.js';

/**
 * @param {BlockElement} element
 * @param {Field} field
 */
export function overflow(element, field) {
  return menu({
    id: field.id,
    label: element.accessibility_label ?? 'More actions',
    sign: '⋯',
    entries: () =>
      allOptions(element).map((option) => ({
        text: plain(option.text),
        hint: plain(option.description),
        run: () => choose(option),
      })),
  });

  /** @param {Option} option */
  function choose(option) {
    if (option.url && isSafeUrl(option.url)) window.open(option.url, '_blank', 'noopener,noreferrer');
    void field.commit(optionValue(option));
  }
}
