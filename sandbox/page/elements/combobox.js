// @ts-check
/** @import { Field, Option, OptionGroup } from '../types.d.ts' */
import { plain } from '../blocks/text.js';
import { fill, h } from '../dom.js';
import { optionValue } from './value.js';

const PAUSE_MS = 150;

/**
 * A text field with suggestions (ARIA combobox with a listbox), for one choice or several.
 * @param {{
 *   field: Field, multiple: boolean, placeholder: string, minQuery: number, max: number | undefined,
 *   chosen: { value: string, text: string }[],
 *   search(query: string): Promise<{ options?: Option[], option_groups?: OptionGroup[] }>,
 * }} options
 */
export function combobox({ field, multiple, placeholder, minQuery, max, chosen: initial, search }) {
  let chosen = initial;
  let asked = 0;
  let active = -1;
  /** @type {HTMLElement[]} */
  let rows = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const listId = `${field.id}--list`;
  const list = h('div', {
    id: listId,
    role: 'listbox',
    class: 'listbox',
    'aria-label': 'Suggestions',
    hidden: true,
    'aria-multiselectable': multiple ? 'true' : undefined,
  });
  const status = h('span', { class: 'hidden', role: 'status' });
  const note = h('p', { class: 'listbox-note', 'aria-hidden': 'true', hidden: true });
  const chips = h('ul', { class: 'chips', hidden: !multiple });
  const input = h('input', {
    type: 'text',
    id: field.id,
    role: 'combobox',
    autocomplete: 'off',
    placeholder,
    'aria-label': field.label,
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': listId,
    'aria-describedby': field.describedBy,
    'aria-invalid': field.invalid ? 'true' : undefined,
    'aria-required': field.required ? 'true' : undefined,
    oninput: later,
    onfocus: () => minQuery === 0 && multiple && later(),
    onclick: () => minQuery === 0 && list.hidden && later(),
    onkeydown: key,
    onblur: left,
  });
  drawChosen();
  return h('div', { class: 'combobox' }, chips, input, list, note, status);

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, minQuery === 0 ? 0 : PAUSE_MS);
  }

  async function ask() {
    const query = !multiple && input.value === chosen[0]?.text ? '' : input.value.trim();
    if ([...query].length < minQuery) {
      close();
      return say(query === '' ? '' : `Type at least ${minQuery} characters`);
    }
    asked += 1;
    const mine = asked;
    if (minQuery > 0) say('Searching…');
    const found = await search(query);
    if (mine === asked && document.activeElement === input) show(found);
  }

  /** @param {{ options?: Option[], option_groups?: OptionGroup[] }} found */
  function show(found) {
    rows = [];
    active = -1;
    const groups = (found.option_groups ?? []).map((group) =>
      h(
        'div',
        { role: 'group', 'aria-label': plain(group.label) },
        h('span', { class: 'group-label', 'aria-hidden': 'true' }, plain(group.label)),
        group.options.map(row),
      ),
    );
    fill(list, groups, (found.options ?? []).map(row));
    list.hidden = rows.length === 0;
    input.setAttribute('aria-expanded', String(rows.length > 0));
    input.removeAttribute('aria-activedescendant');
    say(rows.length === 0 ? 'Nothing found' : '', rows.length > 0 ? `${rows.length} suggestions` : '');
    if (rows.length > 0) list.scrollIntoView({ block: 'nearest' });
  }

  /** @param {Option} option */
  function row(option) {
    const value = optionValue(option);
    const on = chosen.some((one) => one.value === value);
    const node = h(
      'div',
      {
        role: 'option',
        id: `${listId}--${rows.length}`,
        'aria-selected': String(on),
        onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
        onclick: () => choose({ value, text: plain(option.text) }),
      },
      plain(option.text),
      option.description && h('span', { class: 'option-hint' }, plain(option.description)),
    );
    rows.push(node);
    return node;
  }

  /** @param {{ value: string, text: string }} option */
  async function choose(option) {
    const before = chosen;
    const without = chosen.filter((one) => one.value !== option.value);
    if (!multiple) chosen = [option];
    else if (without.length < chosen.length) chosen = without;
    else if (max !== undefined && chosen.length >= max) return say(`At most ${max}`);
    else chosen = [...chosen, option];
    input.value = '';
    drawChosen();
    close();
    await commit(before);
  }

  /** @param {typeof chosen} before */
  async function commit(before) {
    const values = chosen.map((one) => one.value);
    if (await field.commit(multiple ? values : (values[0] ?? null))) return;
    chosen = before;
    drawChosen();
  }

  function drawChosen() {
    if (!multiple) {
      input.value = chosen[0]?.text ?? '';
      return;
    }
    fill(
      chips,
      chosen.map((one) =>
        h(
          'li',
          {},
          one.text,
          h(
            'button',
            {
              type: 'button',
              class: 'icon',
              'aria-label': `Remove ${one.text}`,
              onclick: () => remove(one.value),
            },
            '✕',
          ),
        ),
      ),
    );
  }

  /** @param {string} value */
  function remove(value) {
    const before = chosen;
    chosen = chosen.filter((one) => one.value !== value);
    drawChosen();
    input.focus();
    void commit(before);
  }

  function close() {
    list.hidden = true;
    active = -1;
    rows = [];
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    say('');
  }

  function left() {
    clearTimeout(timer);
    asked += 1;
    close();
    if (multiple || input.value === (chosen[0]?.text ?? '')) return;
    const before = chosen;
    if (input.value.trim() === '') {
      chosen = [];
      void commit(before);
    }
    drawChosen();
  }

  /**
   * @param {string} visible
   * @param {string} [spoken]
   */
  function say(visible, spoken = visible) {
    note.textContent = visible;
    note.hidden = visible === '';
    status.textContent = spoken;
  }

  /** @param {number} to */
  function move(to) {
    rows[active]?.classList.remove('active');
    active = (to + rows.length) % rows.length;
    const node = rows[active];
    node?.classList.add('active');
    node?.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', node?.id ?? '');
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const open = rows.length > 0;
    if (event.key === 'ArrowDown' && !open) later();
    else if (event.key === 'ArrowDown') move(active + 1);
    else if (event.key === 'ArrowUp' && open) move(active < 0 ? -1 : active - 1);
    // Enter is for choosing here; it never sends a form whose suggestions have not come yet.
    else if (event.key === 'Enter') rows[Math.max(0, active)]?.click();
    else if (event.key === 'Escape' && (open || !note.hidden)) {
      close();
      event.stopPropagation();
    } else if (event.key === 'Backspace' && multiple && input.value === '' && chosen.length > 0) {
      remove(chosen.at(-1)?.value ?? '');
      return;
    } else return;
    event.preventDefault();
  }
}
