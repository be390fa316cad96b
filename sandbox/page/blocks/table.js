// @ts-check
/** @import { Block, RichNode } from '../types.d.ts' */
import { fill, h } from '../dom.js';
import { richText } from './rich-text.js';

/**
 * The first row is the head, as Slack draws it.
 * @param {Block} block
 */
export function table(block) {
  const [head = [], ...rows] = block.rows ?? [];
  const align = (/** @type {number} */ column) => block.column_settings?.[column]?.align ?? 'left';
  const cell = (/** @type {RichNode} */ one, /** @type {number} */ column) =>
    h('td', { class: `align-${align(column)}` }, cellNodes(one));
  return scroller(
    'Table',
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head.map((one, column) =>
            h('th', { scope: 'col', class: `align-${align(column)}` }, cellNodes(one)),
          ),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((row) => h('tr', {}, row.map(cell))),
      ),
    ),
  );
}

/**
 * With a caption, pages and a sort button in every column head.
 * @param {Block} block
 */
export function dataTable(block) {
  const [head = [], ...rows] = block.rows ?? [];
  const size = block.page_size ?? 5;
  const header = block.row_header_column_index ?? 0;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  let page = 0;
  let sort = { column: -1, down: false };
  const body = h('tbody');
  const where = h('span', { role: 'status' });
  const back = h('button', { type: 'button', class: 'small', onclick: () => go(page - 1) }, 'Previous rows');
  const next = h('button', { type: 'button', class: 'small', onclick: () => go(page + 1) }, 'Next rows');
  const heads = head.map((one, column) =>
    h(
      'th',
      { scope: 'col' },
      h('button', { type: 'button', class: 'sort', onclick: () => sortBy(column) }, cellNodes(one)),
    ),
  );
  draw();
  return h(
    'div',
    { class: 'data-table' },
    scroller(
      block.caption ?? 'Table',
      h('table', {}, h('caption', {}, block.caption ?? ''), h('thead', {}, h('tr', {}, heads)), body),
    ),
    pages > 1 && h('div', { class: 'pager' }, back, where, next),
  );

  /** @param {number} to */
  function go(to) {
    page = Math.min(pages - 1, Math.max(0, to));
    draw();
  }

  /** @param {number} column */
  function sortBy(column) {
    sort = { column, down: sort.column === column && !sort.down };
    for (const [at, node] of heads.entries()) {
      if (at === column) node.setAttribute('aria-sort', sort.down ? 'descending' : 'ascending');
      else node.removeAttribute('aria-sort');
    }
    go(0);
  }

  function draw() {
    const sorted =
      sort.column < 0
        ? rows
        : rows.toSorted((a, b) => (sort.down ? -1 : 1) * compare(a[sort.column], b[sort.column]));
    fill(
      body,
      sorted.slice(page * size, (page + 1) * size).map((row) =>
        h(
          'tr',
          {},
          row.map((one, column) =>
            column === header ? h('th', { scope: 'row' }, cellNodes(one)) : h('td', {}, cellNodes(one)),
          ),
        ),
      ),
    );
    where.textContent = `Rows ${Math.min(rows.length, page * size + 1)} to ${Math.min(rows.length, (page + 1) * size)} of ${rows.length}`;
    back.disabled = page === 0;
    next.disabled = page >= pages - 1;
  }
}

/**
 * @param {RichNode | undefined} a
 * @param {RichNode | undefined} b
 */
function compare(a, b) {
  const [x, y] = [a?.value, b?.value];
  if (typeof x === 'number' && typeof y === 'number') return x - y;
  return cellText(a).localeCompare(cellText(b), 'en', { numeric: true });
}

/** @param {RichNode | undefined} cell */
function cellText(cell) {
  return cell
    ? cellNodes(cell)
        .map((node) => node.textContent)
        .join('')
    : '';
}

/**
 * @param {RichNode} cell
 * @returns {Node[]}
 */
function cellNodes(cell) {
  return cell.type === 'rich_text'
    ? richText(cell.elements ?? [])
    : [document.createTextNode(cell.text ?? '')];
}

/**
 * A wide table scrolls by itself, also from the keyboard.
 * @param {string} name
 * @param {HTMLElement} content
 */
function scroller(name, content) {
  return h('div', { class: 'scroller', role: 'region', 'aria-label': name, tabindex: 0 }, content);
}
