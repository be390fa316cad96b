import { describe, expect, test } from 'vitest';
import {
  limits,
  MESSAGE_TEXT_BUDGET,
  type Surface,
  validateMessage,
  validatePayload,
} from '../../src/blockkit/index.ts';
import { blocks, blockWith, card, cell, elements, payloadOf, plain, type Sample } from './samples.ts';

/** Every character is two UTF-16 units, so that a limit counted in units would fail at half its size. */
const text = (length: number) => '😀'.repeat(Math.max(0, length));
const url = (length: number) => (length < 8 ? 'x'.repeat(length) : `https://${text(length - 8)}`);
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const option = (index: number) => ({ text: plain('text'), value: `v${index}` });

const on = (surface: Surface, ...shown: readonly unknown[]) => ({
  surface,
  payload: payloadOf(surface, shown),
});
const block = (type: string, change: Sample, surface: Surface = 'message') =>
  on(surface, { ...blocks[type], ...change });
const inActions = (type: string, change: Sample) =>
  on('message', blockWith('actions', { ...elements[type], ...change }));
const inInput = (type: string, change: Sample) =>
  on('modal', blockWith('input', { ...elements[type], ...change }));
const inContextActions = (type: string, change: Sample) =>
  on('message', blockWith('contextActions', { ...elements[type], ...change }));
const modal = (change: Sample) => ({
  surface: 'modal' as const,
  payload: payloadOf('modal', [blocks['divider']], change),
});
const message = (change: Sample) => ({
  surface: 'message' as const,
  payload: payloadOf('message', [], change),
});
const confirming = (change: Sample) =>
  inActions('button', { confirm: { text: plain('text'), confirm: plain('y'), deny: plain('n'), ...change } });
const chart = (change: Sample) => block('data_visualization', { chart: change });
const line = (change: Sample) =>
  chart({
    type: 'line',
    series: [{ name: 'n', data: [{ label: 'a', value: 1 }] }],
    axis_config: { categories: ['a'] },
    ...change,
  });
const feedback = (change: Sample) =>
  inContextActions('feedback_buttons', { positive_button: { text: plain('a'), value: 'a', ...change } });
const list = (change: Sample) =>
  block('rich_text', {
    elements: [
      {
        type: 'rich_text_list',
        style: 'bullet',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'a' }] }],
        ...change,
      },
    ],
  });

type Payload = { surface: Surface; payload: unknown };

/** For every leaf of `limits`: a payload in which the limited thing has that size. */
const cases: Readonly<Record<string, (size: number) => Payload>> = {
  text: (n) => on('modal', { type: 'context', elements: [plain(text(n))] }),
  blockId: (n) => block('divider', { block_id: text(n) }),
  actionId: (n) => inActions('button', { action_id: text(n) }),
  placeholder: (n) => inInput('plain_text_input', { placeholder: plain(text(n)) }),
  'button.text': (n) => inActions('button', { text: plain(text(n)) }),
  'button.url': (n) => inActions('button', { url: text(n) }),
  'button.value': (n) => inActions('button', { value: text(n) }),
  'button.accessibilityLabel': (n) => inActions('button', { accessibility_label: text(n) }),
  'workflowButton.text': (n) => inActions('workflow_button', { text: plain(text(n)) }),
  'workflowButton.accessibilityLabel': (n) => inActions('workflow_button', { accessibility_label: text(n) }),
  'feedbackButton.text': (n) => feedback({ text: plain(text(n)) }),
  'feedbackButton.value': (n) => feedback({ value: text(n) }),
  'feedbackButton.accessibilityLabel': (n) => feedback({ accessibility_label: text(n) }),
  'iconButton.value': (n) => inContextActions('icon_button', { value: text(n) }),
  'iconButton.accessibilityLabel': (n) => inContextActions('icon_button', { accessibility_label: text(n) }),
  'iconButton.visibleToUserIds': (n) =>
    inContextActions('icon_button', { visible_to_user_ids: times(n, (index) => `U${index}`) }),
  'confirm.title': (n) => confirming({ title: plain(text(n)) }),
  'confirm.text': (n) => confirming({ text: plain(text(n)) }),
  'confirm.confirm': (n) => confirming({ confirm: plain(text(n)) }),
  'confirm.deny': (n) => confirming({ deny: plain(text(n)) }),
  'option.text': (n) => inActions('overflow', { options: [{ ...option(0), text: plain(text(n)) }] }),
  'option.value': (n) => inActions('overflow', { options: [{ ...option(0), value: text(n) }] }),
  'option.description': (n) =>
    inActions('overflow', { options: [{ ...option(0), description: plain(text(n)) }] }),
  'option.url': (n) => inActions('overflow', { options: [{ ...option(0), url: text(n) }] }),
  'optionGroup.label': (n) =>
    inActions('external_select', {
      type: 'static_select',
      min_query_length: undefined,
      initial_option: undefined,
      option_groups: [{ label: plain(text(n)), options: [option(0)] }],
    }),
  'optionGroup.options': (n) =>
    inActions('static_select', {
      options: undefined,
      initial_option: undefined,
      option_groups: [{ label: plain('l'), options: times(n, option) }],
    }),
  'select.options': (n) =>
    inActions('static_select', { initial_option: undefined, options: times(n, option) }),
  'select.optionGroups': (n) =>
    inActions('static_select', {
      options: undefined,
      initial_option: undefined,
      option_groups: times(n, (index) => ({ label: plain('l'), options: [option(index)] })),
    }),
  'multiSelect.maxSelectedItems': (n) => inActions('multi_users_select', { max_selected_items: n }),
  'overflow.options': (n) => inActions('overflow', { options: times(n, option) }),
  'checkboxes.options': (n) =>
    inActions('checkboxes', { initial_options: undefined, options: times(n, option) }),
  'radioButtons.options': (n) =>
    inActions('radio_buttons', { initial_option: undefined, options: times(n, option) }),
  'plainTextInput.minLength': (n) => inInput('plain_text_input', { min_length: n, max_length: undefined }),
  'plainTextInput.maxLength': (n) => inInput('plain_text_input', { max_length: n }),
  'plainTextInput.initialValue': (n) =>
    inInput('plain_text_input', { initial_value: text(n), max_length: undefined }),
  'richTextInput.minLines': (n) => inInput('rich_text_input', { min_lines: n }),
  'richTextInput.maxLines': (n) => inInput('rich_text_input', { max_lines: n }),
  'fileInput.maxFiles': (n) => inInput('file_input', { max_files: n }),
  'dateTimePicker.initialDateTime': (n) => inActions('datetimepicker', { initial_date_time: n }),
  'conversationFilter.include': (n) =>
    inActions('conversations_select', { filter: { include: times(n, () => 'im') } }),
  'dispatchActionConfig.triggerActionsOn': (n) =>
    inInput('plain_text_input', {
      dispatch_action_config: { trigger_actions_on: times(n, () => 'on_enter_pressed') },
    }),

  'actions.elements': (n) =>
    block('actions', { elements: times(n, (index) => ({ ...elements['button'], action_id: `a${index}` })) }),
  'alert.text': (n) => block('alert', { text: plain(text(n)) }, 'modal'),
  'card.title': (n) => block('card', { title: plain(text(n)) }),
  'card.subtitle': (n) => block('card', { subtitle: plain(text(n)) }),
  'card.body': (n) => block('card', { body: plain(text(n)) }),
  'card.subtext': (n) => block('card', { subtext: plain(text(n)) }),
  'card.actions': (n) =>
    block('card', { actions: times(n, (index) => ({ ...elements['button'], action_id: `a${index}` })) }),
  'carousel.elements': (n) => block('carousel', { elements: times(n, () => card) }),
  'container.title': (n) => block('container', { title: plain(text(n)) }),
  'container.subtitle': (n) => block('container', { subtitle: plain(text(n)) }),
  'container.childBlocks': (n) => block('container', { child_blocks: times(n, () => ({ type: 'divider' })) }),
  'context.elements': (n) => block('context', { elements: times(n, () => plain('a')) }),
  'contextActions.elements': (n) =>
    block('context_actions', {
      elements: times(n, (index) => ({ ...elements['icon_button'], action_id: `a${index}` })),
    }),
  'header.text': (n) => block('header', { text: plain(text(n)) }),
  'image.imageUrl': (n) => block('image', { slack_file: undefined, image_url: text(n) }),
  'image.altText': (n) => block('image', { alt_text: text(n) }),
  'image.title': (n) => block('image', { title: plain(text(n)) }),
  'input.label': (n) => block('input', { label: plain(text(n)) }, 'modal'),
  'input.hint': (n) => block('input', { hint: plain(text(n)) }, 'modal'),
  'markdown.text': (n) => block('markdown', { text: text(n) }),
  'markdown.total': (n) =>
    on('message', { type: 'markdown', text: text(7000) }, { type: 'markdown', text: text(n - 7000) }),
  'section.text': (n) => block('section', { text: plain(text(n)) }),
  'section.fields': (n) => block('section', { fields: times(n, () => plain('a')) }),
  'section.fieldText': (n) => block('section', { fields: [plain(text(n))] }),
  'plan.tasks': (n) =>
    block('plan', {
      tasks: times(n, (index) => ({ task_id: `t${index}`, title: 'Task', status: 'pending' })),
    }),
  'urlSource.url': (n) => block('task_card', { sources: [{ type: 'url', url: text(n), text: 'source' }] }),
  'video.title': (n) => block('video', { title: plain(text(n)) }),
  'video.titleUrl': (n) => block('video', { title_url: url(n) }),
  'video.description': (n) => block('video', { description: plain(text(n)) }),
  'video.authorName': (n) => block('video', { author_name: text(n) }),
  'video.providerName': (n) => block('video', { provider_name: text(n) }),
  'video.providerIconUrl': (n) => block('video', { provider_icon_url: text(n) }),
  'video.thumbnailUrl': (n) => block('video', { thumbnail_url: text(n) }),
  'video.videoUrl': (n) => block('video', { video_url: url(n) }),
  'video.altText': (n) => block('video', { alt_text: text(n) }),
  'richText.indent': (n) => list({ indent: n }),
  'richText.offset': (n) => list({ offset: n }),
  'richText.border': (n) => list({ border: n }),
  'table.rows': (n) => block('table', { rows: times(n, () => [cell]) }),
  'table.columns': (n) => block('table', { rows: [times(n, () => cell)] }),
  'table.columnSettings': (n) => block('table', { column_settings: times(n, () => ({ align: 'left' })) }),
  'table.cellText': (n) => block('table', { rows: [[{ type: 'raw_text', text: text(n) }]] }),
  'table.content': (n) =>
    block('table', { rows: [[cell], [{ type: 'raw_text', text: text(n - cell.text.length) }]] }),
  'table.perMessage': (n) => on('message', ...times(n, () => ({ type: 'table', rows: [[cell]] }))),
  'dataTable.caption': (n) => block('data_table', { caption: text(n) }),
  'dataTable.rows': (n) => block('data_table', { rows: times(n, () => [cell]) }),
  'dataTable.columns': (n) => block('data_table', { rows: times(2, () => times(n, () => cell)) }),
  'dataTable.pageSize': (n) => block('data_table', { page_size: n }),
  'dataTable.rowHeaderColumnIndex': (n) => block('data_table', { row_header_column_index: n }),
  'dataTable.cellText': (n) => block('data_table', { rows: [[cell], [{ type: 'raw_text', text: text(n) }]] }),
  'dataTable.content': (n) =>
    block('data_table', { rows: [[cell], [{ type: 'raw_text', text: text(n - cell.text.length) }]] }),
  'dataTable.total': (n) =>
    on(
      'home',
      { type: 'data_table', caption: 'a', rows: [[cell], [{ type: 'raw_text', text: text(9996) }]] },
      { type: 'data_table', caption: 'b', rows: [[cell], [{ type: 'raw_text', text: text(n - 10_004) }]] },
    ),
  'dataVisualization.title': (n) => block('data_visualization', { title: text(n) }),
  'dataVisualization.segments': (n) =>
    chart({ type: 'pie', segments: times(n, (index) => ({ label: `s${index}`, value: 1 })) }),
  'dataVisualization.segmentLabel': (n) => chart({ type: 'pie', segments: [{ label: text(n), value: 1 }] }),
  'dataVisualization.series': (n) =>
    line({ series: times(n, (index) => ({ name: `s${index}`, data: [{ label: 'a', value: 1 }] })) }),
  'dataVisualization.seriesName': (n) =>
    line({ series: [{ name: text(n), data: [{ label: 'a', value: 1 }] }] }),
  'dataVisualization.data': (n) =>
    line({
      series: [{ name: 'n', data: times(n, (index) => ({ label: `c${index}`, value: 1 })) }],
      axis_config: { categories: times(n, (index) => `c${index}`) },
    }),
  'dataVisualization.pointLabel': (n) =>
    line({
      series: [{ name: 'n', data: [{ label: text(n), value: 1 }] }],
      axis_config: { categories: [text(n)] },
    }),
  'dataVisualization.categories': (n) =>
    line({
      series: [{ name: 'n', data: times(n, (index) => ({ label: `c${index}`, value: 1 })) }],
      axis_config: { categories: times(n, (index) => `c${index}`) },
    }),
  'dataVisualization.categoryLabel': (n) =>
    line({
      series: [{ name: 'n', data: [{ label: text(n), value: 1 }] }],
      axis_config: { categories: [text(n)] },
    }),
  'dataVisualization.axisLabel': (n) =>
    line({ axis_config: { categories: ['a'], x_label: text(n), y_label: text(n) } }),
  'dataVisualization.perMessage': (n) =>
    on(
      'message',
      ...times(n, () => ({
        type: 'data_visualization',
        title: 't',
        chart: { type: 'pie', segments: [{ label: 'a', value: 0.5 }] },
      })),
    ),

  'message.blocks': (n) => on('message', ...times(n, () => ({ type: 'divider' }))),
  'message.attachments': (n) => message({ attachments: times(n, () => ({ color: '#aabbcc', text: 'a' })) }),
  'message.text': (n) => message({ text: text(n) }),
  'message.markdownText': (n) => ({ surface: 'message', payload: { markdown_text: text(n) } }),
  'view.blocks': (n) => on('home', ...times(n, () => ({ type: 'divider' }))),
  'view.title': (n) => modal({ title: plain(text(n)) }),
  'view.submit': (n) => modal({ submit: plain(text(n)) }),
  'view.close': (n) => modal({ close: plain(text(n)) }),
  'view.privateMetadata': (n) => modal({ private_metadata: text(n) }),
  'view.callbackId': (n) => modal({ callback_id: text(n) }),
  'view.externalId': (n) => modal({ external_id: text(n) }),
  'view.jsonBytes': (n) => {
    const full = times(82, () => ({ type: 'section', text: plain('a'.repeat(2950)) }));
    const view = (rest: string) => payloadOf('home', [...full, { type: 'section', text: plain(rest) }]);
    return { surface: 'home', payload: view('a'.repeat(n - Buffer.byteLength(JSON.stringify(view(''))))) };
  },
};

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

function leaves(tree: object, path: readonly string[] = []): [name: string, bounds: Bounds][] {
  return Object.entries(tree).flatMap(([key, value]: [string, Bounds | object]) =>
    Object.values(value).every((bound) => typeof bound === 'number')
      ? [[[...path, key].join('.'), value]]
      : leaves(value, [...path, key]),
  );
}
const table = leaves(limits);

const problems = ({ surface, payload }: Payload) => validatePayload(payload, surface);

describe('limits', () => {
  test('every limit has a case, and every case a limit', () => {
    expect(Object.keys(cases).toSorted()).toEqual(table.map(([name]) => name).toSorted());
  });

  const withMax = table.flatMap(([name, { max }]) => (max === undefined ? [] : [{ name, max }]));
  test.each(withMax)('$name takes $max and refuses one more', ({ name, max }) => {
    expect(problems(caseOf(name)(max))).toEqual([]);
    expect(problems(caseOf(name)(max + 1))).not.toEqual([]);
  });

  const withMin = table.flatMap(([name, { min }]) => (min === undefined ? [] : [{ name, min }]));
  test.each(withMin.filter(({ min }) => min > 0))(
    '$name takes $min and refuses one less',
    ({ name, min }) => {
      expect(problems(caseOf(name)(min))).toEqual([]);
      expect(problems(caseOf(name)(min - 1))).not.toEqual([]);
    },
  );
  test.each([
    'plainTextInput.minLength',
    'richText.indent',
    'richText.offset',
    'richText.border',
    'dataTable.rowHeaderColumnIndex',
  ])('%s takes 0 and refuses -1', (name) => {
    expect(problems(caseOf(name)(0))).toEqual([]);
    expect(problems(caseOf(name)(-1))).toHaveLength(1);
    expect(problems(caseOf(name)(0.5))).toHaveLength(1);
  });

  test('a problem names the place, the limit and the size', () => {
    expect(problems(caseOf('header.text')(151))).toEqual([
      { pointer: '/blocks/0/text/text', message: 'Must have 1 to 150 characters; got 151.' },
    ]);
  });
});

function caseOf(name: string): (size: number) => Payload {
  const found = cases[name];
  if (found === undefined) throw new Error(`no case for ${name}`);
  return found;
}

describe('limits of our own and of some methods', () => {
  const sections = (...sizes: readonly number[]) =>
    payloadOf(
      'message',
      sizes.map((size) => ({ type: 'section', text: plain(text(size)) })),
    );

  test('the text that a message shows stays within the budget', () => {
    expect(validateMessage(sections(3000, 3000, 3000, MESSAGE_TEXT_BUDGET - 9000))).toEqual([]);
    const [problem] = validateMessage(sections(3000, 3000, 3000, MESSAGE_TEXT_BUDGET - 8999));
    expect(problem).toEqual({
      pointer: '/blocks',
      message: 'All blocks together must show at most 10000 characters of text (our budget); got 10001.',
    });
  });

  test('attachments count towards the budget; menus, tables and markdown do not', () => {
    const attachments = [{ blocks: [{ type: 'section', text: plain('a') }] }];
    const { blocks: full } = sections(3000, 3000, 3000, 1000);
    expect(validateMessage({ text: 't', blocks: full, attachments })).toHaveLength(1);
    const menu = blockWith('actions', { ...elements['static_select'], placeholder: plain('Choose one') });
    const hidden = [menu, { type: 'markdown', text: 'a' }, { type: 'table', rows: [[cell]] }];
    expect(validateMessage({ text: 't', blocks: [...(Array.isArray(full) ? full : []), ...hidden] })).toEqual(
      [],
    );
  });

  test('the text of an update is bounded by what the caller says', () => {
    expect(validateMessage({ text: text(4000) }, { maxTextChars: 4000 })).toEqual([]);
    expect(validateMessage({ text: text(4001) }, { maxTextChars: 4000 })).toEqual([
      { pointer: '/text', message: 'Must have 1 to 4000 characters; got 4001.' },
    ]);
  });
});
