import { describe, expect, test } from 'vitest';
import { type Surface, validateBlocks, validatePayload } from '../../src/blockkit/index.ts';
import { blocks, blockWith, elements, payloadOf, plain } from './samples.ts';
import { changed, isRecord, places } from './walk.ts';

const surfaceOf = (type: string): Surface => (type === 'alert' ? 'modal' : 'message');
const samples = Object.entries(blocks).map(([type, sample]) => ({
  name: type,
  surface: surfaceOf(type),
  payload: payloadOf(surfaceOf(type), [sample]),
}));
const inSlot = [
  ...[
    'static_select',
    'multi_static_select',
    'checkboxes',
    'radio_buttons',
    'conversations_select',
    'number_input',
  ]
    .concat([
      'plain_text_input',
      'rich_text_input',
      'timepicker',
      'datetimepicker',
      'file_input',
      'external_select',
    ])
    .map((type) => ({
      name: type,
      surface: 'modal' as const,
      payload: payloadOf('modal', [blockWith('input', elements[type])]),
    })),
  ...['workflow_button', 'overflow'].map((type) => ({
    name: type,
    surface: 'message' as const,
    payload: payloadOf('message', [blockWith('actions', elements[type])]),
  })),
];
const everything = [
  ...samples,
  ...inSlot,
  {
    name: 'a whole message',
    surface: 'message' as const,
    payload: payloadOf('message', [], {
      metadata: { event_type: 'made', event_payload: { id: 1, nested: { list: [1, null, 'x'] } } },
      attachments: [
        {
          color: '#123456',
          fallback: 'f',
          blocks: [{ type: 'divider' }],
          fields: [{ title: 't', value: 'v', short: true }],
        },
      ],
      thread_ts: '1.2',
      unfurl_links: false,
      channel: 'C1',
    }),
  },
  {
    name: 'a whole modal',
    surface: 'modal' as const,
    payload: payloadOf('modal', [{ type: 'divider' }], {
      close: plain('Close'),
      private_metadata: '{}',
      callback_id: 'c',
      external_id: 'e',
      clear_on_close: true,
      notify_on_close: false,
    }),
  },
  {
    name: 'a whole home',
    surface: 'home' as const,
    payload: payloadOf('home', [{ type: 'divider' }], { callback_id: 'c' }),
  },
];

describe.each(everything)('$name', ({ surface, payload }) => {
  const check = (document: unknown) => validatePayload(document, surface);
  const free = (pointer: string) => pointer.startsWith('/metadata/event_payload');

  test('is valid as it stands', () => {
    expect(check(payload)).toEqual([]);
  });

  test('refuses an unknown field in every object', () => {
    for (const { pointer, value } of places(payload)) {
      if (!isRecord(value) || free(pointer)) continue;
      for (const [key, token] of [
        ['surprise', 'surprise'],
        ['a/b~c', 'a~1b~0c'],
      ] as const) {
        const problems = check(
          changed(payload, pointer, (object) => ({ ...(isRecord(object) ? object : {}), [key]: 1 })),
        );
        expect(problems, `${pointer} + ${key}`).toContainEqual(
          expect.objectContaining({
            pointer: `${pointer}/${token}`,
            message: expect.stringContaining('Unknown field'),
          }),
        );
      }
    }
  });

  test('refuses a value of the wrong kind in every place', () => {
    for (const { pointer, value } of places(payload)) {
      if (pointer.startsWith('/metadata/event_payload/')) continue;
      const wrong = typeof value === 'string' ? 7 : 'wrong';
      const problems = check(changed(payload, pointer, () => wrong));
      expect(
        problems.some((problem) => problem.pointer.startsWith(pointer)),
        `${pointer}: ${JSON.stringify(problems)}`,
      ).toBe(true);
      if (pointer !== '') expect(check(changed(payload, pointer, () => null)), pointer).not.toEqual([]);
    }
  });
});

const only = (block: unknown, surface: Surface = 'message') => validateBlocks([block], surface);
const pointers = (problems: readonly { pointer: string }[]) => problems.map(({ pointer }) => pointer);

describe('required fields', () => {
  test.each([
    ['header', 'text'],
    ['context', 'elements'],
    ['actions', 'elements'],
    ['input', 'label'],
    ['input', 'element'],
    ['image', 'alt_text'],
    ['rich_text', 'elements'],
    ['markdown', 'text'],
    ['table', 'rows'],
    ['data_table', 'caption'],
    ['data_table', 'rows'],
    ['data_visualization', 'title'],
    ['data_visualization', 'chart'],
    ['video', 'title'],
    ['video', 'video_url'],
    ['video', 'thumbnail_url'],
    ['video', 'alt_text'],
    ['alert', 'text'],
    ['carousel', 'elements'],
    ['container', 'child_blocks'],
    ['context_actions', 'elements'],
    ['task_card', 'task_id'],
    ['task_card', 'title'],
    ['task_card', 'status'],
    ['plan', 'title'],
    ['plan', 'tasks'],
    ['file', 'source'],
    ['file', 'external_id'],
  ])('%s needs %s', (type, field) => {
    expect(pointers(only({ ...blocks[type], [field]: undefined }, surfaceOf(type)))).toEqual([`/0/${field}`]);
  });

  test.each([
    ['actions', 'button', 'text'],
    ['actions', 'workflow_button', 'action_id'],
    ['actions', 'workflow_button', 'workflow'],
    ['actions', 'overflow', 'options'],
    ['actions', 'checkboxes', 'options'],
    ['input', 'number_input', 'is_decimal_allowed'],
    ['contextActions', 'feedback_buttons', 'negative_button'],
    ['contextActions', 'icon_button', 'icon'],
  ] as const)('%s: %s needs %s', (slot, type, field) => {
    const { initial_options: _, ...element } = { ...elements[type], [field]: undefined };
    expect(validateBlocks([blockWith(slot, element)], 'message')).toEqual([
      expect.objectContaining({ message: expect.stringContaining(`needs "${field}"`) }),
    ]);
  });

  test.each(['title', 'blocks'])('a modal needs %s', (field) => {
    const view = payloadOf('modal', [{ type: 'divider' }], { [field]: undefined });
    expect(pointers(validatePayload(view, 'modal'))).toEqual([`/${field}`]);
  });

  test('a button, unlike a workflow button, may leave its action_id to Slack', () => {
    expect(only(blockWith('actions', { type: 'button', text: plain('Do') }))).toEqual([]);
  });
});
