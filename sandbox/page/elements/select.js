// @ts-check
/** @import { BlockElement, Field, Option, OptionGroup } from '../types.d.ts' */
import { plain } from '../blocks/text.js';
import { fill, h } from '../dom.js';
import { people, state } from '../store.js';
import { combobox } from './combobox.js';
import { allOptions, labelOf, optionValue, rememberLabels } from './value.js';

/**
 * A native select where the choices are known, a type-ahead where the app is asked.
 * @param {BlockElement} element
 * @param {Field} field
 */
export function singleSelect(element, field) {
  if (element.type === 'external_select') return typeAhead(element, field, false);
  const source = choices(element);
  const options = allOptions(source);
  rememberLabels(element, options);
  let chosen = typeof field.value === 'string' ? field.value : '';
  if (chosen && !options.some((one) => optionValue(one) === chosen)) options.push(unlisted(element, chosen));
  const hint = h('span', { class: 'option-hint', id: `${field.id}--chosen` });
  const select = h(
    'select',
    {
      id: field.id,
      'aria-label': field.label,
      'aria-describedby': [field.describedBy, hint.id].filter(Boolean).join(' '),
      'aria-invalid': field.invalid ? 'true' : undefined,
      'aria-required': field.required ? 'true' : undefined,
      onchange: change,
    },
    h('option', { value: '' }, plain(element.placeholder) || 'Choose'),
    source.option_groups
      ? source.option_groups.map((group) =>
          h('optgroup', { label: plain(group.label) }, group.options.map(optionNode)),
        )
      : options.map(optionNode),
  );
  select.value = chosen;
  describe();
  return h('span', { class: 'select' }, select, hint);

  async function change() {
    const before = chosen;
    chosen = select.value;
    describe();
    if (await field.commit(chosen === '' ? null : chosen)) return;
    chosen = before;
    select.value = before;
    describe();
  }

  function describe() {
    fill(hint, plain(options.find((one) => optionValue(one) === chosen)?.description));
  }
}

/**
 * @param {BlockElement} element
 * @param {Field} field
 */
export function multiSelect(element, field) {
  return typeAhead(element, field, true);
}

/**
 * @param {BlockElement} element
 * @param {Field} field
 * @param {boolean} multiple
 */
function typeAhead(element, field, multiple) {
  const external = element.type.endsWith('external_select');
  const value = field.value;
  const chosen = Array.isArray(value) ? value : typeof value === 'string' && value !== '' ? [value] : [];
  rememberLabels(element, [
    ...(element.initial_option ? [element.initial_option] : []),
    ...(element.initial_options ?? []),
  ]);
  if (!external) rememberLabels(element, allOptions(choices(element)));
  return combobox({
    field,
    multiple,
    placeholder: plain(element.placeholder) || (external ? 'Type to search' : 'Choose'),
    minQuery: external ? (element.min_query_length ?? 3) : 0,
    max: element.max_selected_items,
    chosen: chosen.map((one) => ({ value: one, text: labelOf(element, one) })),
    async search(query) {
      const found = external ? await field.suggest(query) : matching(choices(element), query);
      rememberLabels(element, allOptions(found));
      return found;
    },
  });
}

/** @param {Option} option */
function optionNode(option) {
  return h(
    'option',
    { value: optionValue(option), title: plain(option.description) || undefined },
    plain(option.text),
  );
}

/**
 * @param {BlockElement} element
 * @param {string} value
 * @returns {Option}
 */
function unlisted(element, value) {
  return { text: { type: 'plain_text', text: labelOf(element, value) }, value };
}

/**
 * @param {BlockElement} element
 * @returns {{ options?: Option[], option_groups?: OptionGroup[] }}
 */
function choices(element) {
  const option = (/** @type {string} */ value, /** @type {string} */ text) => ({
    value,
    text: { type: 'plain_text', emoji: false, text },
  });
  if (element.type.includes('users_select'))
    return { options: people().map((one) => option(one.id, one.realName)) };
  if (element.type.includes('channels_select') || element.type.includes('conversations_select')) {
    const kinds = element.type.includes('channels') ? ['channel'] : listed(element.filter?.include);
    const open = state.conversations.filter((one) => kinds.includes(one.kind) && !one.isArchived);
    return {
      options: open.map((one) =>
        option(one.id, one.kind === 'channel' || one.kind === 'private' ? `# ${one.name}` : one.name),
      ),
    };
  }
  return {
    ...(element.option_groups
      ? { option_groups: element.option_groups }
      : { options: element.options ?? [] }),
  };
}

/** @param {string[] | undefined} include Slack's words for kinds of conversation */
function listed(include) {
  return (include ?? ['public', 'private', 'im']).map((word) => (word === 'public' ? 'channel' : word));
}

/**
 * @param {{ options?: Option[], option_groups?: OptionGroup[] }} source
 * @param {string} query
 */
function matching(source, query) {
  const wanted = query.trim().toLowerCase();
  const fits = (/** @type {Option} */ one) => plain(one.text).toLowerCase().includes(wanted);
  if (!source.option_groups) return { options: (source.options ?? []).filter(fits) };
  return {
    option_groups: source.option_groups
      .map((group) => ({ ...group, options: group.options.filter(fits) }))
      .filter((group) => group.options.length > 0),
  };
}
