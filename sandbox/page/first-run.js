// @ts-check
import { fill, h } from './dom.js';
import { mrkdwn } from './mrkdwn.js';
import { me, state } from './store.js';

const KEY = 'local-workspace-introduced';

/** The first minute: what this is, who one is, what to do next. Dismissed once, it never comes back. */
export function createFirstRun() {
  const list = h('ol', {});
  const dismiss = h('button', { type: 'button', class: 'button', onclick: hide }, 'Got it');
  const node = h('section', { class: 'first-run', 'aria-label': 'Start here', hidden: true }, list, dismiss);
  let dismissed = localStorage.getItem(KEY) !== null;
  let drawn = '';
  return { node, draw };

  function draw() {
    const you = me();
    node.hidden = dismissed || !you;
    const { welcome, app, clock } = state.workspace ?? {};
    const next =
      welcome?.next ?? (app?.homeTab === false ? `Write to ${app.name}` : `Open the Home of ${app?.name}`);
    const move = clock?.canMove ? ' The clock above moves time.' : '';
    const words = [
      ['What this is', `${welcome?.text ?? 'Everything here is made up.'} ${SAFE}`],
      ['Who you are', `${you?.realName}. Become anyone on the left, or in a second window.${move}`],
      ['What to do next', next],
    ];
    const signature = JSON.stringify(words);
    if (node.hidden || signature === drawn) return;
    drawn = signature;
    fill(
      list,
      words.map(([title = '', text = '']) =>
        h('li', {}, h('strong', {}, title), h('span', { class: 'text' }, mrkdwn(text))),
      ),
    );
  }

  function hide() {
    dismissed = true;
    localStorage.setItem(KEY, 'yes');
    draw();
    document.querySelector('main')?.focus();
  }
}

const SAFE = 'It is a stand-in for Slack on your own machine: nothing leaves it.';
