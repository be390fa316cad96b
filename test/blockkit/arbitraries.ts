import fc, { type Arbitrary } from 'fast-check';
import type { Surface } from '../../src/blockkit/index.ts';
import { blocks, payloadOf, type Sample } from './samples.ts';

/** Generators of valid payloads and of hostile values. */

/** Any characters, astral ones and lone surrogates too; `max` code points at most. */
const words = (max: number, min = 1) =>
  fc.string({ unit: 'binary', minLength: min, maxLength: Math.min(max, 12) });
const plain = (max: number) =>
  fc.record(
    { type: fc.constant('plain_text'), text: words(max), emoji: fc.boolean() },
    { requiredKeys: ['type', 'text'] },
  );
const mrkdwn = (max: number) =>
  fc.record(
    { type: fc.constant('mrkdwn'), text: words(max), verbatim: fc.boolean() },
    { requiredKeys: ['type', 'text'] },
  );
const anyText = (max: number) => fc.oneof(plain(max), mrkdwn(max));

const options = fc.array(
  fc.record(
    { text: plain(75), value: words(150), description: plain(75) },
    { requiredKeys: ['text', 'value'] },
  ),
  { minLength: 1, maxLength: 5 },
);

const button = fc.record(
  {
    type: fc.constant('button'),
    text: plain(75),
    value: words(2000, 0),
    url: fc.webUrl(),
    style: fc.constantFrom('primary', 'danger'),
    accessibility_label: words(75, 0),
    confirm: fc.record({ title: plain(100), text: anyText(300), confirm: plain(30), deny: plain(30) }),
  },
  { requiredKeys: ['type', 'text'] },
);
const select = options.chain((list) =>
  fc.record(
    {
      type: fc.constant('static_select'),
      options: fc.constant(list),
      initial_option: fc.constantFrom(...list),
    },
    { requiredKeys: ['type', 'options'] },
  ),
);
const checkboxes = options.chain((list) =>
  fc.record(
    {
      type: fc.constant('checkboxes'),
      options: fc.constant(list),
      initial_options: fc.subarray(list, { minLength: 1 }),
    },
    { requiredKeys: ['type', 'options'] },
  ),
);
const textInput = fc.record(
  {
    type: fc.constant('plain_text_input'),
    multiline: fc.boolean(),
    initial_value: words(3000, 0),
    min_length: fc.integer({ min: 0, max: 50 }),
    max_length: fc.integer({ min: 50, max: 3000 }),
    placeholder: plain(150),
  },
  { requiredKeys: ['type'] },
);
const numberInput = fc
  .tuple(fc.boolean(), fc.integer({ min: -1000, max: 0 }), fc.integer({ min: 0, max: 1000 }))
  .map(([decimal, low, high]) => ({
    type: 'number_input',
    is_decimal_allowed: decimal,
    min_value: String(low),
    max_value: String(high),
  }));

const inline = fc.oneof(
  fc.record(
    { type: fc.constant('text'), text: words(50), style: fc.record({ bold: fc.boolean() }) },
    { requiredKeys: ['type', 'text'] },
  ),
  fc.record({ type: fc.constant('link'), url: fc.webUrl() }),
  fc.record({ type: fc.constant('user'), user_id: fc.constant('U1') }),
);
const inlines = fc.array(inline, { minLength: 1, maxLength: 4 });
const richSection = fc.record({ type: fc.constant('rich_text_section'), elements: inlines });
const richText = fc.record({
  type: fc.constant('rich_text'),
  elements: fc.array(
    fc.oneof(
      richSection,
      fc.record({ type: fc.constant('rich_text_quote'), elements: inlines }),
      fc.record({
        type: fc.constant('rich_text_list'),
        style: fc.constantFrom('bullet', 'ordered'),
        indent: fc.integer({ min: 0, max: 8 }),
        elements: fc.array(richSection, { minLength: 1, maxLength: 3 }),
      }),
    ),
    { minLength: 1, maxLength: 3 },
  ),
});

const cell = fc.oneof(
  fc.record({ type: fc.constant('raw_text'), text: words(100) }),
  fc.record({
    type: fc.constant('raw_number'),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    text: words(20),
  }),
  richText,
);
const table = fc.integer({ min: 1, max: 5 }).chain((width) =>
  fc.record({
    type: fc.constant('table'),
    rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 4 }),
  }),
);

const numbered = (items: readonly Sample[]) =>
  items.map((item, index) => ({ ...item, action_id: `a.${index}` }));
const anywhere: readonly Arbitrary<Sample>[] = [
  fc.record(
    { type: fc.constant('section'), text: anyText(3000), accessory: fc.oneof(button, select) },
    { requiredKeys: ['type', 'text'] },
  ),
  fc.record({
    type: fc.constant('section'),
    fields: fc.array(anyText(2000), { minLength: 1, maxLength: 10 }),
  }),
  fc.record({ type: fc.constant('header'), text: plain(150) }),
  fc.record({ type: fc.constant('divider') }),
  fc.record({
    type: fc.constant('context'),
    elements: fc.array(anyText(3000), { minLength: 1, maxLength: 10 }),
  }),
  fc
    .array(fc.oneof(button, select, checkboxes), { minLength: 1, maxLength: 6 })
    .map((items) => ({ type: 'actions', elements: numbered(items) })),
  fc.record(
    {
      type: fc.constant('input'),
      label: plain(2000),
      element: fc.oneof(textInput, numberInput, select, checkboxes),
      optional: fc.boolean(),
      hint: plain(2000),
    },
    { requiredKeys: ['type', 'label', 'element'] },
  ),
  richText,
  fc.record({ type: fc.constant('image'), alt_text: words(2000), image_url: fc.webUrl() }),
];

/** What a surface takes beside what every surface takes; at most one of each, since a message has one table. */
const special: Readonly<Record<Surface, Arbitrary<readonly Sample[]>>> = {
  message: fc
    .tuple(table, fc.record({ type: fc.constant('markdown'), text: words(12_000) }))
    .chain((list) => fc.subarray(list)),
  modal: fc.subarray([blocks['alert'] ?? {}]),
  home: fc.array(table, { maxLength: 2 }),
};

/** A valid payload of the surface, of few short blocks, so that no total is near. */
export function validPayload(surface: Surface): Arbitrary<Sample> {
  return fc
    .tuple(fc.array(fc.oneof(...anywhere), { minLength: 1, maxLength: 6 }), special[surface])
    .map(([common, own]) =>
      payloadOf(
        surface,
        [...common, ...own].map((block, index) => ({ ...block, block_id: `block.${index}` })),
      ),
    );
}

export const surface = fc.constantFrom<Surface>('message', 'modal', 'home');

/** JavaScript values of every kind. */
export const anything: Arbitrary<unknown> = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

/** An object that throws whatever is asked of it. */
export function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Values made to break a reader. */
export function hostile(): readonly unknown[] {
  const cycle: Record<string, unknown> = { type: 'section' };
  cycle['text'] = cycle;
  const ring: unknown[] = [];
  ring.push([ring]);
  let deep: unknown = 'bottom';
  for (let level = 0; level < 5000; level += 1) deep = level % 2 ? [deep] : { elements: deep };
  let wide: unknown = ['leaf'];
  for (let level = 0; level < 40; level += 1) wide = [wide, wide];
  const explode = () => {
    throw new Error('touched');
  };
  const { proxy: revokedList, revoke: revokeList } = Proxy.revocable([], {});
  revokeList();
  return [
    cycle,
    ring,
    deep,
    wide,
    revoked(),
    revokedList,
    Object.defineProperty({}, 'type', { get: explode, enumerable: true }),
    Object.defineProperty([], 0, { get: explode, enumerable: true }),
    new Proxy({}, { get: explode }),
    new Proxy({ type: 'section' }, { ownKeys: explode }),
    new Proxy({ type: 'section' }, { getPrototypeOf: explode }),
    new Proxy({ type: 'section' }, { getOwnPropertyDescriptor: explode }),
    new Proxy([1, 2], { get: explode }),
    new Proxy(
      {},
      {
        ownKeys: () => ['type'],
        getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: 1 }),
      },
    ),
    JSON.parse(
      '{"__proto__": {"type": "divider"}, "constructor": 1, "hasOwnProperty": 2, "type": "divider"}',
    ),
    JSON.parse('[{"type": "__proto__"}, {"type": "constructor"}, {"type": "toString"}]'),
    { type: 'section', toJSON: explode },
    { toString: explode, valueOf: explode, type: { toString: explode } },
    new Array(4_000_000_000),
    new Array(3),
    Symbol('s'),
    Object(Symbol('s')),
    10n,
    () => 1,
    class {},
    Number.NaN,
    -0,
    Number.POSITIVE_INFINITY,
    undefined,
    null,
    '',
    '\ud800',
  ];
}
