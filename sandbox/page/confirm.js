// @ts-check
/** @import { Confirm } from './types.d.ts' */
import { plain, textNodes } from './blocks/text.js';
import { h } from './dom.js';

/**
 * Asks before an action. Resolves false on deny and on Escape.
 * @param {Confirm} confirm
 * @returns {Promise<boolean>}
 */
export function confirmed(confirm) {
  return new Promise((resolve) => {
    const dialog = h(
      'dialog',
      {
        class: 'modal confirm',
        'aria-labelledby': 'confirm-title',
        'aria-describedby': 'confirm-text',
        oncancel: () => done(false),
      },
      h('h2', { id: 'confirm-title' }, plain(confirm.title)),
      h('div', { id: 'confirm-text', class: 'text' }, textNodes(confirm.text)),
      h(
        'div',
        { class: 'modal-foot' },
        h(
          'button',
          { type: 'button', class: 'button', onclick: () => done(false) },
          plain(confirm.deny) || 'Cancel',
        ),
        h(
          'button',
          {
            type: 'button',
            class: `button ${confirm.style ?? 'primary'}`,
            onclick: () => done(true),
          },
          plain(confirm.confirm) || 'Yes',
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();

    /** @param {boolean} answer */
    function done(answer) {
      // Closing gives the focus back to where it was.
      dialog.close();
      dialog.remove();
      resolve(answer);
    }
  });
}
