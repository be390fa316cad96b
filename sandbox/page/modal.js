// @ts-check
/** @import { Host, OpenView } from './types.d.ts' */
import { act } from './act.js';
import { drawBlocks } from './blocks/index.js';
import { plain } from './blocks/text.js';
import { domId, fill, h } from './dom.js';
import { forget, inOrder, typedValues, viewHost } from './hosts.js';
import { version } from './message.js';
import { load, state } from './store.js';

/**
 * @typedef {{ dialog: HTMLDialogElement, draw(view: OpenView, depth: number): void }} Modal
 */

/** The stack of modals of this person: the topmost is shown, the ones below wait with what was typed. */
export function createModals() {
  /** @type {Map<string, Modal>} */
  const open = new Map();
  /** @type {Element | null} */
  let opener = null;
  /** Id of the message or room around it: a button that did its work is often gone when the form closes. */
  let home = '';
  return { draw };

  function draw() {
    const stack = state.views.of === state.route.as ? state.views.stack : [];
    for (const [id, modal] of open) {
      if (stack.some((view) => view.id === id)) continue;
      open.delete(id);
      modal.dialog.close();
      modal.dialog.remove();
      forget(id);
    }
    if (stack.length > 0 && open.size === 0) {
      opener = document.activeElement;
      home = opener?.closest('[data-focus-home]')?.id ?? '';
    }
    const top = stack.at(-1);
    for (const [depth, view] of stack.entries()) {
      const modal = open.get(view.id) ?? create(view.id);
      open.set(view.id, modal);
      if (view !== top && modal.dialog.open) modal.dialog.close();
      modal.draw(view, depth);
      if (view === top && !modal.dialog.open) {
        modal.dialog.showModal();
        firstFocus(modal.dialog, view, domId('view', view.id));
      }
    }
    // A modal dialog hides the rest anyway; said aloud, older screen readers and test tools know it too.
    const root = document.querySelector('#root');
    if (top) root?.setAttribute('aria-hidden', 'true');
    else root?.removeAttribute('aria-hidden');
    if (stack.length === 0 && opener) {
      const back = opener.isConnected
        ? opener
        : [opener.id, home].map((id) => document.getElementById(id)).find((node) => node !== null);
      if (back instanceof HTMLElement) back.focus();
      opener = null;
    }
  }
}

/**
 * Slack puts the cursor where the view asks for it, else into the first field.
 * @param {HTMLDialogElement} dialog
 * @param {OpenView} view
 * @param {string} prefix
 */
function firstFocus(dialog, view, prefix) {
  const wanted = view.blocks.find((block) => block.element?.focus_on_load);
  const id = wanted && domId(prefix, wanted.block_id ?? '', wanted.element?.action_id ?? '');
  const field =
    (id && document.getElementById(id)) ||
    dialog.querySelector('.modal-body :is(input, textarea, select, button)');
  const target = field ?? dialog.querySelector('.modal-foot button');
  if (target instanceof HTMLElement) target.focus();
}

/**
 * @param {string} id
 * @returns {Modal}
 */
function create(id) {
  /** @type {OpenView | undefined} */
  let view;
  let depth = 0;
  let busy = false;
  /** @type {Record<string, string>} */
  let errors = {};
  let shownErrors = '';
  const host = /** @type {Host} */ (
    viewHost(
      () => view,
      id,
      () => errors,
    )
  );
  const titleId = `${host.id}--title`;
  const title = h('h2', { id: titleId });
  const body = h('div', {
    class: 'modal-body',
    id: `${host.id}--body`,
    tabindex: -1,
    'data-focus-home': true,
  });
  const notice = h('div', { class: 'modal-notice', role: 'alert' });
  const submitButton = h('button', { type: 'submit', class: 'button primary' });
  const closeButton = h('button', { type: 'button', class: 'button', onclick: () => close(false) });
  const cross = h(
    'button',
    {
      type: 'button',
      class: 'button icon-button',
      'aria-label': 'Dismiss',
      title: 'Dismiss',
      onclick: () => close(true),
    },
    '✕',
  );
  const form = h(
    'form',
    { novalidate: true, onsubmit: submit },
    h('header', { class: 'modal-head' }, title, cross),
    notice,
    h('div', { class: 'modal-toasts', role: 'alert' }),
    body,
    h('footer', { class: 'modal-foot' }, closeButton, submitButton),
  );
  const dialog = h(
    'dialog',
    { class: 'modal', 'aria-labelledby': titleId, onkeydown: key, oncancel: cancel },
    form,
  );
  document.body.append(dialog);
  return { dialog, draw };

  /**
   * @param {OpenView} next
   * @param {number} at
   */
  function draw(next, at) {
    if (view && view.hash !== next.hash) fill(notice);
    const isNextStep = view !== undefined && plain(view.title) !== plain(next.title);
    view = next;
    depth = at;
    errors = next.errors ?? {};
    title.textContent = plain(next.title);
    closeButton.textContent = plain(next.close) || (depth > 0 ? 'Back' : next.submit ? 'Cancel' : 'Close');
    submitButton.hidden = !next.submit;
    if (next.notice) say(next.notice);
    working();
    drawBlocks(body, next.blocks, host, version());
    if (isNextStep) {
      // Another title is another form in the same place: one begins at its top.
      body.scrollTop = 0;
      if (dialog.open) firstFocus(dialog, next, domId('view', id));
    }
    const now = JSON.stringify(errors);
    if (now !== shownErrors && Object.keys(errors).length > 0) focusError();
    shownErrors = now;
  }

  function working() {
    const on = busy || view?.status === 'working';
    submitButton.textContent = on ? 'Working…' : plain(view?.submit) || 'Submit';
    submitButton.setAttribute('aria-disabled', String(on));
    dialog.setAttribute('aria-busy', String(on));
  }

  /** @param {string} text */
  function say(text) {
    if (notice.textContent !== text) fill(notice, h('p', {}, text));
  }

  function focusError() {
    const bad = body.querySelector('.invalid :is(input, textarea, select, [role=radiogroup], [role=group])');
    if (!(bad instanceof HTMLElement)) return;
    bad.closest('.block')?.scrollIntoView({ block: 'nearest' });
    bad.focus({ preventScroll: true });
  }

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    if (busy || !view?.submit) return;
    busy = true;
    shownErrors = '';
    fill(notice);
    working();
    const now = view;
    try {
      /** @type {{ outcome: string, notice?: string } | undefined} */
      const answer = await inOrder(id, () =>
        act('submit', { view: id, values: typedValues(now) }, { quiet: true }),
      );
      if (answer?.notice) say(answer.notice);
      else if (answer?.outcome === 'no_answer')
        say('The app did not answer. What you typed is still here; nothing is known to be saved.');
    } finally {
      busy = false;
      working();
      await load.views();
    }
  }

  /** @param {boolean} all */
  async function close(all) {
    if (busy) return;
    await act('close', { view: id, ...(all ? { all: true } : {}) });
    await load.views();
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    void close(false);
  }

  /** @param {Event} event */
  function cancel(event) {
    event.preventDefault();
    void close(false);
  }
}
