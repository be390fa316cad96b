// @ts-check
/** @import { Message } from './types.d.ts' */
import { post } from './api.js';
import { composer } from './composer.js';
import { domId, fill, h, keyed } from './dom.js';
import { refusedChanges } from './inspector/records.js';
import { messageMs, messageNode, messageSignature, version } from './message.js';
import { changed, conversation, load, loadEarlier, now, openChannel, report, state, zone } from './store.js';
import { dayName, dayNumber } from './time.js';

const NEAR_BOTTOM_PX = 80;
/** So many messages are on the page at once, however many there are: each redraw costs the same. */
const DRAWN_AT_ONCE = 200;
const STEP = 100;

/** The open conversation: its messages and, below, where one writes. */
export function createConversation() {
  const node = h('div', { class: 'conversation' });
  let shell = '';
  /** @type {ReturnType<typeof parts> | null} */
  let shown = null;
  let isAtEnd = true;
  /** ts of the last message drawn, where older ones are read; empty: the newest. */
  let until = '';
  /** What stands on the page; the same is not drawn twice. */
  /** @type {{ list: readonly Message[], version: string }} */
  let drawn = { list: [], version: '' };
  // Whoever reads the newest messages goes on reading them when the window changes its size or its keyboard comes up.
  const resized = new ResizeObserver(() => isAtEnd && toEnd());
  return { node, draw };

  /** @param {string} name accessible name of the place */
  function draw(name) {
    const channel = openChannel();
    const found = conversation(channel);
    const key = `${state.route.as} ${channel} ${found?.isMember} ${found?.isArchived} ${state.workspace?.app.name}`;
    const fresh = key !== shell;
    if (fresh) build(channel, name, key);
    if (!shown || state.messages.of !== `${state.route.as} ${channel}`) return;
    markRead(channel);
    const all = state.messages.list;
    const end = until === '' ? all.length : all.findLastIndex((one) => one.ts <= until) + 1;
    const start = Math.max(0, end - DRAWN_AT_ONCE);
    shown.earlier.hidden = start === 0 && !state.messages.hasMore;
    shown.later.hidden = end === all.length;
    shown.nothing.hidden = all.length > 0;
    const list = all.slice(start, end);
    const version = drawnVersion();
    if (!fresh && version === drawn.version && isSame(list, drawn.list)) return;
    const atEnd = until === '' && (fresh || isAtEnd || drawn.list.length === 0);
    drawn = { list, version };
    drawMessages(shown.list, channel, list, 'list');
    speakFromNowOn(shown.list);
    if (atEnd) toEnd();
  }

  function toEnd() {
    if (shown) shown.scroller.scrollTop = shown.scroller.scrollHeight;
  }

  function scrolled() {
    if (shown) isAtEnd = until === '' && distanceToEnd(shown.scroller) < NEAR_BOTTOM_PX;
  }

  /** Older messages come in above, and the newest leave the page; what one reads stays where it is. */
  async function goEarlier() {
    const first = drawn.list[0]?.ts ?? '';
    const at = state.messages.list.findIndex((one) => one.ts === first);
    if (at < STEP && state.messages.hasMore) await loadEarlier();
    const start = state.messages.list.findIndex((one) => one.ts === first);
    const end = Math.max(0, start - STEP) + DRAWN_AT_ONCE;
    goTo(end, first);
  }

  function goLater() {
    const last = drawn.list.at(-1)?.ts ?? '';
    goTo(state.messages.list.findIndex((one) => one.ts === last) + 1 + STEP, last);
  }

  function goToNewest() {
    until = '';
    isAtEnd = true;
    changed();
    toEnd();
    document.querySelector('main')?.focus();
  }

  /**
   * @param {number} end index after the last message to be drawn
   * @param {string} anchor ts of the message that keeps its place
   */
  function goTo(end, anchor) {
    const all = state.messages.list;
    const before = topOf(anchor);
    isAtEnd = false;
    until = end >= all.length ? '' : (all[end - 1]?.ts ?? '');
    changed();
    if (shown) shown.scroller.scrollTop += topOf(anchor) - before;
  }

  /** @param {string} ts */
  function topOf(ts) {
    const found = document.getElementById(domId('list', openChannel(), ts, 'message'));
    return found?.getBoundingClientRect().top ?? 0;
  }

  /**
   * @param {string} channel
   * @param {string} name
   * @param {string} key
   */
  function build(channel, name, key) {
    shell = key;
    const found = conversation(channel);
    shown = parts(name);
    isAtEnd = true;
    until = '';
    drawn = { list: [], version: '' };
    resized.disconnect();
    resized.observe(shown.scroller);
    // A picture that has come makes the list longer.
    resized.observe(shown.list);
    fill(
      node,
      shown.scroller,
      foot(channel, name, found?.isArchived === true, found?.isMember !== false || found?.kind === 'im'),
    );
  }

  /** @param {string} name */
  function parts(name) {
    const list = h('div', {
      role: 'log',
      'aria-label': `Messages in ${name}`,
      'aria-live': 'off',
      class: 'messages',
    });
    const earlier = h(
      'button',
      { type: 'button', class: 'button earlier', hidden: true, onclick: () => void goEarlier() },
      'Show earlier messages',
    );
    const later = h(
      'div',
      { class: 'later', hidden: true },
      h('button', { type: 'button', class: 'button', onclick: goLater }, 'Show later messages'),
      h('button', { type: 'button', class: 'button', onclick: goToNewest }, 'To the newest'),
    );
    const nothing = h('p', { class: 'quiet nothing', hidden: true }, 'Nothing has been said here yet.');
    const scroller = h(
      'div',
      { class: 'scroll', tabindex: -1, onscroll: scrolled },
      earlier,
      nothing,
      list,
      later,
    );
    return { list, earlier, later, nothing, scroller };
  }

  /**
   * @param {string} channel
   * @param {string} name
   * @param {boolean} archived
   * @param {boolean} member
   */
  function foot(channel, name, archived, member) {
    if (archived) return h('p', { class: 'closed' }, `${name} is archived. It can be read, not written to.`);
    if (!member)
      return h(
        'p',
        { class: 'closed' },
        `You are not a member of ${name}. You can read it, not write to it.`,
      );
    return composer({ channel, label: `Message ${name}` });
  }
}

/**
 * @param {readonly Message[]} a
 * @param {readonly Message[]} b
 */
function isSame(a, b) {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}

/** @param {HTMLElement} scroller */
function distanceToEnd(scroller) {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
}

/**
 * What was there when the room was opened is not read out; what comes afterwards is.
 * @param {HTMLElement} list
 */
export function speakFromNowOn(list) {
  requestAnimationFrame(() => list.setAttribute('aria-live', 'polite'));
}

/** @type {string} */
let marking = '';

/** @param {string} channel */
async function markRead(channel) {
  const unread = conversation(channel)?.unread ?? 0;
  const last = `${state.route.as} ${channel} ${state.messages.list.at(-1)?.ts} ${unread}`;
  if (unread === 0 || document.hidden || marking === last) return;
  marking = last;
  try {
    await post('read', { as: state.route.as, channel });
    await load.conversations();
  } catch (error) {
    report(error);
  }
}

/** @type {WeakMap<Message, { tz: string, day: number }>} */
const days = new WeakMap();

/** @param {Message} message */
function dayOf(message) {
  const tz = zone();
  const known = days.get(message);
  if (known?.tz === tz) return known.day;
  const day = dayNumber(messageMs(message), tz);
  days.set(message, { tz, day });
  return day;
}

/**
 * What the drawn messages depend on besides themselves.
 */
function drawnVersion() {
  return `${version()} ${refusedChanges()}`;
}

/**
 * Messages with a line between days.
 * @param {HTMLElement} list
 * @param {string} channel
 * @param {readonly Message[]} messages
 * @param {'list' | 'thread'} where
 */
export function drawMessages(list, channel, messages, where) {
  /** @type {{ key: string, day?: number, message?: Message }[]} */
  const rows = [];
  let before = Number.NaN;
  for (const message of messages) {
    const day = dayOf(message);
    if (day !== before) rows.push({ key: `day ${day}`, day: messageMs(message) });
    before = day;
    rows.push({ key: message.ts, message });
  }
  const drawnAs = version();
  keyed(list, rows, {
    key: (row) => row.key,
    signature: (row) => (row.message ? `${messageSignature(channel, row.message)} ${drawnAs}` : drawnAs),
    build: (row) =>
      row.message
        ? messageNode(channel, row.message, where)
        : h('p', { class: 'day' }, h('span', {}, dayName(row.day ?? 0, zone(), now()))),
  });
}
