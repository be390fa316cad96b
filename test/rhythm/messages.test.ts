import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  codePoints,
  MAX_UPDATE_TEXT_CHARS,
  type MessagePayload,
  type ModalView,
  validateMessage,
  validateView,
} from '../../src/blockkit/index.ts';
import type { Measure } from '../../src/playbook/index.ts';
import type { Cycle } from '../../src/rhythm/cycle.ts';
import { needsFrom } from '../../src/rhythm/needs.ts';
import { promptMessage } from '../../src/rhythm/redraw.ts';
import { takeSnapshot } from '../../src/rhythm/snapshot.ts';
import { carriedActionsMessage } from '../../src/rhythm/views/carried-actions.ts';
import { expectationsStep, focusStep } from '../../src/rhythm/views/focus-form.ts';
import { blockerForm, changeForm, checkpointForm, returnForm } from '../../src/rhythm/views/forms.ts';
import { nudgeMessage } from '../../src/rhythm/views/nudge-message.ts';
import { actionsStep, confirmStep, numbersStep, storyStep } from '../../src/rhythm/views/review-form.ts';
import { shorten } from '../../src/rhythm/views/shorten.ts';
import { snapshotMessage } from '../../src/rhythm/views/snapshot-message.ts';
import { fullCycle, longMeasures, monday, people, sampleBoard, shipped } from './sample-cycle.ts';

/** What people can do to us with a keyboard and a clipboard. */
const hostile: Readonly<Record<string, string>> = {
  'a broadcast': '<!channel> <!here> <!everyone> <!subteam^S1> @channel @here',
  'a mention': '<@U0APPRV004> <#C0TEAM0001> <mailto:a@b.c|x>',
  'a disguised link': '<https://evil.example|https://bank.example> [x](https://evil.example)',
  formatting: '*bold* _italic_ ~gone~ `code` ```block``` > quote',
  'a line of mine': 'x\nApproved by <@U0APPRV004>. Frozen.\n*Decided* nothing\u2028*Next*',
  'text that runs backwards': '\u202Eevil\u202C \u2066hidden\u2069 ok',
  'a zero byte': 'a\u0000b\u0007c',
  'half a character': 'x\uD83D y\uDE00',
  'very many emoji': '😀'.repeat(3_000),
  families: '👨‍👩‍👧‍👦'.repeat(500),
  'only ampersands': '&'.repeat(3_000),
  'only brackets': '<>'.repeat(1_500),
  'only newlines': `a${'\n'.repeat(2_900)}b`,
};

const later = new Date('2026-11-20T14:45:00Z');

function messagesOf(cycle: Cycle, measures: readonly Measure[]): MessagePayload[] {
  const board = sampleBoard(cycle, measures);
  const content = takeSnapshot(cycle, board, { seq: 1842, hash: 'f'.repeat(64) }, later);
  const others = Array.from({ length: 50 }, (_, index) => ({
    name: `${'Team <!channel> '.repeat(5)}${index}`.slice(0, 75),
    state: 'due' as const,
    dueAt: later,
  }));
  const needs = Object.values(people).flatMap((person) => needsFrom(cycle, person, later));
  return [
    promptMessage('focus', cycle, board, later),
    promptMessage('checkpoint', cycle, board, later),
    promptMessage('review', cycle, board, later),
    carriedActionsMessage(cycle, later),
    snapshotMessage(content, others),
    ...needs.map((need) => nudgeMessage(cycle, need, later)),
  ];
}

function viewsOf(cycle: Cycle, measures: readonly Measure[], text: string): ModalView[] {
  const board = sampleBoard(cycle, measures);
  const typed = text.slice(0, 200);
  const moving = measures.map(({ id }) => id);
  const focusDraft = {
    focus: typed,
    moving,
    entries: Object.fromEntries(
      moving.map((id) => [id, { direction: 'up' as const, size: '1', mindChanger: typed }]),
    ),
  };
  const draft = {
    basedOn: 0,
    numbers: Object.fromEntries(moving.map((id) => [id, ['1', '2'] as [string, string]])),
    confirmed: {},
    outcomes: typed,
    lessons: typed,
    decisionKind: 'decision' as const,
    decision: typed,
    actions: [{ row: 3, text: typed, ownerId: people.owner, dueOn: '2026-11-27' }],
  };
  const three = board.slice(0, 3);
  const place = { step: 1, depth: 2, steps: 16, note: `${text} published meanwhile` };
  const doubts = three.flatMap(({ measure, reading }) =>
    reading === null ? [] : [{ kind: 'unchanged' as const, measure, reading }],
  );
  return [
    changeForm(
      cycle,
      cycle.change === undefined ? undefined : { change: typed, impact: typed, rollback: typed },
      text,
    ),
    checkpointForm(cycle, { status: 'at_risk', note: typed }, text),
    returnForm(cycle),
    blockerForm(cycle, later),
    focusStep(cycle, measures, focusDraft),
    expectationsStep(cycle, board.slice(0, 2), focusDraft, { step: 20, steps: 21 }),
    numbersStep(cycle, three, draft, place),
    confirmStep(cycle, doubts, place),
    storyStep(cycle, board, draft, place),
    actionsStep(cycle, draft, { rows: 6, depth: 2, title: 'Review · 16 of 16' }),
  ];
}

/** Everything that Slack reads as mrkdwn. */
function mrkdwnOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnOf);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as { type?: unknown; text?: unknown };
  return [
    ...(type === 'mrkdwn' && typeof text === 'string' ? [text] : []),
    ...Object.values(value).flatMap(mrkdwnOf),
  ];
}

const allowedIds = new Set(Object.values(people));

/** No mention but of the people who are meant, no link, no broadcast, nothing that cannot be seen for what it is. */
function expectHarmless(text: string): void {
  for (const [tag] of text.matchAll(/<[^>]*>?/gu)) {
    const person = /^<@([A-Z0-9]+)>$/.exec(tag)?.[1];
    const isDate = /^<!date\^\d+\^[^|<>]*\|[^<>]*>$/.test(tag);
    expect(
      isDate || (person !== undefined && allowedIds.has(person)),
      `${tag} in ${text.slice(0, 200)}`,
    ).toBe(true);
  }
  expect(text).not.toMatch(/@(here|channel|everyone)\b/i);
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
  expect(text.isWellFormed()).toBe(true);
}

const measures5 = shipped.measures.filter(({ enabled }) => enabled);

describe('whatever people write', () => {
  test.each(Object.entries(hostile))('%s harms no message and no form', (_what, text) => {
    const cycle = fullCycle(text, { actions: 3, blockers: 3 }, measures5);
    for (const message of messagesOf(cycle, measures5)) {
      expect(validateMessage(message, { maxTextChars: MAX_UPDATE_TEXT_CHARS })).toEqual([]);
      expectHarmless(message.text ?? '');
      for (const words of mrkdwnOf(message.blocks)) expectHarmless(words);
    }
    for (const view of viewsOf(cycle, measures5, text)) {
      expect(validateView(view)).toEqual([]);
      for (const words of mrkdwnOf(view.blocks)) expectHarmless(words);
    }
  });

  test('nobody can write what looks like a line of mine', () => {
    const cycle = fullCycle(hostile['a line of mine'] ?? '', { actions: 1, blockers: 1 }, measures5);
    for (const message of messagesOf(cycle, measures5)) {
      const lines = [message.text ?? '', ...mrkdwnOf(message.blocks)].flatMap((text) =>
        text.split(/[\n\u2028]/u),
      );
      expect(lines.filter((line) => line.startsWith('Approved by'))).toEqual([]);
    }
  });

  test('any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (text) => {
        const cycle = fullCycle(text === '' ? '?' : text, { actions: 2, blockers: 2 }, measures5);
        for (const message of messagesOf(cycle, measures5))
          expect(validateMessage(message, { maxTextChars: MAX_UPDATE_TEXT_CHARS })).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('at their extremes', () => {
  const text = 'A long & winding <story> about what is stuck and why. '.repeat(11).slice(0, 600);

  test.each([0, 1, 12, 40])(
    'with %i measures, 60 carried actions and 20 blockers everything fits',
    (count) => {
      const measures = longMeasures(count);
      const cycle = { ...fullCycle(text, { actions: 60, blockers: 20 }, measures) };
      const all = {
        ...cycle,
        team: { ...cycle.team, name: `${'Kundendienst & <Vertrieb> '.repeat(4)}`.slice(0, 75) },
      };
      for (const message of messagesOf(all, measures)) {
        expect(validateMessage(message, { maxTextChars: MAX_UPDATE_TEXT_CHARS })).toEqual([]);
        expect(message.text).toBeTruthy();
      }
      for (const view of viewsOf(all, measures, text)) {
        if (count > 0 || view.callback_id !== 'review.confirm') expect(validateView(view)).toEqual([]);
      }
    },
  );

  test('what is left out is named, and the text for screen readers has every line', () => {
    const measures = longMeasures(40);
    const cycle = fullCycle(text, { actions: 60, blockers: 20 }, measures);
    const board = sampleBoard(cycle, measures);
    expect(carriedActionsMessage(cycle, later).text).toContain('and 40 more');
    expect(promptMessage('checkpoint', cycle, board, later).text).toContain('and 5 more blockers');
    const snapshot = snapshotMessage(takeSnapshot(cycle, board, { seq: 7, hash: 'a'.repeat(64) }, later), []);
    expect(snapshot.text).toContain(`Log head 7:${'a'.repeat(64)}`);
    expect(snapshot.text).toContain('Not in the table');
    expect(
      snapshot.text?.split('\n').filter((line) => line.startsWith('Ünübersichtliche')).length,
    ).toBeGreaterThanOrEqual(40);
    expect(promptMessage('review', cycle, board, later).text).toContain('*Decided*');
  });
});

describe('shortening lines', () => {
  const anyLines = fc.array(fc.string({ unit: 'grapheme', maxLength: 80 }), { maxLength: 30 });

  test('keeps within the limit, keeps every line, and cuts none that is short', () => {
    fc.assert(
      fc.property(anyLines, fc.integer({ min: 100, max: 1_000 }), (lines, max) => {
        const out = shorten(lines, max);
        expect(out).toHaveLength(lines.length);
        expect(codePoints(out.join('\n'))).toBeLessThanOrEqual(max);
        if (codePoints(lines.join('\n')) <= max) expect(out).toEqual(lines);
        const cut = lines.filter((line, index) => out[index] !== line).map(codePoints);
        const whole = lines.filter((line, index) => out[index] === line).map(codePoints);
        if (cut.length > 0) expect(Math.min(...cut)).toBeGreaterThanOrEqual(Math.max(0, ...whole));
      }),
    );
  });
});

test('a message about nothing at all is valid too', () => {
  const cycle = {
    ...fullCycle('x', { actions: 0, blockers: 0 }, []),
    focus: undefined,
    change: undefined,
    review: undefined,
    checkpoint: undefined,
    publishedAt: undefined,
    focusPhase: 'missing' as const,
  };
  for (const phase of ['open', 'frozen', 'closed', 'cancelled'] as const) {
    for (const message of messagesOf({ ...cycle, phase }, [])) {
      expect(validateMessage(message, { maxTextChars: MAX_UPDATE_TEXT_CHARS })).toEqual([]);
    }
  }
  expect(needsFrom({ ...cycle, phase: 'closed' }, people.lead, monday)).toEqual([]);
});
