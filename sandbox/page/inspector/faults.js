// @ts-check
/** @import { Fault, FaultKind } from '../types.d.ts' */
import { get, post, remove } from '../api.js';
import { fill, h } from '../dom.js';
import { load, people, report, state } from '../store.js';
import { toast } from '../toast.js';
import { traffic } from './records.js';

/** @type {Record<string, string>} */
const GROUPS = {
  call: 'Calls by the app',
  delivery: 'What is sent to the app',
  socket: 'Connections',
  workspace: 'The workspace',
};

/** Making things go wrong on purpose, and rate limits. */
export function createFaults() {
  /** @type {FaultKind[]} */
  let kinds = [];
  const select = h('select', { id: 'fault-kind', onchange: drawFields });
  const what = h('p', { class: 'quiet', id: 'fault-what' });
  const fields = h('div', { class: 'fault-fields' });
  const methods = h('datalist', { id: 'fault-methods' });
  const form = h(
    'form',
    { class: 'fault-form', onsubmit: submit },
    h('div', { class: 'fault-field' }, h('label', { for: 'fault-kind' }, 'What goes wrong'), select),
    fields,
    methods,
    h('button', { type: 'submit', class: 'button primary' }, 'Make it happen'),
  );
  const waiting = h('ul', { class: 'faults', 'aria-label': 'Waiting to go wrong' });
  const clear = h('button', { type: 'button', class: 'small', onclick: () => void forget() }, 'Clear all');
  const limits = h('input', { type: 'checkbox', id: 'rate-limits', onchange: () => void setLimits() });
  const node = h(
    'div',
    { class: 'inspector-page scroll', tabindex: -1 },
    form,
    what,
    h('h3', {}, 'Waiting for their call'),
    waiting,
    clear,
    h('div', { class: 'choice' }, limits, h('label', { for: 'rate-limits' }, 'Slack’s rate limits apply')),
  );
  return { node, draw, refresh };

  function draw() {
    limits.checked = state.workspace?.rateLimits !== 'off';
  }

  async function refresh() {
    try {
      /** @type {{ faults: Fault[], kinds: FaultKind[] }} */
      const found = await get('faults');
      if (kinds.length === 0) build(found.kinds);
      drawWaiting(found.faults);
    } catch (error) {
      report(error);
    }
  }

  /** @param {FaultKind[]} found */
  function build(found) {
    kinds = found;
    fill(
      select,
      Object.entries(GROUPS).map(([on, label]) =>
        h(
          'optgroup',
          { label },
          kinds
            .filter((one) => one.on === on)
            .map((one) => h('option', { value: one.kind }, title(one.kind))),
        ),
      ),
    );
    drawFields();
  }

  function chosen() {
    return kinds.find((one) => one.kind === select.value);
  }

  function drawFields() {
    what.textContent = chosen()?.what ?? '';
    const known = new Set(traffic().flatMap((one) => (one.kind === 'call' ? [one.name] : [])));
    fill(
      methods,
      [...known].sort().map((method) => h('option', { value: method })),
    );
    fill(
      fields,
      (chosen()?.fields ?? []).map((field) => {
        const id = `fault-${field.name}`;
        const label = `${title(field.name)}${field.required ? '' : ' (optional)'}`;
        return h('div', { class: 'fault-field' }, h('label', { for: id }, label), control(field, id));
      }),
    );
  }

  /**
   * @param {FaultKind['fields'][number]} field
   * @param {string} id
   */
  function control(field, id) {
    const props = { id, name: field.name, required: field.required };
    const options = choices(field);
    if (options) {
      return h(
        'select',
        props,
        !field.required && h('option', { value: '' }, 'Any'),
        options.map(([value, text]) => h('option', { value }, text)),
      );
    }
    if (field.type === 'number') return h('input', { ...props, type: 'number', min: 0 });
    return h('input', {
      ...props,
      type: 'text',
      autocomplete: 'off',
      list: field.name === 'method' ? 'fault-methods' : undefined,
    });
  }

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    /** @type {Record<string, string | number>} */
    const body = { kind: select.value };
    for (const field of chosen()?.fields ?? []) {
      const value = String(new FormData(form).get(field.name) ?? '');
      if (value !== '') body[field.name] = field.type === 'number' ? Number(value) : value;
    }
    try {
      await post('faults', body);
      toast(chosen()?.on === 'call' ? 'Waits for the next such call.' : 'Done.');
    } catch (error) {
      report(error);
    }
    await Promise.all([refresh(), load.workspace()]);
  }

  /** @param {Fault[]} faults */
  function drawWaiting(faults) {
    clear.hidden = faults.length === 0;
    fill(
      waiting,
      faults.length === 0 && h('li', { class: 'quiet' }, 'Nothing.'),
      faults.map(({ kind, times, ...rest }) => {
        const more = Object.entries(rest).map(([name, value]) => `${title(name).toLowerCase()} ${value}`);
        return h('li', {}, h('strong', {}, title(kind)), ` ${[`${times} ×`, ...more].join(', ')}`);
      }),
    );
  }

  async function forget() {
    try {
      await remove('faults');
    } catch (error) {
      report(error);
    }
    await refresh();
    select.focus();
  }

  async function setLimits() {
    try {
      await post('rate-limits', { mode: limits.checked ? 'realistic' : 'off' });
    } catch (error) {
      report(error);
    }
    await load.workspace();
  }
}

/**
 * The values one can pick from; undefined where anything may be typed.
 * @param {FaultKind['fields'][number]} field
 * @returns {[value: string, text: string][] | undefined}
 */
function choices(field) {
  if (field.values) return field.values.map((value) => [value, title(value)]);
  if (field.name === 'person') return people().map((one) => [one.id, one.realName]);
  if (field.name !== 'channel') return undefined;
  return state.conversations
    .filter((one) => one.kind === 'channel' || one.kind === 'private')
    .map((one) => [one.id, `# ${one.name}`]);
}

/**
 * `retryAfterSeconds` → Retry after seconds.
 * @param {string} name
 */
function title(name) {
  const words = name.replaceAll('_', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
