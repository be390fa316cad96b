import { describe, expect, test } from 'vitest';
import * as kit from '../../src/blockkit/index.ts';

const long = '😀'.repeat(5000);
const option = kit.option('One', 'one', 'the first');

/** Everything the builders make, of texts that are as bad as the caller says. */
function modalOf(text: string): kit.ModalView {
  const say = kit.safeMrkdwn(text);
  return kit.modal({
    title: text,
    submit: text,
    close: text,
    callback_id: 'thing.edit',
    private_metadata: '{}',
    blocks: [
      kit.alert(say, 'info'),
      kit.header(text),
      kit.section(say, { accessory: kit.overflow('thing.more', [kit.option(text, 'more', text)]) }),
      kit.section(kit.plain(text)),
      kit.fields(say, kit.plain(text, 2000)),
      kit.context(say, kit.plain(text)),
      kit.divider(),
      kit.actions([
        kit.button('thing.do', text, { value: '1', confirm: kit.confirm(text, text, text, text, 'danger') }),
        kit.select('thing.pick', [option], { initial_option: option }),
        kit.usersSelect('thing.who'),
      ]),
      kit.input('text', text, kit.textInput('text.value', { multiline: true }), {
        hint: text,
        optional: true,
      }),
      kit.input('number', text, kit.numberInput('number.value', { is_decimal_allowed: false })),
      kit.input('date', text, kit.datePicker('date.value', { initial_date: '2026-11-20' })),
      kit.input('several', text, kit.multiSelect('several.value', [option])),
      kit.input('people', text, kit.multiUsersSelect('people.value', { placeholder: kit.plain(text, 150) })),
      kit.input('boxes', text, kit.checkboxes('boxes.value', [option], { initial_options: [option] })),
      kit.input('radios', text, kit.radioButtons('radios.value', [option])),
    ],
  });
}

describe('builders', () => {
  test.each([
    ['ordinary', 'Some words'],
    ['too long', long],
    ['empty', ''],
    ['hostile', '<!channel> \u0000\u202e@here & <@U1> \ud800'],
    ['nothing but control characters', '\u0000\u0001'],
  ])('make a valid modal of %s text', (_name, text) => {
    expect(kit.validatePayload(modalOf(text), 'modal')).toEqual([]);
  });

  test('make valid messages and home tabs', () => {
    const blocks = [kit.header('Week 47'), kit.section('*12* drafts'), kit.context('from the team')];
    const message: kit.MessagePayload = { text: 'Week 47: 12 drafts', blocks };
    expect(kit.validatePayload(message, 'message')).toEqual([]);
    expect(kit.validatePayload(kit.home(blocks, { callback_id: 'home' }), 'home')).toEqual([]);
  });

  test('leave out what was not given', () => {
    expect(kit.modal({ title: 'T', blocks: [] })).toEqual({
      type: 'modal',
      title: { type: 'plain_text', text: 'T' },
      blocks: [],
    });
    expect(kit.option('A', 'a')).toEqual({ text: { type: 'plain_text', text: 'A' }, value: 'a' });
    expect(kit.actions([kit.button('a', 'A')], 'row')).toEqual({
      type: 'actions',
      block_id: 'row',
      elements: [{ type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'A' } }],
    });
  });

  test('cut at the limit of the place, with an ellipsis', () => {
    expect(kit.header(long).text.text).toBe(`${'😀'.repeat(149)}…`);
    expect(kit.button('a', long).text.text).toBe(`${'😀'.repeat(74)}…`);
    expect(kit.plain('abcdef', 4).text).toBe('abc…');
  });

  test('never cut a value, which means something to us', () => {
    expect(kit.option('A', long).value).toBe(long);
  });
});
