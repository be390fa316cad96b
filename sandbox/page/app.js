// @ts-check
/** @import { StreamEvent } from './types.d.ts' */
import { act } from './act.js';
import { createClock } from './clock.js';
import { createConversation } from './conversation.js';
import { fill, h, keyed } from './dom.js';
import { createFirstRun } from './first-run.js';
import { createHome } from './home.js';
import { createInspector } from './inspector/index.js';
import { forgetTraffic, heardCall, heardTraffic } from './inspector/records.js';
import { createModals } from './modal.js';
import { createSidebar, placeName as nameOfPlace } from './sidebar.js';
import {
  appConversation,
  changed,
  conversation,
  href,
  load,
  loadAll,
  loadMessage,
  loadPlace,
  me,
  onChange,
  openChannel,
  people,
  readRoute,
  setRoute,
  state,
} from './store.js';
import { follow } from './stream.js';
import { createThread } from './thread.js';

/** The clock runs by itself too: how often the shown time is asked for. */
const CLOCK_EVERY_MS = 20_000;
/** Events come in bursts; what is due next is asked for once after each. */
const SETTLE_MS = 400;

const sidebar = createSidebar();
const clock = createClock();
const firstRun = createFirstRun();
const talk = createConversation();
const home = createHome();
const thread = createThread();
const modals = createModals();
const inspector = createInspector();
const menuButton = h(
  'button',
  {
    type: 'button',
    class: 'button menu-button',
    'aria-expanded': 'false',
    'aria-controls': 'sidebar',
    onclick: () => openMenu(document.body.dataset.menu !== 'open'),
  },
  '☰ Places',
);
const placeName = h('h2', { class: 'place-name', id: 'place-name' });
const topic = h('p', { class: 'topic' });
const tabs = h('div', {
  role: 'tablist',
  class: 'tabs',
  'aria-label': 'Parts of the app',
  onkeydown: tabKeys,
});
const placeBody = h('div', { class: 'place-body', id: 'place-body' });
const lost = h(
  'p',
  { class: 'lost', role: 'status', hidden: true },
  'Connection to the local workspace lost. Trying again…',
);

/** @type {ReturnType<typeof setTimeout> | undefined} */
let settling;
/** While the way is looked for, nothing is drawn. */
let going = false;

build();
onChange(draw);
window.addEventListener('hashchange', () => void go());
follow({ event: heard, opened: (again) => again && void reconnected(), lost: () => setLive(false) });
sidebar.node.addEventListener(
  'click',
  (event) => event.target instanceof HTMLAnchorElement && openMenu(false),
);
setInterval(() => void load.workspace(), CLOCK_EVERY_MS);
document.addEventListener('visibilitychange', () => !document.hidden && void load.workspace());
await load.workspace();
await go();

function build() {
  const main = h(
    'main',
    { id: 'main', tabindex: -1 },
    h('header', { class: 'place' }, h('div', {}, placeName, topic), tabs),
    placeBody,
  );
  const top = h('header', { class: 'top' }, menuButton, clock.node, inspector.button);
  const root = document.querySelector('#root');
  if (root) fill(root, top, lost, firstRun.node, sidebar.node, main, thread.node, inspector.node);
}

/** Follows the address: who one is, where, and which thread is open. */
async function go() {
  going = true;
  const before = state.route;
  const route = readRoute();
  if (!people().some((one) => one.id === route.as)) route.as = people()[0]?.id ?? '';
  setRoute(route);
  openMenu(false);
  const isOther = route.as !== before.as;
  if (isOther) await load.conversations();
  if (route.place !== 'home' && !conversation(route.place)) {
    route.place =
      state.conversations.find((one) => one.kind === 'channel' && one.isMember !== false && !one.isArchived)
        ?.id ?? 'home';
  }
  if (location.hash !== href(route)) history.replaceState(null, '', href(route));
  const moved = route.place !== before.place || route.as !== before.as;
  if (moved) openedApp();
  going = false;
  changed();
  await (isOther ? loadPlace() : loadAll());
}

/** Slack tells the app whenever its Home or its messages are opened. */
function openedApp() {
  const tab =
    state.route.place === 'home' ? 'home' : openChannel() === appConversation()?.id ? 'messages' : '';
  if (tab) void act('home', { tab });
}

/** @param {boolean} open */
function openMenu(open) {
  document.body.dataset.menu = open ? 'open' : 'closed';
  menuButton.setAttribute('aria-expanded', String(open));
}

function draw() {
  if (!state.workspace || !state.route.as || going) return;
  if (isLost()) return void go();
  const atHome = state.route.place === 'home';
  const direct = appConversation();
  const inApp = atHome || openChannel() === direct?.id;
  const found = conversation(openChannel());
  const name = inApp || !found ? state.workspace.app.name : nameOfPlace(found);
  document.title = `${name} · ${me()?.realName} · ${state.workspace.team.name}`;
  placeName.textContent = name;
  const shared = found?.isExtShared ? 'Shared with another organisation' : '';
  topic.textContent = inApp ? '' : [shared, found?.topic].filter(Boolean).join(' · ');
  drawTabs(inApp, atHome, direct?.id ?? '');
  const body = atHome ? home.node : talk.node;
  if (placeBody.firstElementChild !== body) fill(placeBody, body);
  sidebar.draw();
  clock.draw();
  firstRun.draw();
  if (atHome) home.draw();
  else talk.draw(name);
  thread.draw();
  document.body.dataset.thread = thread.node.hidden ? 'closed' : 'open';
  modals.draw();
  inspector.draw();
  lost.hidden = state.live;
}

/**
 * @param {boolean} shown
 * @param {boolean} atHome
 * @param {string} direct
 */
function drawTabs(shown, atHome, direct) {
  tabs.hidden = !shown;
  if (shown) placeBody.setAttribute('role', 'tabpanel');
  else placeBody.removeAttribute('role');
  placeBody.setAttribute('aria-labelledby', shown ? (atHome ? 'tab-home' : 'tab-messages') : 'place-name');
  const items = [
    ...(state.workspace?.app.homeTab === false
      ? []
      : [{ id: 'tab-home', text: 'Home', place: 'home', on: atHome }]),
    { id: 'tab-messages', text: 'Messages', place: direct, on: !atHome },
  ];
  keyed(tabs, items, {
    key: (one) => one.id,
    signature: (one) => `${one.on} ${href({ place: one.place })}`,
    build: (one) =>
      h(
        'a',
        {
          role: 'tab',
          'aria-controls': 'place-body',
          id: one.id,
          href: href({ place: one.place }),
          'aria-selected': String(one.on),
          tabindex: one.on ? 0 : -1,
        },
        one.text,
      ),
  });
}

/** @param {KeyboardEvent} event */
function tabKeys(event) {
  if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
  const other = tabs.querySelector('a[aria-selected=false]');
  if (!(other instanceof HTMLElement)) return;
  other.focus();
  other.click();
}

/**
 * Refetches what an event changed.
 * @param {StreamEvent} event
 */
function heard(event) {
  if (event.seq !== undefined) return heardOnTheWire(event, event.seq);
  const { as, thread: threadTs } = state.route;
  const mine = event.person === undefined || event.person === as;
  if (event.type === 'views' && mine) void load.views();
  if (event.type === 'home' && mine) void load.home();
  if (event.type === 'app' || event.type === 'clock') void load.workspace();
  // A reset of the workspace is told as new people and new conversations: everything may have changed.
  if (event.type === 'people' || event.type === 'conversations') void loadAll();
  if (event.channel !== undefined && mine) {
    void load.conversations();
    if (event.channel === openChannel()) {
      if (event.ts === undefined) void load.messages();
      else void loadMessage(event.ts);
      if (threadTs !== '') void load.thread();
    }
  }
  clearTimeout(settling);
  settling = setTimeout(() => void load.workspace(), SETTLE_MS);
}

/**
 * @param {StreamEvent} event
 * @param {number} seq
 */
function heardOnTheWire(event, seq) {
  if (event.type === 'call') void heardCall({ ...event, seq });
  else heardTraffic('delivery', seq);
  inspector.heard();
}

async function reconnected() {
  setLive(true);
  forgetTraffic();
  await load.workspace();
  await go();
}

/** After a reset of the workspace, who one was and where may be gone. */
function isLost() {
  const { as, place } = state.route;
  if (people().length > 0 && !people().some((one) => one.id === as)) return true;
  return place !== 'home' && state.conversations.length > 0 && !conversation(place);
}

/** @param {boolean} live */
function setLive(live) {
  if (state.live === live) return;
  state.live = live;
  changed();
}
