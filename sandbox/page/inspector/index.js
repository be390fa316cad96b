// @ts-check
import { fill, h } from '../dom.js';
import { createFaults } from './faults.js';
import { followTraffic, refusalCount } from './records.js';
import { createTraffic } from './traffic.js';

const KEY = 'local-workspace-inspector';
/** @type {{ id: 'traffic' | 'faults', text: string }[]} */
const TABS = [
  { id: 'traffic', text: 'Traffic' },
  { id: 'faults', text: 'Faults' },
];

/** The panel for whoever builds an app: what is said on the wire, and what goes wrong on purpose. Alt+I opens and closes it. */
export function createInspector() {
  const kept = remembered();
  let isOpen = kept.isOpen;
  let tab = kept.tab;
  const pages = { traffic: createTraffic(), faults: createFaults() };
  const button = h(
    'button',
    {
      type: 'button',
      class: 'button inspector-button',
      'aria-controls': 'inspector',
      'aria-keyshortcuts': 'Alt+I',
      title: 'Alt+I',
      onclick: () => toggle(!isOpen),
    },
    'Inspector',
  );
  const tabs = h(
    'div',
    { role: 'tablist', class: 'tabs', 'aria-label': 'Parts of the inspector', onkeydown: keys },
    TABS.map(({ id, text }) =>
      h(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `inspector-${id}`,
          'aria-controls': 'inspector-body',
          onclick: () => show(id),
        },
        text,
      ),
    ),
  );
  const body = h('div', { class: 'inspector-body', id: 'inspector-body', role: 'tabpanel' });
  const node = h(
    'section',
    { class: 'inspector', id: 'inspector', 'aria-label': 'Inspector', hidden: true },
    h(
      'header',
      { class: 'place' },
      tabs,
      h(
        'button',
        {
          type: 'button',
          class: 'icon',
          'aria-label': 'Close inspector',
          title: 'Close (Alt+I)',
          onclick: () => toggle(false),
        },
        '✕',
      ),
    ),
    body,
  );
  document.addEventListener('keydown', (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== 'KeyI') return;
    event.preventDefault();
    toggle(!isOpen);
  });
  opened();
  return { node, button, draw, heard };

  function draw() {
    button.setAttribute('aria-expanded', String(isOpen));
    const text = refusalCount() > 0 ? `Inspector: ${refusalCount()} refused` : 'Inspector';
    if (button.textContent !== text) button.textContent = text;
    node.hidden = !isOpen;
    if (!isOpen) return;
    for (const { id } of TABS) {
      const one = tabs.querySelector(`#inspector-${id}`);
      one?.setAttribute('aria-selected', String(id === tab));
      one?.setAttribute('tabindex', id === tab ? '0' : '-1');
    }
    body.setAttribute('aria-labelledby', `inspector-${tab}`);
    if (body.firstElementChild !== pages[tab].node) fill(body, pages[tab].node);
    pages[tab].draw();
  }

  /** A call may have used up a fault. */
  function heard() {
    if (isOpen && tab === 'faults') void pages.faults.refresh();
  }

  /** @param {boolean} open */
  function toggle(open) {
    isOpen = open;
    opened();
    draw();
    if (open) document.getElementById(`inspector-${tab}`)?.focus();
    else button.focus();
  }

  /** @param {typeof tab} id */
  function show(id) {
    tab = id;
    opened();
    draw();
    document.getElementById(`inspector-${tab}`)?.focus();
  }

  function opened() {
    localStorage.setItem(KEY, JSON.stringify({ isOpen, tab }));
    if (!isOpen) return;
    followTraffic();
    if (tab === 'faults') void pages.faults.refresh();
  }

  /** @param {KeyboardEvent} event */
  function keys(event) {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    show(tab === 'traffic' ? 'faults' : 'traffic');
  }
}

/** @returns {{ isOpen: boolean, tab: 'traffic' | 'faults' }} */
function remembered() {
  try {
    const { isOpen, tab } = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return { isOpen: isOpen === true, tab: tab === 'faults' ? 'faults' : 'traffic' };
  } catch {
    return { isOpen: false, tab: 'traffic' };
  }
}
