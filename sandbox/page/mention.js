// @ts-check
import { h } from './dom.js';
import { conversation, href, now, person, state, zone } from './store.js';
import { shortDate, slackDate } from './time.js';

/**
 * The name of a person or of the app as others see it.
 * @param {string | undefined} id
 */
export function nameOf(id) {
  const found = person(id);
  if (found) return found.realName || found.name;
  const app = state.workspace?.app;
  return app && (id === app.botUserId || id === app.botId) ? app.name : (id ?? 'Unknown');
}

/**
 * @param {string} id
 * @param {string} [label]
 */
export function userMention(id, label = '') {
  const known = person(id) || id === state.workspace?.app.botUserId;
  const own = id === state.route.as ? ' own' : '';
  return h('span', { class: `mention${own}` }, `@${known ? nameOf(id) : label || id}`);
}

/**
 * @param {string} id
 * @param {string} [label]
 */
export function channelMention(id, label = '') {
  const found = conversation(id);
  if (!found) return h('span', { class: 'mention' }, label ? `#${label}` : 'a private channel');
  return h('a', { class: 'mention', href: href({ place: id }) }, `#${found.name}`);
}

/**
 * @param {string} id
 * @param {string} [label]
 */
export function groupMention(id, label = '') {
  const found = state.workspace?.userGroups?.find((one) => one.id === id);
  const own = found?.members.includes(state.route.as) ? ' own' : '';
  const text = found ? `@${found.handle}` : label || `@${id || 'group'}`;
  return h('span', { class: `mention${own}`, title: found?.name }, text);
}

/**
 * An instant in the reader's zone.
 * @param {number} seconds
 * @param {string} format Slack's tokens
 * @param {string} fallback
 * @param {string} [url]
 */
export function dateNode(seconds, format, fallback, url = '') {
  if (!Number.isFinite(seconds)) return document.createTextNode(fallback);
  const ms = seconds * 1000;
  const text = slackDate(ms, format || '{date_short_pretty}', zone(), now());
  const node = h('time', { datetime: new Date(ms).toISOString(), title: shortDate(ms, zone()) }, text);
  if (!url) return node;
  const anchor = link(url, '');
  anchor.append(node);
  return anchor;
}

/**
 * Only web and mail addresses become links; anything else stays text.
 * @param {string} url
 * @param {string} label
 * @returns {HTMLElement}
 */
export function link(url, label) {
  if (!isSafeUrl(url)) return h('span', {}, label);
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label);
}

/** @param {string} url */
export function isSafeUrl(url) {
  return URL.canParse(url) && ['http:', 'https:', 'mailto:'].includes(new URL(url).protocol);
}
