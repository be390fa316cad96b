// @ts-check
/** @import { TextObject } from '../types.d.ts' */
import { withEmoji } from '../emoji.js';
import { mrkdwn } from '../mrkdwn.js';

/**
 * A text object as nodes.
 * @param {TextObject | string | undefined} text
 * @returns {Node[]}
 */
export function textNodes(text) {
  if (text === undefined) return [];
  if (typeof text !== 'string' && text.type === 'mrkdwn') return mrkdwn(text.text);
  return [document.createTextNode(plain(text))];
}

/**
 * A text object as one string, for names and titles.
 * @param {TextObject | string | null | undefined} text
 */
export function plain(text) {
  if (text === undefined || text === null) return '';
  if (typeof text === 'string') return text;
  return text.type === 'plain_text' && text.emoji === false ? text.text : withEmoji(text.text);
}

/**
 * The start of a text without marks, as a name for the control beside it.
 * @param {TextObject | string | undefined} text
 */
export function asName(text) {
  const words = textNodes(text)
    .map((node) => node.textContent)
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
  return [...words].slice(0, 80).join('');
}
