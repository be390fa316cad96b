// @ts-check
import { post } from './api.js';
import { confirmed } from './confirm.js';
import { h } from './dom.js';
import { load, now, report, state, zone } from './store.js';
import { city, hourMinute, shortDate, weekday } from './time.js';

const HOUR_MS = 3_600_000;
/** Closer to real time than this there is nothing to go back to. */
const NEAR_MS = 120_000;

/** The workspace's time in the acting person's zone, and the buttons that move it. */
export function createClock() {
  const time = h('time', { class: 'time' });
  const status = h('span', { class: 'clock-status', role: 'status' });
  const hour = moveButton('+1 hour', { by: HOUR_MS });
  const day = moveButton('+1 day', { by: 24 * HOUR_MS });
  const due = moveButton('To the next thing due', { toNextDue: true });
  due.classList.add('due');
  const real = h(
    'button',
    { type: 'button', class: 'button', onclick: (/** @type {Event} */ event) => void toRealTime(event) },
    'Back to now',
  );
  const buttons = h('div', { class: 'clock-buttons' }, hour, day, due, real);
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
    const isReal = Math.abs(now() - Date.now()) < NEAR_MS;
    real.disabled = moving || isReal;
    real.title = isReal ? 'The clock shows the real time' : 'Sets the clock to the real time';
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
   * Going back undoes nothing, and that is said first.
   * @param {Event} event
   */
  async function toRealTime(event) {
    const to = Date.now();
    const ahead = to > now();
    const text = (/** @type {string} */ words) => ({ type: 'plain_text', emoji: false, text: words });
    const means = ahead
      ? 'Real time is later: everything that is due until then happens now, one thing after the other.'
      : 'Nothing is undone. Messages keep the times they were written at, which are then in the future, and what has happened does not happen again when its time comes a second time.';
    const sure = await confirmed({
      title: text(`${ahead ? 'Go on' : 'Back'} to ${shortDate(to, zone())}, ${hourMinute(to, zone())}?`),
      text: text(means),
      confirm: text('Set the clock'),
      deny: text('Leave it'),
    });
    if (sure) await move(event, { to: new Date(to).toISOString() }, real);
  }

  /**
   * @param {Event} event
   * @param {Record<string, unknown>} command
   * @param {HTMLElement} [button] default: the one that was pressed
   */
  async function move(event, command, button = /** @type {HTMLElement} */ (event.currentTarget)) {
    moving = true;
    draw();
    try {
      await post('clock', command);
    } catch (error) {
      report(error);
    } finally {
      // Only when the page shows the new time is the move over: a label that is still the old one misleads.
      await Promise.all([load.workspace(), load.conversations(), load.messages()]);
      moving = false;
      draw();
      button.focus();
    }
  }
}
