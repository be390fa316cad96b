// @ts-check
import { post } from './api.js';
import { h } from './dom.js';
import { load, now, report, state, zone } from './store.js';
import { city, hourMinute, shortDate, weekday } from './time.js';

const HOUR_MS = 3_600_000;

/** The workspace's time in the acting person's zone, and the buttons that move it. */
export function createClock() {
  const time = h('time', { class: 'time' });
  const status = h('span', { class: 'clock-status', role: 'status' });
  const hour = moveButton('+1 hour', { by: HOUR_MS });
  const day = moveButton('+1 day', { by: 24 * HOUR_MS });
  const due = moveButton('To the next thing due', { toNextDue: true });
  const buttons = h('div', { class: 'clock-buttons' }, hour, day, due);
  const node = h('section', { class: 'clock', 'aria-label': 'Clock' }, time, buttons, status);
  let moving = false;
  return { node, draw };

  function draw() {
    const clock = state.workspace?.clock;
    time.textContent = `${shortDate(now(), zone())}, ${hourMinute(now(), zone())} ${city(zone())}`;
    time.setAttribute('datetime', clock?.now ?? '');
    buttons.hidden = !clock?.canMove;
    const next = clock?.nextDue;
    const at = next ? Date.parse(next.at) : 0;
    const text = next
      ? `To the next thing due: ${next.what}, ${weekday(at, zone())} ${hourMinute(at, zone())}`
      : 'To the next thing due: nothing is due';
    if (due.textContent !== text) due.textContent = text;
    due.title = next ? text : 'The app has nothing planned, so there is nowhere to go';
    hour.disabled = moving;
    day.disabled = moving;
    due.disabled = moving || !next;
    node.setAttribute('aria-busy', String(moving));
    status.textContent = moving ? 'Moving time…' : '';
  }

  /**
   * @param {string} text
   * @param {Record<string, unknown>} command
   */
  function moveButton(text, command) {
    return h(
      'button',
      { type: 'button', class: 'button', onclick: (/** @type {Event} */ event) => void move(event, command) },
      text,
    );
  }

  /**
   * @param {Event} event
   * @param {Record<string, unknown>} command
   */
  async function move(event, command) {
    const button = /** @type {HTMLElement} */ (event.currentTarget);
    moving = true;
    draw();
    try {
      await post('clock', command);
    } catch (error) {
      report(error);
    } finally {
      moving = false;
      await Promise.all([load.workspace(), load.conversations(), load.messages()]);
      button.focus();
    }
  }
}
