// @ts-check
/** @import { BlockElement, Field } from '../types.d.ts' */
import { act } from '../act.js';
import { fill, h } from '../dom.js';
import { toast } from '../toast.js';
import { labelOf, rememberLabel } from './value.js';

/** What one request to the workspace may carry, base64 and the rest of it included. */
const MOST_BYTES = 700_000;

/**
 * Files are uploaded when they are picked, as in Slack; the field's value is the list of their ids.
 * @param {BlockElement} element
 * @param {Field} field
 */
export function fileInput(element, field) {
  const most = element.max_files ?? 10;
  let ids = Array.isArray(field.value) ? field.value : [];
  const list = h('ul', { class: 'chips' });
  const status = h('span', { class: 'listbox-note', role: 'status' });
  const input = h('input', {
    type: 'file',
    id: field.id,
    multiple: most > 1,
    accept: element.filetypes?.map((type) => `.${type}`).join(','),
    'aria-label': field.label,
    'aria-describedby': field.describedBy,
    'aria-invalid': field.invalid ? 'true' : undefined,
    'aria-required': field.required ? 'true' : undefined,
    onchange: () => void take(),
  });
  draw();
  return h('div', { class: 'file-input' }, list, input, status);

  async function take() {
    const picked = [...(input.files ?? [])];
    input.value = '';
    status.textContent = 'Uploading…';
    for (const file of picked) await upload(file);
    status.textContent = '';
    draw();
    await field.commit(ids);
  }

  /** @param {File} file */
  async function upload(file) {
    if (ids.length >= most) return toast(`At most ${most} ${most === 1 ? 'file' : 'files'} here.`, 'error');
    if (file.size > MOST_BYTES) return toast(`${file.name} is too large for this page (700 KB).`, 'error');
    /** @type {{ file: { id: string }, notice?: string } | undefined} */
    const done = await act('upload', { name: file.name, contents: await base64(file) });
    if (!done) return;
    rememberLabel(element, done.file.id, file.name);
    ids = [...ids, done.file.id];
  }

  function draw() {
    fill(
      list,
      ids.map((id) =>
        h(
          'li',
          {},
          labelOf(element, id),
          h(
            'button',
            {
              type: 'button',
              class: 'icon',
              'aria-label': `Remove ${labelOf(element, id)}`,
              onclick: () => remove(id),
            },
            '✕',
          ),
        ),
      ),
    );
  }

  /** @param {string} id */
  function remove(id) {
    ids = ids.filter((one) => one !== id);
    draw();
    input.focus();
    void field.commit(ids);
  }
}

/**
 * @param {File} file
 * @returns {Promise<string>}
 */
async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
