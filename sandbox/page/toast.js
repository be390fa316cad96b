// @ts-check
import { h } from './dom.js';

const VISIBLE_MS = 10_000;

/**
 * A short notice in the corner, read out by screen readers; inside the dialog while one is open, because all else is inert
 * then. Errors stay until dismissed.
 * @param {string} text
 * @param {'info' | 'error'} [level]
 */
export function toast(text, level = 'info') {
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
  const region =
    dialog?.querySelector('.modal-toasts') ??
    document.querySelector(level === 'error' ? '#alerts' : '#notices');
  if (!region) return;
  for (const old of region.querySelectorAll('.toast')) if (old.firstChild?.textContent === text) old.remove();
  const dismiss = h(
    'button',
    { type: 'button', class: 'icon', 'aria-label': 'Dismiss notice', onclick: () => node.remove() },
    '✕',
  );
  const node = h('div', { class: `toast ${level}` }, h('p', {}, text), dismiss);
  region.append(node);
  if (level === 'info') setTimeout(() => node.remove(), VISIBLE_MS);
}
