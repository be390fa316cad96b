import { describe, expect, test } from 'vitest';
import { type Surface, validateBlocks } from '../../src/blockkit/index.ts';
import { blocks, cell, plain, richText } from './samples.ts';

const only = (block: unknown, surface: Surface = 'message') => validateBlocks([block], surface);
const pointers = (problems: readonly { pointer: string }[]) => problems.map(({ pointer }) => pointer);

describe('tables and charts', () => {
  const table = (...rows: readonly unknown[]) => pointers(only({ type: 'table', rows }));
  test('rows are of one length', () => {
    expect(table([cell, cell], [cell], [cell, cell])).toEqual(['/0/rows/1']);
    expect(table([cell], [cell, { type: 'raw_text', text: '' }])).toEqual(['/0/rows/1/1/text', '/0/rows/1']);
  });
  test('cells are raw_text, raw_number or rich_text', () => {
    expect(table([plain('a')])).toEqual(['/0/rows/0/0/type']);
    expect(table([{ type: 'raw_number', value: '4', text: '4' }])).toEqual(['/0/rows/0/0/value']);
    expect(table([{ type: 'raw_number', value: 4 }])).toEqual(['/0/rows/0/0/text']);
  });
  test('the header of a data table is not rich', () => {
    expect(pointers(only({ ...blocks['data_table'], rows: [[richText], [cell]] }))).toEqual(['/0/rows/0/0']);
  });
  test('tables and charts inside a container are counted', () => {
    const one = { type: 'table', rows: [[cell]] };
    const inside = { type: 'container', title: plain('t'), child_blocks: [one] };
    expect(pointers(validateBlocks([inside, one], 'message'))).toEqual(['/1']);
    expect(validateBlocks([inside, one], 'home')).toEqual([]);
  });

  const point = (label: string, value: unknown = 1) => ({ label, value });
  const chart = (series: readonly unknown[], categories: readonly string[] = ['a', 'b'], type = 'bar') =>
    pointers(only({ ...blocks['data_visualization'], chart: { type, series, axis_config: { categories } } }));
  test.each(['bar', 'line', 'area'])('%s: one point for each category', (type) => {
    expect(chart([{ name: 's', data: [point('b'), point('a', -1)] }], ['a', 'b'], type)).toEqual([]);
    const wrong = [[point('a')], [point('a'), point('a')], [point('a'), point('b'), point('c')]];
    for (const data of wrong)
      expect(chart([{ name: 's', data }], ['a', 'b'], type)).toEqual(['/0/chart/series/0/data']);
  });
  test('names of series and of categories are unique', () => {
    const data = [point('a'), point('b')];
    const series = { name: 's', data };
    expect(chart([series, series])).toEqual(['/0/chart/series/1/name']);
    expect(chart([{ name: 's', data: [point('a'), point('a')] }], ['a', 'a'])).toEqual([
      '/0/chart/axis_config/categories/1',
    ]);
  });
  test('a pie has no empty or negative piece', () => {
    const pie = (value: unknown) =>
      only({ ...blocks['data_visualization'], chart: { type: 'pie', segments: [point('a', value)] } });
    expect(pie(0.01)).toEqual([]);
    for (const value of [0, -1, '1', null])
      expect(pointers(pie(value))).toEqual(['/0/chart/segments/0/value']);
  });
});

describe('rich text', () => {
  const rich = (...parts: readonly unknown[]) => pointers(only({ type: 'rich_text', elements: parts }));
  const section = (...inline: readonly unknown[]) => ({ type: 'rich_text_section', elements: inline });
  test('inline elements belong in a part', () => {
    expect(rich({ type: 'text', text: 'a' })).toEqual(['/0/elements/0/type']);
    expect(rich(section(section()))).toEqual(['/0/elements/0/elements/0/type']);
  });
  test('a list holds sections, preformatted text holds text and links', () => {
    const text = { type: 'text', text: 'a' };
    expect(rich({ type: 'rich_text_list', style: 'bullet', elements: [text] })).toEqual([
      '/0/elements/0/elements/0/type',
    ]);
    expect(rich({ type: 'rich_text_list', style: 'dots', elements: [section(text)] })).toEqual([
      '/0/elements/0/style',
    ]);
    expect(rich({ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U1' }] })).toEqual([
      '/0/elements/0/elements/0/type',
    ]);
  });
  test('empty text, empty parts and unknown styles are refused', () => {
    expect(rich()).toEqual(['/0/elements']);
    expect(rich(section())).toEqual(['/0/elements/0/elements']);
    expect(rich(section({ type: 'text', text: '' }))).toEqual(['/0/elements/0/elements/0/text']);
    expect(rich(section({ type: 'text', text: 'a', style: { unlink: true } }))).toEqual([
      '/0/elements/0/elements/0/style/unlink',
    ]);
    expect(rich(section({ type: 'broadcast', range: 'all' }))).toEqual(['/0/elements/0/elements/0/range']);
  });
});
