import {
  addTo,
  boolean,
  byType,
  type Check,
  integer,
  list,
  nonEmpty,
  number,
  object,
  oneOf,
  outside,
  type Rule,
  required,
  string,
} from './check.ts';
import { isList, isObject, type Json, type JsonObject, pointerTo } from './json.ts';
import { limits } from './limits.ts';
import { richText } from './rich-text.ts';
import { codePoints } from './text.ts';
import { blockId } from './text-objects.ts';

/** The two table blocks. */

const cells: Readonly<Record<string, Check>> = {
  raw_text: object('a raw_text cell', {
    type: oneOf('raw_text'),
    text: required(string(limits.table.cellText)),
  }),
  raw_number: object('a raw_number cell', {
    type: oneOf('raw_number'),
    value: required(number()),
    text: required(nonEmpty),
  }),
  rich_text: richText,
};
const cell = byType('table cell', () => cells);

/** All rows are as long as the first. */
const evenRows: Rule = (value, at, { report }) => {
  const rows = rowsOf(value);
  const width = rows[0]?.length ?? 0;
  for (const [index, row] of rows.entries()) {
    if (row.length !== width) {
      report(
        pointerTo(pointerTo(at, 'rows'), index),
        `Every row must have as many cells as the first; expected ${width}, got ${row.length}.`,
      );
    }
  }
};

const plainHeader: Rule = (value, at, { report }) => {
  for (const [index, header] of (rowsOf(value)[0] ?? []).entries()) {
    if (isObject(header) && header['type'] === 'rich_text') {
      report(`${at}/rows/0/${index}`, 'A header cell cannot be rich_text.');
    }
  }
};

function rowsOf(table: JsonObject): readonly (readonly Json[])[] {
  const rows = table['rows'];
  return isList(rows) ? rows.map((row) => (isList(row) ? row : [])) : [];
}

/** Code points of every string in a field named `text`, at any depth. */
function textChars(value: Json | undefined): number {
  if (isList(value)) return value.reduce<number>((sum, item) => sum + textChars(item), 0);
  if (!isObject(value)) return 0;
  let sum = 0;
  for (const [key, child] of Object.entries(value)) {
    sum += key === 'text' && typeof child === 'string' ? codePoints(child) : textChars(child);
  }
  return sum;
}

const tableContent: Rule = (value, at, inspection) => {
  inspection.found.table.push(at);
  const wrong = outside(textChars(value['rows']), limits.table.content, 'character');
  if (wrong) inspection.report(pointerTo(at, 'rows'), `All cells together must have ${wrong}.`);
};

const dataTableContent: Rule = (value, at, inspection) => {
  const chars = textChars(value['rows']);
  addTo('data_table', chars, limits.dataTable.total, pointerTo(at, 'rows'), inspection);
  const wrong = outside(chars, limits.dataTable.content, 'character');
  if (wrong) inspection.report(pointerTo(at, 'rows'), `All cells together must have ${wrong}.`);
};

export const tableBlock = object(
  'a table block',
  {
    type: oneOf('table'),
    block_id: blockId,
    rows: required(list(list(cell, limits.table.columns), limits.table.rows)),
    column_settings: list(
      object('column settings', { align: oneOf('left', 'center', 'right'), is_wrapped: boolean }),
      limits.table.columnSettings,
    ),
  },
  evenRows,
  tableContent,
);

export const dataTableBlock = object(
  'a data_table block',
  {
    type: oneOf('data_table'),
    block_id: blockId,
    caption: required(string(limits.dataTable.caption)),
    rows: required(list(list(cell, limits.dataTable.columns), limits.dataTable.rows)),
    page_size: integer(limits.dataTable.pageSize),
    row_header_column_index: integer(limits.dataTable.rowHeaderColumnIndex),
  },
  evenRows,
  plainHeader,
  dataTableContent,
);
