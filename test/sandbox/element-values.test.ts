import { describe, expect, test } from 'vitest';
import { ElementValueError, initialState, inputError, stateOf } from '../../sandbox/element-values.ts';

const option = (value: string) => ({ text: { type: 'plain_text', text: value.toUpperCase() }, value });
const options = [option('a'), option('b')];
const richText = (text: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});

describe('what a person puts in becomes Slack’s state', () => {
  test.each([
    [{ type: 'plain_text_input' }, 'x', { value: 'x' }],
    [{ type: 'number_input' }, '4', { value: '4' }],
    [{ type: 'datepicker' }, '2026-11-20', { selected_date: '2026-11-20' }],
    [{ type: 'timepicker' }, '09:30', { selected_time: '09:30' }],
    [{ type: 'datetimepicker' }, 1_795_000_000, { selected_date_time: 1_795_000_000 }],
    [{ type: 'users_select' }, 'U1', { selected_user: 'U1' }],
    [{ type: 'multi_users_select' }, ['U1'], { selected_users: ['U1'] }],
    [{ type: 'conversations_select' }, 'C1', { selected_conversation: 'C1' }],
    [{ type: 'static_select', options }, 'b', { selected_option: option('b') }],
    [{ type: 'static_select', option_groups: [{ options }] }, 'a', { selected_option: option('a') }],
    [{ type: 'radio_buttons', options }, 'a', { selected_option: option('a') }],
    [{ type: 'checkboxes', options }, ['a', 'b'], { selected_options: options }],
    [{ type: 'rich_text_input' }, 'hi', { rich_text_value: richText('hi') }],
    [{ type: 'rich_text_input' }, richText('hi'), { rich_text_value: richText('hi') }],
    [{ type: 'static_select', options }, null, { selected_option: null }],
    [{ type: 'checkboxes', options }, null, { selected_options: [] }],
    [{ type: 'plain_text_input' }, '', { value: null }],
  ])('%o', (element, value, state) => {
    expect(stateOf(element, value)).toEqual({ type: element.type, ...state });
  });

  test.each([
    [{ type: 'static_select', options }, 'c'],
    [{ type: 'checkboxes', options }, 'a'],
    [{ type: 'multi_static_select', options, max_selected_items: 1 }, ['a', 'b']],
    [{ type: 'datepicker' }, '20 November'],
    [{ type: 'timepicker' }, '24:00'],
    [{ type: 'datetimepicker' }, '2026'],
    [{ type: 'plain_text_input' }, 5],
    [{ type: 'button' }, 'x'],
  ])('%o does not take %o', (element, value) => {
    expect(() => stateOf(element, value)).toThrow(ElementValueError);
  });

  test('options of an external select are those that were offered', () => {
    const element = { type: 'external_select' };
    expect(() => stateOf(element, 'a')).toThrow(ElementValueError);
    expect(stateOf(element, 'a', options)).toMatchObject({ selected_option: option('a') });
  });
});

test('initial values are part of the state', () => {
  expect(initialState({ type: 'plain_text_input', initial_value: 'x' })).toMatchObject({ value: 'x' });
  expect(initialState({ type: 'static_select', options, initial_option: option('a') })).toMatchObject({
    selected_option: option('a'),
  });
  expect(initialState({ type: 'multi_users_select' })).toMatchObject({ selected_users: [] });
});

describe('what Slack’s client refuses to submit', () => {
  const error = (element: { type: string; [key: string]: unknown }, value: unknown, block = {}) =>
    inputError(block, element, stateOf(element, value));

  test('an empty input, unless it is optional', () => {
    expect(error({ type: 'plain_text_input' }, null)).toContain('required');
    expect(error({ type: 'checkboxes', options }, [])).toContain('required');
    expect(error({ type: 'rich_text_input' }, richText(''))).toContain('required');
    expect(error({ type: 'rich_text_input' }, richText('x'))).toBeNull();
    expect(error({ type: 'rich_text_input' }, '')).toContain('required');
    expect(error({ type: 'plain_text_input' }, null, { optional: true })).toBeNull();
  });

  test.each([
    [{ type: 'plain_text_input', min_length: 3 }, 'ab', 'at least 3'],
    [{ type: 'plain_text_input', max_length: 3 }, 'abcd', 'at most 3'],
    [{ type: 'plain_text_input', max_length: 3 }, '🧭🧭🧭', null],
    [{ type: 'number_input', is_decimal_allowed: false }, '1.5', 'whole number'],
    [{ type: 'number_input', is_decimal_allowed: true }, '1.5', null],
    [{ type: 'number_input', is_decimal_allowed: true }, 'many', 'number'],
    [{ type: 'number_input', min_value: '2' }, '1', '2 or more'],
    [{ type: 'number_input', max_value: '2' }, '3', '2 or less'],
    [{ type: 'email_text_input' }, 'nobody', 'email'],
    [{ type: 'email_text_input' }, 'a@b.test', null],
    [{ type: 'url_text_input' }, 'ftp://x', 'URL'],
    [{ type: 'url_text_input' }, 'https://x.test/a', null],
  ])('%o with %s', (element, value, message) => {
    const found = error(element, value);
    if (message === null) expect(found).toBeNull();
    else expect(found).toContain(message);
  });
});
