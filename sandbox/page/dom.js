// @ts-check
/** @typedef {Node | string | number | false | null | undefined | Child[]} Child */

/**
 * Builds an element. `on…` properties become listeners, booleans toggle attributes, everything else is an attribute.
 * Children are nodes or text; text never becomes markup.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on') && typeof value === 'function') {
      node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  append(node, children);
  return node;
}

/**
 * @param {Node} parent
 * @param {Child} children
 */
function append(parent, children) {
  if (children === null || children === undefined || children === false) return;
  if (Array.isArray(children)) {
    for (const child of children) append(parent, child);
  } else if (children instanceof Node) {
    parent.appendChild(children);
  } else {
    parent.appendChild(document.createTextNode(String(children)));
  }
}

/**
 * @param {Element} parent
 * @param {...Child} children
 */
export function fill(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

/**
 * Turns wire ids into something that may stand in `id` and in id lists (`aria-describedby` splits at spaces).
 * @param {...(string | number)} parts
 */
export function domId(...parts) {
  return parts.map((part) => String(part).replace(/[^\w-]/g, (c) => `_${c.codePointAt(0)}`)).join('--');
}

/** @type {WeakMap<Element, { key: string, signature: string }>} */
const drawn = new WeakMap();

/**
 * Redraws a list so that what did not change keeps its nodes, and with them focus, scroll and what is typed.
 * @template T
 * @param {Element} parent
 * @param {readonly T[]} items
 * @param {{ key(item: T): string, signature(item: T): string, build(item: T): HTMLElement }} how
 */
export function keyed(parent, items, how) {
  /** @type {Map<string, Element>} */
  const old = new Map();
  for (const child of [...parent.children]) old.set(drawn.get(child)?.key ?? '', child);
  const focus = rememberFocus(parent);
  /** @type {Element | null} */
  let previous = null;
  const kept = new Set();
  for (const item of items) {
    const key = how.key(item);
    const signature = how.signature(item);
    let node = old.get(key);
    if (!node || kept.has(node) || drawn.get(node)?.signature !== signature) {
      node = how.build(item);
      drawn.set(node, { key, signature });
    }
    kept.add(node);
    const place = /** @type {ChildNode | null} */ (previous ? previous.nextSibling : parent.firstChild);
    if (place !== node) parent.insertBefore(node, place);
    previous = node;
  }
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  focus();
}

/**
 * Remembers where the focus is inside a container; the returned function puts it back on the node that now has that id.
 * @param {Element} container
 * @returns {() => void}
 */
function rememberFocus(container) {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !container.contains(active)) return () => {};
  const id = active.id;
  const item = active.closest('[data-focus-home]');
  const homeId = item?.id ?? '';
  const range =
    (active instanceof HTMLInputElement && /^(text|search|url|tel|)$/.test(active.type)) ||
    active instanceof HTMLTextAreaElement
      ? [active.selectionStart, active.selectionEnd]
      : null;
  return () => {
    if (active.isConnected) return;
    const next = (id && document.getElementById(id)) || (homeId && document.getElementById(homeId));
    if (!next) return;
    next.focus({ preventScroll: true });
    if (range && (next instanceof HTMLInputElement || next instanceof HTMLTextAreaElement)) {
      next.setSelectionRange(range[0] ?? null, range[1] ?? null);
    }
  };
}
