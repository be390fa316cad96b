// @ts-check
/** @import { BlockElement, Option, StateEntry, Value } from '../types.d.ts' */

/**
 * What an element holds before anyone touches it.
 * @param {BlockElement} element
 * @returns {Value}
 */
export function initialValue(element) {
  const e = element;
  if (e.type === 'checkboxes' || e.type.startsWith('multi_')) {
    return (
      e.initial_options?.map(optionValue) ??
      e.initial_users ??
      e.initial_channels ??
      e.initial_conversations ??
      []
    );
  }
  if (e.initial_option) return optionValue(e.initial_option);
  return (
    e.initial_value ??
    e.initial_user ??
    e.initial_channel ??
    e.initial_conversation ??
    e.initial_date ??
    e.initial_time ??
    e.initial_date_time ??
    null
  );
}

/**
 * What Slack's state JSON says an element holds; undefined when there is no entry.
 * @param {StateEntry | undefined} entry
 * @returns {Value | undefined}
 */
export function stateValue(entry) {
  if (!entry) return undefined;
  if (entry.selected_options) return entry.selected_options.map(optionValue);
  if (entry.selected_option) return optionValue(entry.selected_option);
  return (
    entry.selected_users ??
    entry.selected_channels ??
    entry.selected_conversations ??
    entry.files?.map((file) => file.id) ??
    entry.selected_user ??
    entry.selected_channel ??
    entry.selected_conversation ??
    entry.selected_date ??
    entry.selected_time ??
    entry.selected_date_time ??
    entry.rich_text_value ??
    entry.value ??
    null
  );
}

/** @param {Option} option */
export function optionValue(option) {
  return option.value ?? '';
}

/**
 * Options with their groups opened.
 * @param {{ options?: Option[] | undefined, option_groups?: { options: Option[] }[] | undefined }} source
 */
export function allOptions(source) {
  return [...(source.options ?? []), ...(source.option_groups ?? []).flatMap((group) => group.options)];
}

/**
 * Text of options that were offered earlier; a type-ahead keeps only values.
 * @type {Map<string, string>}
 */
const labels = new Map();

/**
 * @param {BlockElement} element
 * @param {readonly Option[]} options
 */
export function rememberLabels(element, options) {
  for (const option of options) labels.set(`${element.action_id} ${optionValue(option)}`, option.text.text);
}

/**
 * @param {BlockElement} element
 * @param {string} value
 * @param {string} text
 */
export function rememberLabel(element, value, text) {
  labels.set(`${element.action_id} ${value}`, text);
}

/**
 * @param {BlockElement} element
 * @param {string} value
 */
export function labelOf(element, value) {
  return labels.get(`${element.action_id} ${value}`) ?? value;
}

/**
 * Keeps the text of what Slack's state says is chosen.
 * @param {BlockElement} element
 * @param {StateEntry | undefined} entry
 */
export function rememberState(element, entry) {
  if (entry?.selected_option) rememberLabels(element, [entry.selected_option]);
  if (entry?.selected_options) rememberLabels(element, entry.selected_options);
  for (const file of entry?.files ?? []) rememberLabel(element, file.id, file.name ?? file.id);
}
