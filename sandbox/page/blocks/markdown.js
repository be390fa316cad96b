// @ts-check
import { h } from '../dom.js';
import { withEmoji } from '../emoji.js';
import { link } from '../mention.js';

/**
 * The part of Markdown that messages use: headings, paragraphs, lists, quotes, code, rules, and marks within a line.
 * @param {string} text
 * @returns {HTMLElement[]}
 */
export function markdown(text) {
  /** @type {HTMLElement[]} */
  const out = [];
  const rows = text.split('\n');
  for (let at = 0; at < rows.length; ) {
    const row = rows[at] ?? '';
    const end = spanEnd(rows, at);
    const span = rows.slice(at, end);
    at = end;
    const heading = /^(#{1,6})\s+(.*)$/.exec(row);
    if (row.trim() === '') continue;
    if (/^```/.test(row)) out.push(h('pre', {}, span.filter((one) => !/^```/.test(one)).join('\n')));
    else if (heading)
      out.push(
        h(
          'p',
          { class: 'heading', role: 'heading', 'aria-level': Math.min(6, (heading[1] ?? '').length + 2) },
          marks(heading[2] ?? ''),
        ),
      );
    else if (/^\s*(?:-{3,}|\*{3,})\s*$/.test(row)) out.push(h('hr'));
    else if (/^>/.test(row))
      out.push(h('blockquote', {}, marks(span.map((one) => one.replace(/^> ?/, '')).join('\n'))));
    else if (LIST.test(row))
      out.push(
        h(
          /^\s*\d/.test(row) ? 'ol' : 'ul',
          {},
          span.map((one) => h('li', {}, marks(one.replace(LIST, '')))),
        ),
      );
    else out.push(h('p', {}, marks(span.join('\n'))));
  }
  return out;
}

const LIST = /^\s*(?:[-*+]|\d+[.)])\s+/;

/**
 * Where the thing that starts at row `at` ends.
 * @param {string[]} rows
 * @param {number} at
 */
function spanEnd(rows, at) {
  const row = rows[at] ?? '';
  let end = at + 1;
  if (/^```/.test(row)) {
    while (end < rows.length && !/^```/.test(rows[end] ?? '')) end += 1;
    return end + 1;
  }
  const same = kind(row);
  if (same === 'single') return end;
  while (end < rows.length && kind(rows[end] ?? '') === same) end += 1;
  return end;
}

/** @param {string} row */
function kind(row) {
  if (row.trim() === '' || /^(#{1,6})\s|^```|^\s*(?:-{3,}|\*{3,})\s*$/.test(row)) return 'single';
  if (/^>/.test(row)) return 'quote';
  return LIST.test(row) ? 'list' : 'text';
}

const MARK =
  /(`[^`\n]+`|\*\*[^\n]+?\*\*|__[^\n]+?__|~~[^\n]+?~~|\*[^*\n]+\*|\b_[^_\n]+_\b|\[[^\]\n]+\]\([^)\s]+\))/;

/**
 * @param {string} text
 * @returns {Node[]}
 */
function marks(text) {
  return text
    .split(MARK)
    .filter((piece) => piece !== '')
    .map((piece) => {
      if (/^`.+`$/.test(piece)) return h('code', {}, piece.slice(1, -1));
      if (/^(\*\*|__).+\1$/.test(piece)) return h('strong', {}, marks(piece.slice(2, -2)));
      if (/^~~.+~~$/.test(piece)) return h('s', {}, marks(piece.slice(2, -2)));
      if (/^([*_]).+\1$/.test(piece)) return h('em', {}, marks(piece.slice(1, -1)));
      const found = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(piece);
      return found ? link(found[2] ?? '', found[1] ?? '') : document.createTextNode(withEmoji(piece));
    });
}
