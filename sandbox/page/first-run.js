// @ts-check
import { fill, h } from './dom.js';
import { href, me, state } from './store.js';

const KEY = 'local-workspace-introduced';

/** The first thing a stranger reads; dismissed once, it never comes back. */
export function createFirstRun() {
  const text = h('p', {});
  const start = h('a', { class: 'button primary', href: '#' }, 'Start: open the app’s Home');
  const dismiss = h('button', { type: 'button', class: 'button', onclick: hide }, 'Got it');
  const node = h(
    'section',
    { class: 'first-run', 'aria-label': 'Start here', hidden: true },
    text,
    h('div', { class: 'actions' }, start, dismiss),
  );
  let dismissed = localStorage.getItem(KEY) !== null;
  let drawn = '';
  return { node, draw };

  function draw() {
    const you = me();
    node.hidden = dismissed || !you;
    if (node.hidden || state.route.as === drawn) return;
    drawn = state.route.as;
    fill(
      text,
      h('strong', {}, 'A stand-in for Slack on your own machine. Nothing leaves it. '),
      `You are ${you?.realName}; you can become anyone on the left and move the clock above. Everything here is made up.`,
    );
    start.href = href({ place: 'home' });
  }

  function hide() {
    dismissed = true;
    localStorage.setItem(KEY, 'yes');
    draw();
  }
}
