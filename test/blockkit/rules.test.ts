import { describe, expect, test } from 'vitest';
import { type Surface, validateBlocks, validatePayload, validateView } from '../../src/blockkit/index.ts';
import { blocks, blockWith, elements, mrkdwn, payloadOf, plain, richText, type Sample } from './samples.ts';

const only = (block: unknown, surface: Surface = 'message') => validateBlocks([block], surface);
const pointers = (problems: readonly { pointer: string }[]) => problems.map(({ pointer }) => pointer);
const inInput = (type: string, change: Sample, surface: Surface = 'modal') =>
  only(blockWith('input', { ...elements[type], ...change }), surface);

describe('one of several', () => {
  test('a section needs text or fields', () => {
    expect(pointers(only({ type: 'section' }))).toEqual(['/0']);
  });
  test('an image has one source', () => {
    const image = { type: 'image', alt_text: 'a' };
    const both = { ...image, image_url: 'https://a.b', slack_file: { id: 'F0123456789' } };
    expect(pointers([...only(image), ...only(both)])).toEqual(['/0', '/0']);
  });
  test.each([
    {},
    { id: 'F0123456789', url: 'https://a.b' },
    { id: 'F1' },
    { id: 'f0123456789' },
    { url: '' },
  ])('slack_file %j is refused', (slackFile) => {
    expect(only({ type: 'image', alt_text: 'a', slack_file: slackFile })).toHaveLength(1);
  });
  test('a select has options or groups', () => {
    const option = { text: plain('a'), value: 'a' };
    const groups = [{ label: plain('g'), options: [option] }];
    const select = { type: 'static_select', action_id: 'a' };
    expect(only(blockWith('input', select))).toHaveLength(1);
    expect(only(blockWith('input', { ...select, options: [option], option_groups: groups }))).toHaveLength(1);
    expect(only(blockWith('input', { ...select, option_groups: groups, initial_option: option }))).toEqual(
      [],
    );
  });
  test('a card shows something, and one icon', () => {
    expect(pointers(only({ type: 'card', subtitle: plain('a') }))).toEqual(['/0']);
    const icon = { type: 'icon', name: 'bot' };
    expect(only({ type: 'card', title: plain('a'), slack_icon: icon })).toEqual([]);
    expect(pointers(only({ ...blocks['card'], slack_icon: icon }))).toEqual(['/0']);
    expect(
      pointers(only({ type: 'card', title: plain('a'), slack_icon: { type: 'icon', name: 'sofa' } })),
    ).toEqual(['/0/slack_icon/name']);
  });
  test('a container has a title', () => {
    expect(pointers(only({ type: 'container', child_blocks: [{ type: 'divider' }] }))).toEqual(['/0']);
  });
  test('a conversation filter filters', () => {
    expect(inInput('conversations_select', { filter: {} })).toHaveLength(1);
    expect(inInput('conversations_select', { filter: { include: ['dm'] } })).toHaveLength(1);
  });
  test('a message says something', () => {
    expect(pointers(validatePayload({}, 'message'))).toEqual(['']);
    expect(pointers(validatePayload({ blocks: [] }, 'message'))).toEqual(['']);
    expect(validatePayload({ blocks: [{ type: 'divider' }] }, 'message')).toEqual([]);
    expect(validatePayload({ text: 'a', blocks: [] }, 'message')).toEqual([]);
    expect(pointers(validatePayload({ text: '', blocks: [{ type: 'divider' }] }, 'message'))).toEqual([
      '/text',
    ]);
  });
  test('markdown_text stands alone', () => {
    expect(pointers(validatePayload({ text: 'a', markdown_text: 'b' }, 'message'))).toEqual([
      '/markdown_text',
    ]);
  });
  test('an attachment has content, and its blocks are blocks of a message', () => {
    const message = (attachment: unknown) =>
      validatePayload({ text: 'a', attachments: [attachment] }, 'message');
    expect(pointers(message({ color: 'good' }))).toEqual(['/attachments/0']);
    expect(pointers(message({ blocks: [blocks['alert']] }))).toEqual(['/attachments/0/blocks/0/type']);
  });
  test.each([
    {},
    { event_type: 'a' },
    { event_type: '', event_payload: {} },
    { event_type: 'a', event_payload: [] },
  ])('metadata %j is refused', (metadata) => {
    expect(validatePayload({ text: 'a', metadata }, 'message')).not.toEqual([]);
  });
});

describe('uniqueness', () => {
  test('a block_id is used once, wherever the blocks are', () => {
    const id = { block_id: 'same' };
    const divider = { type: 'divider', ...id };
    expect(pointers(validateBlocks([divider, divider], 'home'))).toEqual(['/1/block_id']);
    const container = { type: 'container', title: plain('t'), child_blocks: [divider] };
    expect(pointers(validateBlocks([divider, container], 'home'))).toEqual(['/1/child_blocks/0/block_id']);
    const message = { blocks: [divider], attachments: [{ blocks: [divider] }] };
    expect(pointers(validatePayload(message, 'message'))).toEqual(['/attachments/0/blocks/0/block_id']);
    const task = { ...blocks['task_card'], block_id: 'other', details: { ...richText, ...id } };
    expect(pointers(validateBlocks([divider, task], 'message'))).toEqual(['/1/details/block_id']);
  });
  test('Slack ignores the block_id of markdown', () => {
    const markdown = { type: 'markdown', text: 'a', block_id: 'same' };
    expect(validateBlocks([markdown, markdown], 'message')).toEqual([]);
  });
  test('an action_id is used once in a block, and may come back in another', () => {
    const { button } = elements;
    const row = { type: 'actions', elements: [button] };
    expect(pointers(only({ type: 'actions', elements: [button, button] }))).toEqual([
      '/0/elements/1/action_id',
    ]);
    expect(validateBlocks([row, row], 'message')).toEqual([]);
    expect(pointers(only({ ...blocks['card'], actions: [button, button] }))).toEqual([
      '/0/actions/1/action_id',
    ]);
    const icon = elements['icon_button'];
    expect(pointers(only({ type: 'context_actions', elements: [icon, icon] }))).toEqual([
      '/0/elements/1/action_id',
    ]);
  });
  test('one element of a view takes the focus', () => {
    const input = blockWith('input', elements['plain_text_input']);
    expect(pointers(validateBlocks([input, input], 'modal'))).toEqual(['/1/element/focus_on_load']);
    expect(pointers(validateBlocks([input, input], 'home'))).toEqual(['/1/element/focus_on_load']);
    const unfocused = blockWith('input', { ...elements['plain_text_input'], focus_on_load: false });
    expect(validateBlocks([unfocused, input, unfocused], 'modal')).toEqual([]);
  });
  test('the tasks of a plan have their own ids', () => {
    const task = { task_id: 't', title: 'Task', status: 'pending' };
    expect(pointers(only({ type: 'plan', title: 'p', tasks: [task, task] }))).toEqual(['/0/tasks/1/task_id']);
  });
});

describe('rules between fields', () => {
  test('a modal with an input needs submit, a home tab does not', () => {
    const input = blockWith('input', elements['checkboxes']);
    const modal = { type: 'modal', title: plain('t'), blocks: [input] };
    expect(pointers(validatePayload(modal, 'modal'))).toEqual(['/submit']);
    expect(validatePayload({ ...modal, blocks: [{ type: 'divider' }] }, 'modal')).toEqual([]);
    expect(validatePayload({ type: 'home', blocks: [input] }, 'home')).toEqual([]);
  });
  test.each(['title', 'submit', 'close', 'clear_on_close'])('a home tab has no %s', (field) => {
    const view = payloadOf('home', [{ type: 'divider' }], {
      [field]: field === 'clear_on_close' ? true : plain('a'),
    });
    expect(pointers(validatePayload(view, 'home'))).toEqual([`/${field}`]);
  });
  test('a view is of the surface it is checked for', () => {
    const home = { type: 'home', blocks: [{ type: 'divider' }] };
    expect(pointers(validatePayload(home, 'modal'))).toEqual(['/type']);
    expect(pointers(validatePayload({ blocks: home.blocks }, 'home'))).toEqual(['/type']);
    expect(validateView(home)).toEqual([]);
    expect(validateView(payloadOf('modal', [blocks['alert']]))).toEqual([]);
  });
  test('what is chosen at first is among the options', () => {
    const option = (value: string, text = value) => ({ text: plain(text), value });
    const options = [option('a'), option('b')];
    const pointer = '/0/element/initial_option';
    expect(pointers(inInput('static_select', { options, initial_option: option('c') }))).toEqual([pointer]);
    expect(pointers(inInput('radio_buttons', { options, initial_option: option('a', 'other') }))).toEqual([
      pointer,
    ]);
    expect(
      inInput('radio_buttons', {
        options,
        initial_option: { value: 'b', text: { type: 'plain_text', text: 'b' } },
      }),
    ).toEqual([]);
    const several = { options, initial_options: [option('a'), option('z')] };
    expect(pointers(inInput('checkboxes', several))).toEqual(['/0/element/initial_options/1']);
    expect(pointers(inInput('multi_static_select', { ...several, option_groups: undefined }))).toEqual([
      '/0/element/initial_options/1',
    ]);
    expect(inInput('external_select', { initial_option: option('anything') })).toEqual([]);
  });
  test('mrkdwn and links belong to some options only', () => {
    const shouted = { text: mrkdwn('*a*'), value: 'a' };
    const linked = { text: plain('a'), value: 'a', url: 'https://a.b' };
    expect(inInput('checkboxes', { options: [shouted], initial_options: undefined })).toEqual([]);
    expect(inInput('static_select', { options: [shouted], initial_option: undefined })).toHaveLength(1);
    expect(only(blockWith('actions', { type: 'overflow', options: [shouted] }))).toHaveLength(1);
    expect(only(blockWith('actions', { type: 'overflow', options: [linked] }))).toEqual([]);
    expect(inInput('static_select', { options: [linked], initial_option: undefined })).toHaveLength(1);
  });
  test('bounds are in order', () => {
    expect(inInput('number_input', { min_value: '10', max_value: '9' })).toHaveLength(1);
    expect(inInput('number_input', { min_value: '9', max_value: '9', initial_value: '9' })).toEqual([]);
    expect(inInput('plain_text_input', { min_length: 5, max_length: 4 })).toHaveLength(1);
    expect(inInput('rich_text_input', { min_lines: 5, max_lines: 4 })).toHaveLength(1);
  });
  test.each([5, '', 'five', '1e3', ' 1'])('number_input takes no %j', (value) => {
    expect(inInput('number_input', { initial_value: value })).toHaveLength(1);
  });
  test.each(['2026-2-28', '2026-13-01', '28-02-2026', '2026-02-28T00:00', ''])(
    'datepicker takes no %j',
    (date) => {
      expect(inInput('datepicker', { initial_date: date })).toHaveLength(1);
    },
  );
  test.each(['24:00', '9:30', '09:60', '09:30:00'])('timepicker takes no %j', (time) => {
    expect(inInput('timepicker', { initial_time: time })).toHaveLength(1);
  });
  test.each(['Mars/Base', '+02:00', ''])('timepicker takes no time zone %j', (timezone) => {
    expect(inInput('timepicker', { timezone })).toHaveLength(1);
  });
  test('response_url_enabled is for an input of a modal', () => {
    const asked = { response_url_enabled: true };
    expect(inInput('channels_select', asked)).toEqual([]);
    expect(inInput('channels_select', asked, 'home')).toHaveLength(1);
    expect(
      only(blockWith('actions', { ...elements['conversations_select'], ...asked }), 'modal'),
    ).toHaveLength(1);
  });
  test('a task card on its own has started', () => {
    expect(pointers(only({ ...blocks['task_card'], status: 'pending' }))).toEqual(['/0/status']);
  });
  test('a container collapses or has a header divider', () => {
    const container = { type: 'container', title: plain('t'), child_blocks: [{ type: 'divider' }] };
    expect(pointers(only({ ...container, default_collapsed: true }))).toEqual(['/0/default_collapsed']);
    expect(pointers(only({ ...container, is_collapsible: true, has_header_divider: true }))).toEqual([
      '/0/has_header_divider',
    ]);
    expect(only({ ...container, has_header_divider: true })).toEqual([]);
  });
  test('a container on a home tab holds no file', () => {
    const container = { type: 'container', title: plain('t'), child_blocks: [blocks['file']] };
    expect(only(container, 'message')).toEqual([]);
    expect(pointers(only(container, 'home'))).toEqual(['/0/child_blocks/0/type']);
  });
  test('addresses of a video are https', () => {
    expect(pointers(only({ ...blocks['video'], video_url: 'http://a.b', title_url: 'ftp://a.b' }))).toEqual([
      '/0/title_url',
      '/0/video_url',
    ]);
  });
});
