// @ts-check
/** @import { CallRecord, DeliveryRecord, Problem, TrafficEntry } from '../types.d.ts' */
import { get } from '../api.js';
import { changed, report } from '../store.js';

/** More than one reads; the workspace itself keeps 2,000 of each. */
const MOST = 500;

/** What went between the app and the workspace, oldest first, in the order in which the page heard of it. */
/** @type {TrafficEntry[]} */
let entries = [];
/** @type {Map<string, TrafficEntry>} */
const byId = new Map();
/** The lowest number that is not known yet, or has changed. */
const wanted = { call: 1, delivery: 1 };
let isFollowed = false;
/** @type {Promise<void> | null} */
let running = null;
let again = false;

/** @returns {readonly TrafficEntry[]} */
export function traffic() {
  return entries;
}

/** From now on everything is loaded as it happens; before that, only what was refused. */
export function followTraffic() {
  if (isFollowed) return;
  isFollowed = true;
  void load();
}

/**
 * @param {'call' | 'delivery'} kind
 * @param {number} seq
 */
export function heardTraffic(kind, seq) {
  wanted[kind] = Math.min(wanted[kind], seq);
  if (isFollowed) void load();
}

/** After a gap in the stream: the workspace may be another one, with numbers that begin again. */
export function forgetTraffic() {
  entries = [];
  byId.clear();
  wanted.call = 1;
  wanted.delivery = 1;
  if (isFollowed) void load();
}

function load() {
  again = true;
  running ??= work();
  return running;
}

async function work() {
  while (again) {
    again = false;
    const since = { call: wanted.call - 1, delivery: wanted.delivery - 1 };
    wanted.call = Number.POSITIVE_INFINITY;
    wanted.delivery = Number.POSITIVE_INFINITY;
    try {
      const [{ calls }, { deliveries }] = await Promise.all([
        /** @type {Promise<{ calls: CallRecord[] }>} */ (page('calls', since.call)),
        /** @type {Promise<{ deliveries: DeliveryRecord[] }>} */ (page('deliveries', since.delivery)),
      ]);
      take([
        ...deliveries.map((record) => entryOfDelivery(record)),
        ...calls.map((record) => entryOfCall(record)),
      ]);
    } catch (error) {
      report(error);
    }
  }
  running = null;
  changed();
}

/**
 * @param {'calls' | 'deliveries'} what
 * @param {number} since
 */
async function page(what, since) {
  if (!Number.isFinite(since)) return { calls: [], deliveries: [] };
  return await get(what, { since: String(since), limit: String(MOST) });
}

/** @param {TrafficEntry[]} list */
function take(list) {
  for (const entry of list.toSorted((a, b) => a.at.localeCompare(b.at))) {
    const known = byId.get(entry.id);
    if (known) Object.assign(known, entry);
    else {
      byId.set(entry.id, entry);
      entries.push(entry);
    }
  }
  for (const old of entries.slice(0, -2 * MOST)) byId.delete(old.id);
  entries = entries.slice(-2 * MOST);
}

/**
 * @param {CallRecord} record
 * @returns {TrafficEntry}
 */
function entryOfCall(record) {
  return {
    id: `call-${record.seq}`,
    kind: 'call',
    at: record.at,
    name: record.method,
    outcome: record.ok ? 'ok' : (record.error ?? String(record.status || 'no answer')),
    isFine: record.ok,
    ms: record.ms,
    problems: record.problems ?? [],
    record,
  };
}

/**
 * @param {DeliveryRecord} record
 * @returns {TrafficEntry}
 */
function entryOfDelivery(record) {
  const { acked, reason = '', lateMs, error, retry } = record;
  const words = acked ? 'acked' : `not acked: ${reason.replaceAll('_', ' ')}`;
  const notes = [
    words,
    lateMs === undefined ? '' : `came after ${lateMs} ms`,
    error === undefined ? '' : `answer refused: ${error}`,
    retry === undefined ? '' : `repeat ${retry.num}`,
  ];
  return {
    id: `delivery-${record.seq}`,
    kind: record.kind,
    at: record.at,
    name: record.name,
    outcome: notes.filter(Boolean).join(', '),
    isFine: acked && error === undefined,
    ms: record.ms,
    problems: record.problems ?? [],
    record,
  };
}

/**
 * The problems of the last change of a message that was refused, by channel and ts.
 * @type {Map<string, Problem[]>}
 */
const refused = new Map();
let asked = 0;
/** How many calls were refused for what they said, since the page was opened. */
let refusals = 0;

/**
 * Notes what the validator refused, so that the message it was meant for can say so.
 * @param {{ seq: number, method?: string, ok?: boolean, error?: string }} event
 */
export async function heardCall({ seq, method = '', ok, error = '' }) {
  heardTraffic('call', seq);
  if (ok === false && /^(invalid_|msg_|view_)/.test(error)) refusals += 1;
  if (method !== 'chat.update' || (ok !== false && refused.size === 0)) return;
  asked += 1;
  const mine = asked;
  try {
    /** @type {{ calls: CallRecord[] }} */
    const { calls } = await get('calls', { method, since: String(seq - 1), limit: '1' });
    for (const call of calls) {
      const key = `${call.args.channel} ${call.args.ts}`;
      if (call.ok) refused.delete(key);
      else if (call.problems) refused.set(key, call.problems);
      changes += 1;
    }
  } catch (problem) {
    report(problem);
  }
  if (mine === asked) changed();
}

/** Grows with every change of what is refused. */
let changes = 0;

export function refusedChanges() {
  return changes;
}

export function refusalCount() {
  return refusals;
}

/**
 * @param {string} channel
 * @param {string} ts
 * @returns {Problem[] | undefined}
 */
export function refusedChange(channel, ts) {
  return refused.get(`${channel} ${ts}`);
}
