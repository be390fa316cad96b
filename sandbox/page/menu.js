// @ts-check
import { h } from './dom.js';

/**
 * A button that opens a menu: arrow keys move, Escape and a click elsewhere close, focus returns to the button.
 * @param {{ id: string, label: string, sign: string, entries: () => { text: string, hint?: string, run: () => void }[] }} options
 */
export function menu({ id, label, sign, entries }) {
  const button = h(
    'button',
    {
      type: 'button',
      id,
      class: 'button icon-button',
      'aria-label': label,
      title: label,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      onclick: toggle,
    },
    sign,
  );
  const box = h('div', { class: 'menu', onkeydown: keys, onfocusout: left }, button);
  /** @type {HTMLElement | null} */
  let list = null;
  return box;

  function toggle() {
    if (list) return close();
    list = h(
      'div',
      { role: 'menu', 'aria-label': label, class: 'menu-list' },
      entries().map((entry) =>
        h(
          'button',
          {
            type: 'button',
            role: 'menuitem',
            tabindex: -1,
            onclick: () => {
              close();
              button.focus();
              entry.run();
            },
          },
          entry.text,
          entry.hint && h('span', { class: 'option-hint' }, entry.hint),
        ),
      ),
    );
    box.append(list);
    button.setAttribute('aria-expanded', 'true');
    items()[0]?.focus();
  }

  function close() {
    const gone = list;
    list = null;
    // Removing it moves the focus, which comes back here.
    gone?.remove();
    button.setAttribute('aria-expanded', 'false');
  }

  /** @returns {HTMLElement[]} */
  function items() {
    return [...(list?.querySelectorAll('button') ?? [])];
  }

  /** @param {KeyboardEvent} event */
  function keys(event) {
    if (!list) return;
    const all = items();
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Escape') {
      close();
      button.focus();
      event.stopPropagation();
    } else if (to !== undefined) {
      all[to % all.length]?.focus();
    } else return;
    event.preventDefault();
  }

  /** @param {FocusEvent} event */
  function left(event) {
    if (!(event.relatedTarget instanceof Node && box.contains(event.relatedTarget))) close();
  }
}
