// @ts-check
/** @import { BlockElement, Field, Value } from '../types.d.ts' */
import { h } from '../dom.js';
import { zone } from '../store.js';
import { city, fromWall, toWall } from '../time.js';

/** Typing a date passes through other dates; the app hears of it when the typing has settled. */
const SETTLE_MS = 700;

/**
 * @param {BlockElement} _element
 * @param {Field} field
 */
export function datePicker(_element, field) {
  return native('date', field, String(field.value ?? ''), (text) => text || null);
}

/**
 * @param {BlockElement} element
 * @param {Field} field
 */
export function timePicker(element, field) {
  const input = native('time', field, String(field.value ?? ''), (text) => text || null);
  return element.timezone
    ? h('span', { class: 'with-zone' }, input, h('span', { class: 'zone' }, `${city(element.timezone)} time`))
    : input;
}

/**
 * Shown and typed in the zone of the person who acts; sent as unix seconds.
 * @param {BlockElement} _element
 * @param {Field} field
 */
export function dateTimePicker(_element, field) {
  const tz = zone();
  const wall = typeof field.value === 'number' ? toWall(field.value * 1000, tz) : '';
  const input = native('datetime-local', field, wall, (text) => (text ? fromWall(text, tz) / 1000 : null));
  return h('span', { class: 'with-zone' }, input, h('span', { class: 'zone' }, `${city(tz)} time`));
}

/**
 * @param {string} type
 * @param {Field} field
 * @param {string} value
 * @param {(text: string) => Value} read
 */
function native(type, field, value, read) {
  let told = value;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const input = h('input', {
    type,
    id: field.id,
    value,
    'aria-label': field.label,
    'aria-describedby': field.describedBy,
    'aria-invalid': field.invalid ? 'true' : undefined,
    'aria-required': field.required ? 'true' : undefined,
    onchange: () => {
      field.remember(read(input.value));
      clearTimeout(timer);
      if (field.dispatch === 'none') tell();
      else timer = setTimeout(tell, SETTLE_MS);
    },
    onblur: tell,
  });
  return input;

  async function tell() {
    clearTimeout(timer);
    if (input.value === told) return;
    const before = told;
    told = input.value;
    if (await field.commit(read(input.value))) return;
    input.value = before;
    told = before;
  }
}
