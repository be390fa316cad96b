// @ts-check
/** @import { TrafficEntry } from '../types.d.ts' */
import { fill, h, keyed } from '../dom.js';
import { zone } from '../store.js';
import { hourMinuteSecond } from '../time.js';
import { toast } from '../toast.js';
import { traffic } from './records.js';

/** @type {Record<string, { sign: string, words: string }>} */
const KINDS = {
  call: { sign: 'app →', words: 'Call by the app' },
  events_api: { sign: '→ app', words: 'Event to the app' },
  interactive: { sign: '→ app', words: 'Interaction to the app' },
  slash_commands: { sign: '→ app', words: 'Command to the app' },
};

/** What goes between the app and the workspace, newest first. */
export function createTraffic() {
  const name = h('input', {
    type: 'search',
    placeholder: 'Method or name',
    'aria-label': 'Filter by method or name',
    oninput: draw,
  });
  const kind = choice('Kind', [
    ['', 'All kinds'],
    ['call', 'Calls'],
    ['events_api', 'Events'],
    ['interactive', 'Interactions'],
    ['slash_commands', 'Commands'],
  ]);
  const outcome = choice('Outcome', [
    ['', 'All outcomes'],
    ['fine', 'Went well'],
    ['failed', 'Failed'],
    ['problems', 'With problems'],
  ]);
  const count = h('span', { class: 'quiet', role: 'status' });
  const copyAll = h(
    'button',
    { type: 'button', class: 'small', onclick: () => void copy(shown().map((one) => one.record)) },
    'Copy all as JSON',
  );
  const list = h('ul', { class: 'traffic', 'aria-label': 'Traffic, newest first' });
  const node = h(
    'div',
    { class: 'inspector-page' },
    h('div', { class: 'inspector-tools' }, name, kind, outcome, copyAll, count),
    h('div', { class: 'scroll', tabindex: -1 }, list),
  );
  return { node, draw };

  /**
   * @param {string} label
   * @param {[value: string, text: string][]} options
   */
  function choice(label, options) {
    return h(
      'select',
      { 'aria-label': label, onchange: draw },
      options.map(([value, text]) => h('option', { value }, text)),
    );
  }

  function shown() {
    const words = name.value.trim().toLowerCase();
    return traffic()
      .filter((one) => words === '' || one.name.toLowerCase().includes(words))
      .filter((one) => kind.value === '' || one.kind === kind.value)
      .filter((one) => {
        if (outcome.value === 'fine') return one.isFine;
        if (outcome.value === 'failed') return !one.isFine;
        return outcome.value === '' || one.problems.length > 0;
      })
      .toReversed();
  }

  function draw() {
    const entries = shown();
    keyed(list, entries, {
      key: (one) => one.id,
      signature: (one) => `${one.outcome} ${one.ms} ${one.problems.length} ${zone()}`,
      build: row,
    });
    const text = `${entries.length} of ${traffic().length}`;
    if (count.textContent !== text) count.textContent = text;
  }
}

/** @param {TrafficEntry} entry */
function row(entry) {
  const { sign, words } = KINDS[entry.kind] ?? { sign: '', words: entry.kind };
  const body = h('div', { class: 'traffic-body' });
  const details = h(
    'details',
    { ontoggle: () => details.open && body.childElementCount === 0 && fill(body, content(entry)) },
    h(
      'summary',
      { class: entry.isFine ? '' : 'failed', id: `traffic-${entry.id}` },
      h('time', { datetime: entry.at }, hourMinuteSecond(Date.parse(entry.at), zone())),
      h('span', { class: 'direction', title: words }, h('span', { class: 'hidden' }, `${words}: `), sign),
      h('span', { class: 'traffic-name' }, entry.name),
      h('span', { class: 'traffic-outcome' }, entry.isFine ? entry.outcome : `✕ ${entry.outcome}`),
      entry.problems.length > 0 &&
        h(
          'span',
          { class: 'badge' },
          entry.problems.length === 1 ? '1 problem' : `${entry.problems.length} problems`,
        ),
      h('span', { class: 'quiet' }, `${entry.ms} ms`),
    ),
    body,
  );
  return h('li', {}, details);
}

/** @param {TrafficEntry} entry */
function content(entry) {
  return [
    entry.problems.length > 0 &&
      h(
        'ul',
        { class: 'problems' },
        entry.problems.map((one) =>
          h('li', {}, h('code', {}, one.path ?? one.pointer ?? ''), ` ${one.message ?? one.code ?? ''}`),
        ),
      ),
    h('button', { type: 'button', class: 'small', onclick: () => void copy(entry.record) }, 'Copy as JSON'),
    h('pre', { tabindex: 0, 'aria-label': `${entry.name} as JSON` }, JSON.stringify(entry.record, null, 2)),
  ];
}

/** @param {unknown} value */
async function copy(value) {
  try {
    await navigator.clipboard.writeText(JSON.stringify(value, null, 2));
    toast('Copied as JSON.');
  } catch {
    toast('This browser did not let the page copy.', 'error');
  }
}
