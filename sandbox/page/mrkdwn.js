// @ts-check
import { h } from './dom.js';
import { emoji } from './emoji.js';
import { channelMention, dateNode, groupMention, link, userMention } from './mention.js';

/**
 * Slack's mrkdwn as nodes: nothing in it ever becomes markup.
 * @param {string} text
 * @returns {Node[]}
 */
export function mrkdwn(text) {
  return text.split(/(```[\s\S]+?```)/).flatMap((piece) => {
    if (piece.startsWith('```') && piece.endsWith('```') && piece.length > 6) {
      return [h('pre', {}, decode(piece.slice(3, -3).replace(/^\n|\n$/g, '')))];
    }
    return lines(piece);
  });
}

/**
 * @param {string} text
 * @returns {Node[]}
 */
function lines(text) {
  /** @type {Node[]} */
  const out = [];
  /** @type {string[]} */
  let plain = [];
  /** @type {string[]} */
  let quoted = [];
  const flush = () => {
    if (quoted.length > 0) out.push(h('blockquote', {}, inline(quoted.join('\n'))));
    if (plain.length > 0) out.push(...inline(plain.join('\n')));
    plain = [];
    quoted = [];
  };
  for (const line of text.split('\n')) {
    const quote = /^(?:>|&gt;) ?(.*)$/.exec(line);
    if (quote ? plain.length > 0 : quoted.length > 0) flush();
    if (quote) quoted.push(quote[1] ?? '');
    else plain.push(line);
  }
  flush();
  return out;
}

/** @type {Record<string, 'strong' | 'em' | 's'>} */
const MARKS = { '*': 'strong', _: 'em', '~': 's' };

/**
 * @param {string} text
 * @returns {Node[]}
 */
function inline(text) {
  /** @type {Node[]} */
  const out = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') out.push(...autolinked(decode(plain)));
    plain = '';
  };
  let at = 0;
  while (at < text.length) {
    const found = special(text, at);
    if (found) {
      flush();
      out.push(...found.nodes);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return out;
}

/**
 * @param {string} text
 * @param {number} at
 * @returns {{ nodes: Node[], end: number } | null}
 */
function special(text, at) {
  const c = text[at] ?? '';
  if (c === '<') {
    const end = text.indexOf('>', at);
    const node = end > at + 1 ? token(text.slice(at + 1, end)) : null;
    return node && { nodes: [node], end: end + 1 };
  }
  if (c === ':') {
    const match = /^:([a-z0-9_+-]+(?:::[a-z0-9-]+)?):/.exec(text.slice(at, at + 64));
    const sign = match && emoji(match[1] ?? '');
    return sign
      ? {
          nodes: [h('span', { role: 'img', 'aria-label': match[1]?.replaceAll('_', ' ') }, sign)],
          end: at + match[0].length,
        }
      : null;
  }
  if (c === '`') {
    const end = text.indexOf('`', at + 1);
    if (end <= at + 1 || text.slice(at, end).includes('\n')) return null;
    return { nodes: [h('code', {}, decode(text.slice(at + 1, end)))], end: end + 1 };
  }
  const tag = MARKS[c];
  if (!tag || /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') || /[\s]|^$/.test(text[at + 1] ?? '')) return null;
  const end = closing(text, at, c);
  return end < 0 ? null : { nodes: [h(tag, {}, inline(text.slice(at + 1, end)))], end: end + 1 };
}

/**
 * Where the mark opened at `at` closes on the same line: after a non-space, before something that is no letter or digit.
 * @param {string} text
 * @param {number} at
 * @param {string} mark
 */
function closing(text, at, mark) {
  for (let end = at + 1; end < text.length && text[end] !== '\n'; end += 1) {
    if (text[end] === '<') {
      const skip = text.indexOf('>', end);
      if (skip > 0) end = skip;
    } else if (
      text[end] === mark &&
      end > at + 1 &&
      !/\s/.test(text[end - 1] ?? '') &&
      !/[\p{L}\p{N}]/u.test(text[end + 1] ?? '')
    ) {
      return end;
    }
  }
  return -1;
}

/**
 * What stands between angle brackets.
 * @param {string} inside
 * @returns {Node | null}
 */
function token(inside) {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? '' : decode(inside.slice(bar + 1));
  if (target.startsWith('@')) return userMention(target.slice(1), label);
  if (target.startsWith('#')) return channelMention(target.slice(1), label);
  if (target.startsWith('!')) {
    const [word = '', ...rest] = target.slice(1).split('^');
    if (word === 'date')
      return dateNode(Number(rest[0]), rest[1] ?? '', label, decode(rest.slice(2).join('^')));
    if (word === 'subteam') return groupMention(rest[0] ?? '', label);
    return h('span', { class: 'mention loud' }, label || `@${word}`);
  }
  return link(decode(target), label || decode(target));
}

/** @param {string} text */
function decode(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * Bare addresses become links, as in Slack.
 * @param {string} text
 * @returns {Node[]}
 */
function autolinked(text) {
  return text
    .split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/)
    .filter((piece) => piece !== '')
    .map((piece) => (/^https?:\/\//.test(piece) ? link(piece, piece) : document.createTextNode(piece)));
}
