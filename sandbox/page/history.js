// @ts-check
/** @import { Message } from './types.d.ts' */
import { get } from './api.js';

/** What a conversation shows when it is opened, and how much earlier comes at a press. */
const FIRST_PAGE = 100;
const EARLIER_PAGE = 200;
/** The workspace gives no more at once. */
const MOST_AT_ONCE = 1000;
/** More changes than this at once are fetched together. */
const FEW = 5;

/** @typedef {{ list: Message[], hasMore: boolean }} History */

/**
 * The newest messages of a conversation. A message that did not change stays the same object, so that nothing of it is
 * drawn again.
 * @param {{ as: string, channel: string }} of
 * @param {readonly Message[]} known what is shown now: as much is fetched again
 * @returns {Promise<History>}
 */
export async function newest(of, known) {
  const least = Math.max(FIRST_PAGE, known.length);
  /** @type {History} */
  let found = { list: [], hasMore: true };
  while (found.hasMore && found.list.length < least) {
    const page = await fetchPage(of, found.list[0]?.ts, Math.min(least - found.list.length, MOST_AT_ONCE));
    found = { list: [...page.list, ...found.list], hasMore: page.hasMore };
  }
  return { ...found, list: sameObjects(found.list, known) };
}

/**
 * What comes right before the messages that are shown.
 * @param {{ as: string, channel: string }} of
 * @param {readonly Message[]} known
 * @returns {Promise<History>}
 */
export async function earlier(of, known) {
  return await fetchPage(of, known[0]?.ts, EARLIER_PAGE);
}

/**
 * The same history after some messages have come, changed or gone.
 * @param {{ as: string, channel: string }} of
 * @param {History} before
 * @param {readonly string[]} touched ts of those messages
 * @returns {Promise<History>}
 */
export async function afterChanges(of, before, touched) {
  const first = before.list[0]?.ts ?? '';
  // What lies before the first message shown is fetched when it is asked for.
  const shown = touched.filter((ts) => !before.hasMore || ts >= first);
  if (shown.length > FEW) return await newest(of, before.list);
  const pages = await Promise.all(shown.map(async (ts) => ({ ts, now: await one(of, ts) })));
  const list = [...before.list];
  for (const { ts, now } of pages) put(list, ts, now);
  return { list, hasMore: before.hasMore };
}

/**
 * @param {Message[]} list sorted by ts
 * @param {string} ts
 * @param {Message | undefined} now undefined: gone
 */
function put(list, ts, now) {
  let at = list.length;
  while (at > 0 && (list[at - 1]?.ts ?? '') >= ts) at -= 1;
  const isThere = list[at]?.ts === ts;
  if (now) list.splice(at, isThere ? 1 : 0, now);
  else if (isThere) list.splice(at, 1);
}

/**
 * @param {{ as: string, channel: string }} of
 * @param {string} ts
 */
async function one(of, ts) {
  // The last message up to and with this one; "~" sorts after every digit.
  const { list } = await fetchPage(of, `${ts}~`, 1);
  return list.find((message) => message.ts === ts);
}

/**
 * @param {{ as: string, channel: string }} of
 * @param {string | undefined} before
 * @param {number} limit
 * @returns {Promise<History>}
 */
async function fetchPage({ as, channel }, before, limit) {
  /** @type {{ messages: Message[], hasMore: boolean }} */
  const page = await get('messages', {
    as,
    channel,
    limit: String(limit),
    ...(before === undefined ? {} : { before }),
  });
  return { list: page.messages, hasMore: page.hasMore };
}

/**
 * @param {Message[]} found
 * @param {readonly Message[]} known
 */
function sameObjects(found, known) {
  const old = new Map(known.map((message) => [message.ts, message]));
  return found.map((message) => {
    const before = old.get(message.ts);
    return before && JSON.stringify(before) === JSON.stringify(message) ? before : message;
  });
}
