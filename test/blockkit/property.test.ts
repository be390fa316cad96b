import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Surface, validateBlocks, validatePayload } from '../../src/blockkit/index.ts';
import { anything, hostile, revoked, surface, validPayload } from './arbitraries.ts';
import { changed, places, resolves } from './walk.ts';

const surfaces: readonly Surface[] = ['message', 'modal', 'home'];

/** The problems, after looking that they are well made. */
function problemsIn(document: unknown, on: Surface) {
  const problems = validatePayload(document, on);
  for (const { pointer, message } of problems) {
    expect(message).toMatch(/^[A-Z"].*\.$/su);
    expect(resolves(document, pointer), pointer).toBe(true);
  }
  return problems;
}

describe('whatever it is fed', () => {
  test.each(surfaces)('a %s of arbitrary JSON has problems that point into it', (on) => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(problemsIn(value, on)).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  /** The value as a payload, as blocks, as a block and as fields of one. */
  const everywhere = (value: unknown, on: Surface) => [
    validatePayload(value, on),
    validateBlocks(value, on),
    validatePayload({ type: on, text: value, blocks: value, metadata: value }, on),
    validateBlocks([value, { type: 'section', text: value, accessory: value, block_id: value }], on),
    validateBlocks([{ type: value }, { type: 'table', rows: [value, [value]] }], on),
  ];

  test('arbitrary values never make it throw, and are refused somewhere', () => {
    fc.assert(
      fc.property(anything, surface, (value, on) => {
        expect(everywhere(value, on).flat()).not.toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  // By index, because the runner would touch the values themselves.
  const values = hostile();
  test.each(values.keys().toArray())('hostile value %i is refused everywhere', (index) => {
    for (const on of surfaces) {
      for (const problems of everywhere(values[index], on)) expect(problems).not.toEqual([]);
    }
  });

  test('a valid payload with one place taken by something else points at that place or near it', () => {
    const broken = surface.chain((on) =>
      validPayload(on).chain((payload) =>
        fc.record({
          on: fc.constant(on),
          payload: fc.constant(payload),
          place: fc.constantFrom(...places(payload)),
          value: fc.jsonValue(),
        }),
      ),
    );
    fc.assert(
      fc.property(broken, ({ on, payload, place, value }) => {
        problemsIn(
          changed(payload, place.pointer, () => value),
          on,
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('what cannot be sent as JSON', () => {
  const of = (value: unknown) =>
    validatePayload({ text: 'a', metadata: { event_type: 'e', event_payload: { value } } }, 'message');
  const at = '/metadata/event_payload/value';

  const unreadable: readonly [what: string, value: () => unknown, reason: RegExp][] = [
    ['a BigInt', () => 10n, /bigint/],
    ['a symbol', () => Symbol('s'), /symbol/],
    ['a function', () => () => 1, /function/],
    ['not a number', () => Number.NaN, /finite/],
    ['a map', () => new Map(), /class/],
    ['a proxy that throws', () => new Proxy({}, { ownKeys: () => Symbol('no') as never }), /threw/],
    ['a revoked proxy', () => revoked(), /threw/],
  ];
  test.each(unreadable)('%s is one problem where it stands', (_what, value, reason) => {
    expect(of(value())).toEqual([{ pointer: at, message: expect.stringMatching(reason) }]);
  });

  test('a cycle is found, a shared object is not a cycle', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(of(cycle)).toEqual([{ pointer: `${at}/self`, message: expect.stringContaining('itself') }]);
    const shared = { a: 1 };
    expect(of([shared, shared])).toEqual([]);
  });

  test('holes are refused, undefined fields are left out', () => {
    expect(of([1, undefined])).toEqual([
      { pointer: `${at}/1`, message: expect.stringContaining('undefined') },
    ]);
    expect(of({ left: undefined })).toEqual([]);
  });

  test('a getter is read once', () => {
    let reads = 0;
    const block = {
      get type() {
        reads += 1;
        return 'divider';
      },
    };
    expect(validateBlocks([block], 'message')).toEqual([]);
    expect(reads).toBe(1);
  });

  test('depth and size are bounded', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100; level += 1) deep = { deep };
    expect(of(deep)).toEqual([
      { pointer: expect.any(String), message: expect.stringContaining('levels deep') },
    ]);
    expect(of(new Array(300_000).fill(0))).toEqual([
      { pointer: at, message: expect.stringContaining('too long') },
    ]);
    expect(of(new Array(600).fill(new Array(600).fill(0)))).toEqual([
      { pointer: expect.any(String), message: expect.stringContaining('not checked any further') },
    ]);
  });
});

describe('valid payloads', () => {
  test.each(surfaces)('every generated %s is accepted', (on) => {
    fc.assert(
      fc.property(validPayload(on), (payload) => {
        expect(validatePayload(payload, on)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test.each(surfaces)('a generated %s with one string grown past every limit is refused', (on) => {
    const bounded =
      /\/(?:text|value|url|alt_text|image_url|block_id|action_id|accessibility_label|initial_value)$/;
    const grown = validPayload(on).chain((payload) => {
      const strings = places(payload).filter(
        // Slack publishes no limit for the text inside rich_text; in a message our budget bounds it.
        ({ pointer, value }) =>
          typeof value === 'string' && bounded.test(pointer) && !/elements\/\d+\/elements/.test(pointer),
      );
      const one = fc.constantFrom(...strings.map(({ pointer }) => pointer));
      return fc.record({ payload: fc.constant(payload), pointer: one });
    });
    fc.assert(
      fc.property(grown, ({ payload, pointer }) => {
        const problems = problemsIn(
          changed(payload, pointer, () => '😀'.repeat(40_001)),
          on,
        );
        expect(problems).not.toEqual([]);
        expect(problems.some((problem) => pointer.startsWith(problem.pointer))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('undefined fields change nothing', () => {
    fc.assert(
      fc.property(validPayload('home'), (payload) => {
        const objects = places(payload).filter(
          ({ value }) => typeof value === 'object' && !Array.isArray(value),
        );
        for (const { pointer } of objects) {
          const padded = changed(payload, pointer, (object) => ({ ...Object(object), nothing: undefined }));
          expect(validatePayload(padded, 'home')).toEqual([]);
        }
      }),
      { numRuns: 30 },
    );
  });
});
