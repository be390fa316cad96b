// @ts-check
/** @import { BlockElement, Field, RichText, Value } from '../types.d.ts' */
import { plain } from '../blocks/text.js';
import { h } from '../dom.js';

const CHARACTER_PAUSE_MS = 300;

/** @type {Record<string, string>} */
const TYPES = { email_text_input: 'email', url_text_input: 'url' };

/**
 * Text, number, e-mail and address. Formats and lengths are checked by the workspace on submit, as in Slack, so that its
 * errors stand at the field.
 * @param {BlockElement} element
 * @param {Field} field
 */
export function textInput(element, field) {
  const number = element.type === 'number_input';
  const many = element.multiline === true || element.type === 'rich_text_input';
  const props = {
    id: field.id,
    placeholder: plain(element.placeholder) || undefined,
    'aria-label': field.label,
    'aria-describedby': field.describedBy,
    'aria-invalid': field.invalid ? 'true' : undefined,
    'aria-required': field.required ? 'true' : undefined,
    autocomplete: 'off',
    oninput: input,
    onchange: settle,
    onkeydown: key,
  };
  const node = many
    ? h('textarea', { ...props, rows: 4 })
    : h('input', {
        ...props,
        type: TYPES[element.type] ?? 'text',
        inputmode: number ? (element.is_decimal_allowed ? 'decimal' : 'numeric') : undefined,
      });
  node.value = asText(field.value);
  let told = node.value;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return node;

  function input() {
    field.remember(read());
    if (field.dispatch !== 'character') return;
    clearTimeout(timer);
    timer = setTimeout(tell, CHARACTER_PAUSE_MS);
  }

  function settle() {
    field.remember(read());
    if (field.dispatch === 'none') void tell();
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.key !== 'Enter' || many || event.isComposing) return;
    if (field.dispatch === 'none') return;
    event.preventDefault();
    told = '\u0000';
    void tell();
  }

  async function tell() {
    clearTimeout(timer);
    if (node.value === told) return;
    told = node.value;
    await field.commit(read());
  }

  /** @returns {Value} */
  function read() {
    return node.value === '' ? null : node.value;
  }
}

/**
 * Rich text is typed as plain text here; the workspace turns it into blocks.
 * @param {Value} value
 */
function asText(value) {
  if (value !== null && typeof value === 'object' && 'elements' in value)
    return flatten(value.elements).trimEnd();
  return value === null || Array.isArray(value) ? '' : String(value);
}

/**
 * @param {RichText['elements']} nodes
 * @returns {string}
 */
function flatten(nodes) {
  return nodes
    .map((node) => (node.elements ? `${flatten(node.elements)}\n` : (node.text ?? node.url ?? '')))
    .join('');
}
