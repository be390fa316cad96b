import { describe, expect, test } from 'vitest';
import {
  type Placement,
  placements,
  type Surface,
  surfaceBlockTypes,
  validatePayload,
} from '../../src/blockkit/index.ts';
import { blocks, blockWith, elements, payloadOf } from './samples.ts';

const surfaces: readonly Surface[] = ['message', 'modal', 'home'];
/** Written out apart from the table under test: what Slack takes nowhere but there. */
const only: Readonly<Record<string, readonly Surface[]>> = {
  alert: ['modal'],
  markdown: ['message'],
  context_actions: ['message'],
  task_card: ['message'],
  plan: ['message'],
  file: ['message'],
  table: ['message', 'home'],
  data_table: ['message', 'home'],
  data_visualization: ['message', 'home'],
  carousel: ['message', 'home'],
  container: ['message', 'home'],
};

describe('surfaces', () => {
  const cells = surfaces.flatMap((surface) => Object.keys(blocks).map((type) => ({ surface, type })));

  test.each(cells)('$type on $surface', ({ surface, type }) => {
    const problems = validatePayload(payloadOf(surface, [blocks[type]]), surface);
    if ((only[type] ?? surfaces).includes(surface)) expect(problems).toEqual([]);
    else expect(problems).toEqual([expect.objectContaining({ pointer: '/blocks/0/type' })]);
  });

  test('the samples hold every type of the vocabulary', () => {
    const all = new Set<string>(Object.values(surfaceBlockTypes).flat());
    expect(Object.keys(blocks).toSorted()).toEqual([...all].toSorted());
  });
});

describe('placement of elements', () => {
  const slots: readonly Placement[] = ['actions', 'accessory', 'input', 'context', 'contextActions'];
  const cells = slots.flatMap((slot) => Object.keys(elements).map((type) => ({ slot, type })));

  test.each(cells)('$type in $slot', ({ slot, type }) => {
    const surface = slot === 'input' ? 'modal' : 'message';
    const problems = validatePayload(payloadOf(surface, [blockWith(slot, elements[type])]), surface);
    const allowed: readonly string[] = placements[slot];
    if (allowed.includes(type)) expect(problems).toEqual([]);
    else expect(problems).toEqual([expect.objectContaining({ pointer: expect.stringMatching(/\/type$/) })]);
  });

  /** The cells people get wrong, written out apart from the table under test. */
  test.each<[Placement, string, boolean]>([
    ['accessory', 'datetimepicker', false],
    ['accessory', 'rich_text_input', false],
    ['accessory', 'image', true],
    ['accessory', 'plain_text_input', false],
    ['actions', 'datetimepicker', true],
    ['actions', 'rich_text_input', true],
    ['actions', 'plain_text_input', false],
    ['actions', 'number_input', false],
    ['actions', 'file_input', false],
    ['actions', 'image', false],
    ['actions', 'icon_button', false],
    ['input', 'button', false],
    ['input', 'overflow', false],
    ['input', 'workflow_button', false],
    ['input', 'number_input', true],
    ['input', 'datetimepicker', true],
    ['context', 'button', false],
    ['context', 'image', true],
    ['contextActions', 'button', false],
    ['contextActions', 'icon_button', true],
  ])('%s takes %s: %s', (slot, type, allowed) => {
    const problems = validatePayload(payloadOf('message', [blockWith(slot, elements[type])]), 'message');
    expect(problems.length === 0).toBe(allowed);
  });
});

describe('children of a container', () => {
  const children = 'actions context divider file header image input rich_text section table video'.split(' ');
  test.each(Object.keys(blocks))('%s', (type) => {
    const container = {
      type: 'container',
      title: { type: 'plain_text', text: 'T' },
      child_blocks: [blocks[type]],
    };
    const problems = validatePayload(payloadOf('message', [container]), 'message');
    expect(problems.length === 0).toBe(children.includes(type));
  });
});
