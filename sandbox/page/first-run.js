// @ts-check
import { fill, h } from './dom.js';
import { appConversation, href, me, state } from './store.js';

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
    const app = state.workspace?.app;
    const hasHome = app?.homeTab !== false;
    start.hidden = state.route.place === 'home';
    start.href = href({ place: hasHome ? 'home' : (appConversation()?.id ?? '') });
    start.textContent = hasHome ? 'Start: open the app’s Home' : 'Start: write to the app';
    const clock = state.workspace?.clock.canMove ? ' and move the clock above' : '';
    const words = `You are ${you?.realName}; you can become anyone on the left${clock}. Everything here is made up.`;
    if (node.hidden || words === drawn) return;
    drawn = words;
    fill(text, h('strong', {}, 'A stand-in for Slack on your own machine. Nothing leaves it. '), words);
  }

  function hide() {
    dismissed = true;
    localStorage.setItem(KEY, 'yes');
    draw();
    document.querySelector('main')?.focus();
  }
}
