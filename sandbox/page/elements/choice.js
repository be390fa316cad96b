// @ts-check
/** @import { BlockElement, Field, Option } from '../types.d.ts' */
import { textNodes } from '../blocks/text.js';
import { h } from '../dom.js';
import { allOptions, optionValue } from './value.js';

/**
 * @param {BlockElement} element
 * @param {Field} field
 */
export function radioButtons(element, field) {
  return group(
    'radiogroup',
    'radio',
    element,
    field,
    (option) => field.value === optionValue(option),
    (all) => {
      const chosen = all.find((one) => one.checked);
      return chosen ? chosen.value : null;
    },
  );
}

/**
 * @param {BlockElement} element
 * @param {Field} field
 */
export function checkboxes(element, field) {
  const on = Array.isArray(field.value) ? field.value : [];
  return group(
    'group',
    'checkbox',
    element,
    field,
    (option) => on.includes(optionValue(option)),
    (all) => all.filter((one) => one.checked).map((one) => one.value),
  );
}

/**
 * @param {'radiogroup' | 'group'} role
 * @param {'radio' | 'checkbox'} type
 * @param {BlockElement} element
 * @param {Field} field
 * @param {(option: Option) => boolean} isOn
 * @param {(inputs: HTMLInputElement[]) => string | string[] | null} read
 */
function group(role, type, element, field, isOn, read) {
  /** @type {HTMLInputElement[]} */
  const inputs = [];
  const rows = allOptions(element).map((option, at) => {
    const id = `${field.id}--${at}`;
    const hint =
      option.description &&
      h('span', { class: 'option-hint', id: `${id}--hint` }, textNodes(option.description));
    const input = h('input', {
      type,
      id,
      name: field.id,
      value: optionValue(option),
      checked: isOn(option),
      'aria-describedby': hint?.id,
      'aria-invalid': type === 'checkbox' && field.invalid ? 'true' : undefined,
      onchange: change,
    });
    inputs.push(input);
    return h(
      'div',
      { class: 'choice' },
      input,
      h('div', {}, h('label', { for: id }, textNodes(option.text)), hint),
    );
  });
  return h(
    'div',
    {
      id: field.id,
      role,
      class: 'choices',
      tabindex: -1,
      'aria-label': field.labelledBy ? undefined : field.label,
      'aria-labelledby': field.labelledBy,
      'aria-describedby': field.describedBy,
      'aria-invalid': role === 'radiogroup' && field.invalid ? 'true' : undefined,
      'aria-required': role === 'radiogroup' && field.required ? 'true' : undefined,
    },
    rows,
  );

  async function change() {
    const before = field.value;
    field.value = read(inputs);
    if (await field.commit(field.value)) return;
    field.value = before;
    for (const one of inputs)
      one.checked = Array.isArray(before) ? before.includes(one.value) : before === one.value;
  }
}
