// @ts-check
import { fill, h } from './dom.js';
import { href, me, state } from './store.js';

const KEY = 'local-workspace-introduced';

/** The first thing a stranger reads; dismissed once, it never comes back. */
export function createFirstRun() {
  const text = h('p', {});
  const start = h('a', { class: 'button primary', href: '#' });
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
    const app = state.workspace?.app.name ?? 'the app';
    const key = `${you?.id} ${app}`;
    if (node.hidden || key === drawn) return;
    drawn = key;
    fill(
      text,
      h('strong', {}, 'A stand-in for Slack on your own machine. Nothing leaves it. '),
      `You are ${you?.realName}; you can become anyone on the left and move the clock above. Everything here is made up.`,
    );
    start.textContent = `Start: what ${app} shows you`;
    start.href = href({ place: 'home' });
  }

  function hide() {
    dismissed = true;
    localStorage.setItem(KEY, 'yes');
    draw();
  }
}
