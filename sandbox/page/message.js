// @ts-check
/** @import { Message, Problem } from './types.d.ts' */
import { act } from './act.js';
import { drawBlocks } from './blocks/index.js';
import { domId, h } from './dom.js';
import { filesOf } from './files.js';
import { messageHost } from './hosts.js';
import { refusedChange } from './inspector/records.js';
import { nameOf } from './mention.js';
import { menu } from './menu.js';
import { mrkdwn } from './mrkdwn.js';
import { reactionsOf, reactMenu } from './reactions.js';
import { href, now, person, state, zone } from './store.js';
import { dayName, dayNumber, hourMinute, shortDate } from './time.js';

/**
 * A message that changes is another object.
 * @type {WeakMap<Message, number>}
 */
const numbers = new WeakMap();
let last = 0;

/**
 * When to draw a message again: other content, or a change of it that was refused.
 * @param {string} channel
 * @param {Message} message
 */
export function messageSignature(channel, message) {
  let number = numbers.get(message);
  if (number === undefined) {
    last += 1;
    number = last;
    numbers.set(message, number);
  }
  return `${number} ${refusedChange(channel, message.ts)?.length ?? ''}`;
}

/** What drawn text depends on besides its own content. */
export function version() {
  return `${state.names} ${state.route.as} ${zone()} ${dayNumber(now(), zone())}`;
}

/** @param {Message} message */
export function messageMs(message) {
  return Number(message.ts) * 1000;
}

/**
 * @param {string} channel
 * @param {Message} message
 * @param {'list' | 'thread'} where
 */
export function messageNode(channel, message, where) {
  const id = domId(where, channel, message.ts, 'message');
  const bot = message.bot_id !== undefined;
  const author = bot ? (message.username ?? nameOf(message.bot_id)) : nameOf(message.user);
  const ms = messageMs(message);
  const body = h('div', { class: 'message-body' });
  if (message.blocks && message.blocks.length > 0)
    drawBlocks(body, message.blocks, messageHost(channel, message.ts, where), '');
  else if (message.text) body.append(h('div', { class: 'text' }, mrkdwn(message.text)));
  return h(
    'article',
    {
      class: `message${message.ephemeral ? ' ephemeral' : ''}`,
      id,
      tabindex: -1,
      'data-focus-home': true,
      'aria-labelledby': `${id}-by ${id}-at`,
    },
    h(
      'span',
      { class: `avatar ${bot ? 'app' : `hue-${hue(message.user ?? '')}`}`, 'aria-hidden': 'true' },
      initials(author),
    ),
    h(
      'div',
      { class: 'message-main' },
      message.ephemeral && h('p', { class: 'only-you' }, 'Only visible to you'),
      h(
        'header',
        { class: 'message-head' },
        h('span', { class: 'author', id: `${id}-by` }, author),
        bot && h('span', { class: 'badge' }, 'APP'),
        !bot && foreign(message.user),
        h(
          'time',
          {
            id: `${id}-at`,
            datetime: new Date(ms).toISOString(),
            title: `${shortDate(ms, zone())} ${hourMinute(ms, zone())}`,
          },
          hourMinute(ms, zone()),
        ),
        message.edited && h('span', { class: 'edited' }, '(edited)'),
      ),
      body,
      filesOf(message),
      problems('this message', message.problems),
      problems('a change of this message', refusedChange(channel, message.ts)),
      reactionsOf(channel, message, id),
      where === 'list' && replies(channel, message),
    ),
    !message.ephemeral && tools(channel, message, where, id),
  );
}

/** @param {string | undefined} id */
function foreign(id) {
  const who = person(id);
  if (who?.isStranger) return h('span', { class: 'badge' }, 'EXTERNAL');
  return (who?.isRestricted || who?.isUltraRestricted) && h('span', { class: 'badge' }, 'GUEST');
}

/**
 * What Slack would refuse.
 * @param {string} what
 * @param {Problem[]} [list]
 */
function problems(what, list = []) {
  if (list.length === 0) return null;
  return h(
    'details',
    { class: 'problems', open: true },
    h(
      'summary',
      {},
      list.length === 1
        ? `Slack would refuse ${what}`
        : `Slack would refuse ${what}: ${list.length} problems`,
    ),
    h(
      'ul',
      {},
      list.map((one) =>
        h('li', {}, h('code', {}, one.path ?? one.pointer ?? ''), ` ${one.message ?? one.code ?? ''}`),
      ),
    ),
  );
}

/**
 * @param {string} channel
 * @param {Message} message
 */
function replies(channel, message) {
  const count = message.reply_count ?? 0;
  if (count === 0) return null;
  const latest = Number(message.latest_reply) * 1000;
  return h(
    'p',
    { class: 'replies' },
    h(
      'a',
      { href: href({ place: state.route.place || channel, thread: message.ts }) },
      count === 1 ? '1 reply' : `${count} replies`,
    ),
    Number.isFinite(latest) &&
      latest > 0 &&
      h(
        'span',
        { class: 'quiet' },
        ` Last reply: ${dayName(latest, zone(), now())} at ${hourMinute(latest, zone())}`,
      ),
  );
}

/**
 * @param {string} channel
 * @param {Message} message
 * @param {'list' | 'thread'} where
 * @param {string} id
 */
function tools(channel, message, where, id) {
  const shortcuts = (state.workspace?.app.shortcuts ?? []).filter((one) => one.type === 'message');
  return h(
    'div',
    { class: 'tools' },
    where === 'list' &&
      h(
        'a',
        {
          class: 'button icon-button',
          href: href({ thread: message.ts }),
          'aria-label': 'Reply in thread',
          title: 'Reply in thread',
        },
        'Reply',
      ),
    reactMenu(channel, message, `${id}-react`),
    shortcuts.length > 0 &&
      menu({
        id: `${id}-menu`,
        label: 'Message actions',
        sign: '⋯',
        entries: () =>
          shortcuts.map((one) => ({
            text: one.name,
            hint: one.description ?? '',
            run: () => void act('shortcut', { callback_id: one.callback_id, channel, ts: message.ts }),
          })),
      }),
  );
}

/** @param {string} name */
function initials(name) {
  const words = name.split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}

/** @param {string} id */
function hue(id) {
  let sum = 0;
  for (const c of id) sum += c.codePointAt(0) ?? 0;
  return sum % 6;
}
