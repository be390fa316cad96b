// @ts-check
/** @import { Conversation } from './types.d.ts' */
import { fill, h, keyed } from './dom.js';
import { appConversation, href, now, people, state } from './store.js';
import { city, hourMinute } from './time.js';

/** Workspace, who one is, and where one can go. */
export function createSidebar() {
  const team = h('h1', { class: 'team' });
  const you = h('select', { id: 'you', onchange: () => become(you.value) });
  const channels = h('ul', {});
  const groupsTitle = h('h2', { hidden: true }, 'Several people');
  const groups = h('ul', { hidden: true });
  const apps = h('ul', {});
  const status = h('p', { class: 'app-status', role: 'status' });
  const node = h(
    'nav',
    { class: 'sidebar', id: 'sidebar', 'aria-label': 'Workspace' },
    team,
    h('div', { class: 'you' }, h('label', { for: 'you' }, 'You are'), you),
    h('h2', {}, 'Channels'),
    channels,
    groupsTitle,
    groups,
    h('h2', {}, 'App'),
    apps,
    status,
  );
  let drawnPeople = '';
  return { node, draw };

  function draw() {
    team.textContent = state.workspace?.team.name ?? '';
    drawPeople();
    const rooms = state.conversations
      .filter((one) => one.kind !== 'im')
      .toSorted((a, b) => a.name.localeCompare(b.name));
    entries(channels, rooms.filter((one) => one.kind !== 'mpim').map(room));
    const shared = rooms.filter((one) => one.kind === 'mpim');
    for (const node of [groupsTitle, groups]) node.hidden = shared.length === 0;
    entries(groups, shared.map(room));
    const app = state.workspace?.app;
    const direct = appConversation();
    const places = app?.homeTab === false ? [] : [entry('home', 'App Home', '⌂', 0, '')];
    if (direct) places.push(entry(direct.id, app?.name ?? direct.name, '●', direct.unread, ''));
    entries(apps, places);
    const text = app?.connected ? `${app.name} is connected` : `${app?.name ?? 'The app'} is not connected`;
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle('off', app?.connected === false);
  }

  function drawPeople() {
    const list = people().map((one) => ({
      id: one.id,
      text: `${one.realName} · ${city(one.tz)} ${hourMinute(now(), one.tz)}`,
    }));
    const text = JSON.stringify(list);
    if (text !== drawnPeople)
      fill(
        you,
        list.map((one) => h('option', { value: one.id }, one.text)),
      );
    drawnPeople = text;
    you.value = state.route.as;
  }
}

/** @param {string} id */
function become(id) {
  location.hash = href({ as: id, place: state.route.place === 'home' ? 'home' : channelFor() });
}

/** A conversation with the app belongs to one person; a channel is the same for all. */
function channelFor() {
  const open = state.conversations.find((one) => one.id === state.route.place);
  return open && open.kind !== 'im' ? open.id : 'home';
}

/** @typedef {{ place: string, name: string, sign: string, unread: number, note: string }} Entry */

/**
 * @param {string} place
 * @param {string} name
 * @param {string} sign
 * @param {number} unread
 * @param {string} note
 * @returns {Entry}
 */
function entry(place, name, sign, unread, note) {
  return { place, name, sign, unread, note };
}

/**
 * The one word of a note that is shown.
 * @param {string} note
 */
function mark(note) {
  return ['archived', 'external', 'private'].find((word) => note.includes(word)) ?? '';
}

/**
 * A channel as `# name`, a group conversation as the people in it.
 * @param {Conversation} one
 */
export function placeName(one) {
  if (one.kind !== 'mpim') return `# ${one.name}`;
  const names = one.name.replace(/^mpdm-|-\d+$/g, '').split('--');
  return names
    .map((name) => state.workspace?.people.find((who) => who.name === name)?.realName ?? name)
    .join(', ');
}

/** @param {Conversation} one */
function room(one) {
  const notes = [
    one.kind === 'private' ? 'private' : '',
    one.isArchived ? 'archived' : '',
    one.isExtShared ? 'external: shared with another organisation' : '',
    one.isMember === false ? 'not a member' : '',
  ];
  // Slack counts what is unread only where one is a member.
  const unread = one.isMember === false ? 0 : one.unread;
  return entry(one.id, placeName(one), '', unread, notes.filter(Boolean).join(', '));
}

/**
 * The link's name is the place alone, so that it does not change with what is unread; the rest is its description.
 * @param {HTMLElement} list
 * @param {Entry[]} items
 */
function entries(list, items) {
  keyed(list, items, {
    key: (one) => one.place,
    signature: (one) => JSON.stringify([one, state.route]),
    build: (one) => {
      const id = `place-${one.place}`;
      const here = state.route.place === one.place;
      const words = [one.unread > 0 ? `${one.unread} unread` : '', one.note].filter(Boolean).join(', ');
      return h(
        'li',
        {},
        h(
          'a',
          {
            id,
            href: href({ place: one.place }),
            class: `${one.unread > 0 ? 'unread' : ''}${one.note.includes('not a member') || one.note.includes('archived') ? ' faint' : ''}`,
            'aria-current': here ? 'page' : undefined,
            'aria-describedby': words ? `${id}-words` : undefined,
          },
          one.sign && h('span', { class: 'sign', 'aria-hidden': 'true' }, one.sign),
          one.name,
        ),
        mark(one.note) && h('span', { class: 'lock', 'aria-hidden': 'true' }, mark(one.note)),
        one.unread > 0 && h('span', { class: 'count', 'aria-hidden': 'true' }, one.unread),
        words && h('span', { class: 'hidden', id: `${id}-words` }, words),
      );
    },
  });
}
