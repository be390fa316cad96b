// @ts-check
/** @import { Message } from './types.d.ts' */
import { post } from './api.js';
import { composer } from './composer.js';
import { fill, h, keyed } from './dom.js';
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
    const atEnd = fresh || distanceToEnd(scroller) < NEAR_BOTTOM_PX || list.childElementCount === 0;
    earlier.hidden = !state.messages.hasMore;
    nothing.hidden = state.messages.list.length > 0;
    drawMessages(list, channel, state.messages.list, 'list');
    speakFromNowOn(list);
    if (atEnd) toEnd();
    markRead(channel);
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

/**
 * Messages with a line between days.
 * @param {HTMLElement} list
 * @param {string} channel
 * @param {readonly Message[]} messages
 * @param {'list' | 'thread'} where
 */
export function drawMessages(list, channel, messages, where) {
  /** @type {{ day?: number, message?: Message }[]} */
  const rows = [];
  let before = Number.NaN;
  for (const message of messages) {
    const day = dayNumber(messageMs(message), zone());
    if (day !== before) rows.push({ day: messageMs(message) });
    before = day;
    rows.push({ message });
  }
  keyed(list, rows, {
    key: (row) => row.message?.ts ?? `day ${dayNumber(row.day ?? 0, zone())}`,
    signature: (row) => (row.message ? messageSignature(row.message) : version()),
    build: (row) =>
      row.message
        ? messageNode(channel, row.message, where)
        : h('p', { class: 'day' }, h('span', {}, dayName(row.day ?? 0, zone(), now()))),
  });
}
