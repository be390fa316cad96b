// @ts-check
/** @import { Block, BlockElement, Host, Value, View } from './types.d.ts' */
import { act } from './act.js';
import { domId } from './dom.js';
import { rememberState, stateValue } from './elements/value.js';
import { load } from './store.js';

/**
 * What is typed in each view and message, by block_id and action_id: a redraw with the same ids keeps it, as in Slack.
 * @type {Map<string, Map<string, Value>>}
 */
const typed = new Map();

/**
 * Work on one view goes out in order: what was typed before a click arrives before it.
 * @type {Map<string, Promise<unknown>>}
 */
const queues = new Map();

/**
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} job
 * @returns {Promise<T>}
 */
export function inOrder(name, job) {
  const next = (queues.get(name) ?? Promise.resolve()).then(job, job);
  queues.set(name, next);
  return next;
}

/** @param {string} viewId */
export function forget(viewId) {
  typed.delete(viewId);
  queues.delete(viewId);
}

/**
 * @param {Block} block
 * @param {BlockElement} element
 */
function key(block, element) {
  return `${block.block_id} ${element.action_id}`;
}

/** @param {string} name */
function memory(name) {
  const found = typed.get(name) ?? new Map();
  typed.set(name, found);
  return found;
}

/**
 * Elements of a modal or of Home.
 * @param {() => View | undefined} current the view as it is now
 * @param {string} id
 * @param {() => Record<string, string>} [errors]
 * @returns {Host}
 */
export function viewHost(current, id, errors = () => ({})) {
  const values = memory(id);
  return {
    id: domId('view', id),
    get errors() {
      return errors();
    },
    value(block, element) {
      const entry = current()?.state?.values[block.block_id ?? '']?.[element.action_id ?? ''];
      rememberState(element, entry);
      return values.has(key(block, element)) ? values.get(key(block, element)) : stateValue(entry);
    },
    remember: (block, element, value) => values.set(key(block, element), value),
    send: (kind, block, element, value) =>
      inOrder(id, async () => {
        const { block_id = '' } = block;
        const { action_id = '' } = element;
        if (kind === 'fill')
          await act('fill', { view: id, values: { [block_id]: { [action_id]: value ?? null } } });
        else await act('click', { view: id, block_id, action_id, ...(value === undefined ? {} : { value }) });
        await load.views();
      }),
    suggest: (block, element, query) => suggest({ view: id }, block, element, query),
  };
}

/**
 * Elements of a message.
 * @param {string} channel
 * @param {string} ts
 * @param {string} where told apart when one message is drawn twice (list and thread)
 * @returns {Host}
 */
export function messageHost(channel, ts, where) {
  const values = memory(`${channel} ${ts}`);
  return {
    id: domId(where, channel, ts),
    errors: {},
    value: (block, element) => values.get(key(block, element)),
    remember: (block, element, value) => values.set(key(block, element), value),
    send: async (kind, block, element, value) => {
      const { block_id = '' } = block;
      const { action_id = '' } = element;
      if (kind === 'fill')
        await act('fill', { channel, ts, values: { [block_id]: { [action_id]: value ?? null } } });
      else
        await act('click', { channel, ts, block_id, action_id, ...(value === undefined ? {} : { value }) });
    },
    suggest: (block, element, query) => suggest({ channel, ts }, block, element, query),
  };
}

/**
 * @param {Record<string, string>} where
 * @param {Block} block
 * @param {BlockElement} element
 * @param {string} query
 */
async function suggest(where, block, element, query) {
  /** @type {import('./types.d.ts').Suggestions & { notice?: string } | undefined} */
  const found = await act('suggest', {
    ...where,
    block_id: block.block_id,
    action_id: element.action_id,
    query,
  });
  return found ?? { options: [] };
}

/**
 * Everything typed in a view, for submit.
 * @param {View} view
 * @returns {Record<string, Record<string, Value>>}
 */
export function typedValues(view) {
  const values = memory(view.id);
  /** @type {Record<string, Record<string, Value>>} */
  const out = {};
  for (const block of view.blocks) {
    const element = block.element;
    if (!element || !block.block_id || !element.action_id) continue;
    const value = values.get(key(block, element));
    if (value !== undefined) out[block.block_id] = { [element.action_id]: value };
  }
  return out;
}
