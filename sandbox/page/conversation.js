// @ts-check
/** @import { Message } from './types.d.ts' */
import { post } from './api.js';
import { composer } from './composer.js';
import { fill, h, keyed } from './dom.js';
import { refusedChanges } from './inspector/records.js';
import { messageMs, messageNode, messageSignature, version } from './message.js';
import { conversation, load, loadEarlier, now, openChannel, report, state, zone } from './store.js';
import { dayName, dayNumber } from './time.js';

const NEAR_BOTTOM_PX = 80;

/** The open conversation: its messages and, below, where one writes. */
export function createConversation() {
  const node = h('div', { class: 'conversation' });
  let shell = '';
  /** @type {HTMLElement | null} */
  let list = null;
  /** @type {HTMLElement | null} */
  let scroller = null;
  /** @type {HTMLElement | null} */
  let earlier = null;
  /** @type {HTMLElement | null} */
  let nothing = null;
  let isAtEnd = true;
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
    if (!list || !scroller || !earlier || !nothing || state.messages.of !== `${state.route.as} ${channel}`)
      return;
    earlier.hidden = !state.messages.hasMore;
    nothing.hidden = state.messages.list.length > 0;
    markRead(channel);
    const version = drawnVersion();
    if (!fresh && drawn.list === state.messages.list && drawn.version === version) return;
    const atEnd = fresh || isAtEnd || list.childElementCount === 0;
    const first = state.messages.list[0]?.ts ?? '';
    // Reading goes on at the same message when earlier ones come in above it.
    const below =
      !atEnd && first < (drawn.list[0]?.ts ?? '') ? scroller.scrollHeight - scroller.scrollTop : null;
    drawn = { list: state.messages.list, version };
    drawMessages(list, channel, state.messages.list, 'list');
    speakFromNowOn(list);
    if (atEnd) toEnd();
    else if (below !== null) scroller.scrollTop = scroller.scrollHeight - below;
  }

  function toEnd() {
    if (scroller) scroller.scrollTop = scroller.scrollHeight;
  }

  function scrolled() {
    if (scroller) isAtEnd = distanceToEnd(scroller) < NEAR_BOTTOM_PX;
  }

  /**
   * @param {string} channel
   * @param {string} name
   * @param {string} key
   */
  function build(channel, name, key) {
    shell = key;
    const found = conversation(channel);
    list = h('div', {
      role: 'log',
      'aria-label': `Messages in ${name}`,
      'aria-live': 'off',
      class: 'messages',
    });
    earlier = h(
      'button',
      { type: 'button', class: 'button earlier', hidden: true, onclick: () => void loadEarlier() },
      'Show earlier messages',
    );
    nothing = h('p', { class: 'quiet nothing', hidden: true }, 'Nothing has been said here yet.');
    scroller = h('div', { class: 'scroll', tabindex: -1, onscroll: scrolled }, earlier, nothing, list);
    isAtEnd = true;
    resized.disconnect();
    resized.observe(scroller);
    // What was only estimated grows when it is drawn for the first time.
    resized.observe(list);
    drawn = { list: [], version: '' };
    fill(
      node,
      scroller,
      foot(channel, name, found?.isArchived === true, found?.isMember !== false || found?.kind === 'im'),
    );
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
