// @ts-check
/** @import { Conversation, Message, OpenView, Person, Route, View, Workspace } from './types.d.ts' */
import { ApiError, get } from './api.js';
import { afterChanges, earlier, newest } from './history.js';
import { toast } from './toast.js';

/**
 * What the page knows. Only `load` and `setRoute` write it; every change calls the drawing function once.
 * @type {{
 *   workspace: Workspace | null, conversations: Conversation[], route: Route,
 *   messages: { of: string, list: Message[], hasMore: boolean }, thread: { of: string, list: Message[] },
 *   home: { of: string, view: View | null }, views: { of: string, stack: OpenView[] }, live: boolean, names: number,
 * }}
 */
export const state = {
  workspace: null,
  conversations: [],
  route: { as: '', place: '', thread: '' },
  messages: { of: '', list: [], hasMore: false },
  thread: { of: '', list: [] },
  home: { of: '', view: null },
  views: { of: '', stack: [] },
  live: true,
  /** Grows when people or channels change, so that drawn names are drawn again. */
  names: 0,
};

/** @type {() => void} */
let draw = () => {};

/** @param {() => void} onChange */
export function onChange(onChange) {
  draw = onChange;
}

export function changed() {
  draw();
}

/**
 * Loads one thing at a time: asked again while busy, it runs once more at the end, so the last answer is never stale.
 * @param {() => Promise<void>} job
 */
function single(job) {
  /** @type {Promise<void> | null} */
  let running = null;
  let again = false;
  return function run() {
    again = true;
    running ??= work();
    return running;
  };

  async function work() {
    while (again) {
      again = false;
      try {
        await job();
      } catch (error) {
        report(error);
      }
    }
    running = null;
    draw();
  }
}

/** @param {unknown} error */
export function report(error) {
  if (!(error instanceof ApiError)) throw error;
  // The strip about the lost connection says it already.
  if (error.code !== 'unreachable' || state.live) toast(error.message, 'error');
}

let isAllStale = false;
/** @type {Set<string>} */
const touched = new Set();

// One after the other, so that an older answer never replaces a newer one.
const loadMessages = single(async () => {
  const { as, place } = state.route;
  const channel = openChannel();
  if (channel === '') return;
  const of = `${as} ${channel}`;
  const changes = [...touched];
  const isKnown = state.messages.of === of;
  const before = isKnown ? state.messages : { list: [], hasMore: false };
  const isAll = isAllStale || !isKnown;
  isAllStale = false;
  touched.clear();
  const now = isAll
    ? await newest({ as, channel }, before.list)
    : await afterChanges({ as, channel }, before, changes);
  if (state.route.as === as && state.route.place === place) state.messages = { of, ...now };
});

export const load = {
  workspace: single(async () => {
    /** @type {Workspace} */
    const next = await get('workspace');
    const named = (/** @type {Workspace | null} */ one) => JSON.stringify([one?.people, one?.userGroups]);
    if (named(next) !== named(state.workspace)) state.names += 1;
    state.workspace = next;
  }),
  conversations: single(async () => {
    /** @type {{ conversations: Conversation[] }} */
    const { conversations } = await get('conversations', { as: state.route.as });
    const names = (/** @type {Conversation[]} */ list) => list.map((one) => one.id + one.name).join();
    if (names(conversations) !== names(state.conversations)) state.names += 1;
    state.conversations = conversations;
  }),
  messages: () => {
    isAllStale = true;
    return loadMessages();
  },
  thread: single(async () => {
    const { as, thread } = state.route;
    const channel = openChannel();
    if (thread === '' || channel === '') return;
    /** @type {{ messages: Message[] }} */
    const { messages } = await get('messages', { channel, as, thread, limit: '200' });
    state.thread = { of: `${as} ${channel} ${thread}`, list: messages };
  }),
  views: single(async () => {
    const { as } = state.route;
    /** @type {{ stack: OpenView[] }} */
    const { stack } = await get('views', { as });
    state.views = { of: as, stack };
  }),
  home: single(async () => {
    const { as, place } = state.route;
    if (place !== 'home') return;
    /** @type {{ view: View | null }} */
    const { view } = await get('home', { as });
    state.home = { of: as, view };
  }),
};

/** Everything that the present route shows. */
export async function loadAll() {
  await Promise.all([load.workspace(), load.conversations()]);
  await loadPlace();
}

/** What is said and drawn in the place of the present route. */
export async function loadPlace() {
  await Promise.all([load.messages(), load.thread(), load.views(), load.home()]);
}

/**
 * One message came, changed or went.
 * @param {string} ts
 */
export function loadMessage(ts) {
  touched.add(ts);
  return loadMessages();
}

export async function loadEarlier() {
  const { as } = state.route;
  const { of, list } = state.messages;
  try {
    const more = await earlier({ as, channel: openChannel() }, list);
    const now = state.messages;
    if (now.of === of && now.list[0] === list[0]) {
      state.messages = { of, list: [...more.list, ...now.list], hasMore: more.hasMore };
    }
  } catch (error) {
    report(error);
  }
  changed();
}

/** @returns {string} id of the conversation that is open, or nothing on the Home tab */
export function openChannel() {
  return state.route.place === 'home' ? '' : state.route.place;
}

/** The conversation with the app. */
export function appConversation() {
  return (
    state.conversations.find((one) => one.kind === 'im' && one.peer === state.workspace?.app.botUserId) ??
    state.conversations.find((one) => one.kind === 'im')
  );
}

/** @returns {Person | undefined} the person this window acts as */
export function me() {
  return person(state.route.as);
}

/** @param {string | undefined} id */
export function person(id) {
  return state.workspace?.people.find((one) => one.id === id);
}

/** People one can be: not bots, not deactivated. */
export function people() {
  return (state.workspace?.people ?? []).filter((one) => !one.isBot && !one.deleted);
}

/** @param {string | undefined} id */
export function conversation(id) {
  return state.conversations.find((one) => one.id === id);
}

export function zone() {
  return me()?.tz ?? 'UTC';
}

/** @returns {number} the workspace's time, epoch milliseconds */
export function now() {
  return Date.parse(state.workspace?.clock.now ?? '') || 0;
}

/** @returns {Route} */
export function readRoute() {
  const hash = new URLSearchParams(location.hash.slice(1));
  return { as: hash.get('as') ?? '', place: hash.get('in') ?? '', thread: hash.get('thread') ?? '' };
}

/** @param {Route} route */
export function setRoute(route) {
  state.route = route;
}

/**
 * The address of a place, for the same person unless told otherwise; a thread is closed unless named.
 * @param {Partial<Route>} change
 */
export function href(change) {
  const { as, place, thread } = { ...state.route, thread: '', ...change };
  const hash = new URLSearchParams({ as, in: place, ...(thread ? { thread } : {}) });
  return `#${hash}`;
}
