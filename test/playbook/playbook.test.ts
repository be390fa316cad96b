import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatProblem, loadPlaybook, type Playbook } from '../../src/playbook/index.ts';

const shipped = join(import.meta.dirname, '../../playbook');
let dir = '';

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'playbook-'));
  cpSync(shipped, dir, { recursive: true });
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

function load(): Playbook {
  const loaded = loadPlaybook(shipped);
  if (loaded.kind === 'invalid') return expect.fail(loaded.problems.map(formatProblem).join('\n'));
  return loaded.playbook;
}

/** Changes one place in a copy of a file as shipped. */
function change(file: string, from: string, to: string): void {
  const text = readFileSync(join(dir, file), 'utf8');
  if (!text.includes(from)) expect.fail(`${file} has no ${from}`);
  writeFileSync(join(dir, file), text.replace(from, to));
}

function problems(): string[] {
  const loaded = loadPlaybook(dir);
  return loaded.kind === 'invalid' ? loaded.problems.map(formatProblem) : [];
}

function lineOf(file: string, text: string): number {
  const lines = readFileSync(join(dir, file), 'utf8').split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

describe('the playbook as shipped', () => {
  test('has five measures to answer and four switched off', () => {
    const { measures } = load();
    expect(measures.filter(({ enabled }) => enabled).map(({ id }) => id)).toEqual([
      'response_speed',
      'completion_rate',
      'quality_score',
      'conversion_assist',
      'rework_rate',
    ]);
    expect(measures.filter(({ enabled }) => !enabled).map(({ id }) => id)).toEqual([
      'cycle_time',
      'throughput',
      'manual_hours_saved',
      'net_automation_saving',
    ]);
  });

  test('starts a team on Monday, Wednesday and Friday', () => {
    expect(load().rhythm).toMatchObject({
      focus: { day: 1, time: '09:00' },
      checkpoint: { day: 3, time: '10:00' },
      review: { day: 5, time: '15:00' },
      snapshotTime: '16:00',
    });
  });

  test('cannot be changed by the program', () => {
    const playbook = load();
    expect(Object.isFrozen(playbook.measures)).toBe(true);
    expect(Object.isFrozen(playbook.measures[0]?.range)).toBe(true);
    expect(Object.isFrozen(playbook.rhythm.workingHours.days)).toBe(true);
  });
});

describe('a mistake in the playbook', () => {
  test.each([
    [
      'measures.yml',
      'kind: mean',
      'kind: man',
      '"kind" has to be ratio or mean, not "man"; did you mean "mean"?',
    ],
    ['measures.yml', 'decimals: 1', 'decimals: one', '"decimals" has to be a number, not "one".'],
    ['measures.yml', 'decimals: 1', 'decimals: 1.5', '"decimals" has to be a whole number, not 1.5.'],
    ['measures.yml', 'decimals: 1', 'decimals: 7', '"decimals" has to be 6 or less.'],
    ['measures.yml', 'floor_n: 10', 'floor_n: 0', '"floor_n" has to be 1 or more.'],
    ['measures.yml', 'name: Response speed', 'name:', '"name" has to be text, not empty.'],
    ['measures.yml', 'name: Response speed', 'name: ""', '"name" must not be empty.'],
    [
      'measures.yml',
      'name: Response speed',
      'name: "a\\nb"',
      '"name" must be one line without control characters.',
    ],
    ['measures.yml', 'unit: h', 'unit: hours in total', '"unit" must not be longer than 12 characters.'],
    ['measures.yml', 'guardrail: false', 'guardrail: no', '"guardrail" has to be true or false, not "no".'],
    [
      'measures.yml',
      'range: { min: 0, max: 720 }',
      'range: { min: 9, max: 0 }',
      '"range" has to grow from min to max, not 9 to 0.',
    ],
    [
      'measures.yml',
      'range: { min: 0, max: 720 }',
      'range: { min: 0, max: .inf }',
      '"max" has to be a number, not Infinity.',
    ],
    [
      'measures.yml',
      'id: throughput',
      'id: rework_rate',
      '"id" is used twice: another measure is already called "rework_rate".',
    ],
    [
      'rhythm.yml',
      'day: wednesday',
      'day: wendesday',
      '"day" has to be monday, tuesday, wednesday, thursday, friday, saturday or sunday, not "wendesday"; did you mean "wednesday"?',
    ],
    ['rhythm.yml', '"16:00"', '"24:00"', 'A time looks like 09:00, from 00:00 to 23:59.'],
    [
      'rhythm.yml',
      'snapshot_time: "16:00"',
      'snapshot_time: "14:00"',
      'The snapshot (14:00) has to come later on the day of the review (Friday 15:00).',
    ],
    ['rhythm.yml', 'end: "17:00"', 'end: "08:00"', '"end" must be later than the start.'],
    ['rhythm.yml', 'days: [monday, tuesday', 'days: [monday, monday', '"days" must not name a day twice.'],
  ])('in %s: %s → %s', (file, from, to, message) => {
    const line = lineOf(file, from);
    change(file, from, to);
    const [problem, ...more] = problems();
    expect(more).toEqual([]);
    expect(problem).toMatch(new RegExp(`^${file}:${line}:\\d+ `));
    expect(problem?.replace(/^\S+ /, '')).toBe(message);
  });

  test('a key that is not known is refused, with the one that was probably meant', () => {
    change('measures.yml', '    floor_n: 10\n', '    flor_n: 10\n    colour: red\n');
    const entry = lineOf('measures.yml', 'id: response_speed');
    expect(problems()).toEqual([
      `measures.yml:${entry}:5 "floor_n" is missing.`,
      `measures.yml:${entry + 10}:5 "flor_n" is not a key that is known here; did you mean "floor_n"?`,
      `measures.yml:${entry + 11}:5 "colour" is not a key that is known here.`,
    ]);
  });

  test('has a pointer into the data', () => {
    change('measures.yml', 'max: 365', 'max: long');
    const loaded = loadPlaybook(dir);
    expect(loaded.kind === 'invalid' && loaded.problems[0]?.pointer).toBe('/measures/5/range/max');
  });

  test('does not hide the others, in the same file or the next', () => {
    change('measures.yml', 'direction: lower', 'direction: smaller');
    change('measures.yml', 'owner: qa_lead', 'owner: qa_lad');
    change('rhythm.yml', 'share: 0.5', 'share: half');
    expect(problems().map((problem) => problem.split(':')[0])).toEqual([
      'measures.yml',
      'measures.yml',
      'rhythm.yml',
    ]);
  });

  test('a file that is missing, a folder, not text, or far too large', () => {
    rmSync(join(dir, 'rhythm.yml'));
    expect(problems()).toEqual(['rhythm.yml:1:1 This file is missing.']);
    writeFileSync(join(dir, 'rhythm.yml'), Buffer.from([0xff, 0xfe, 0x00, 0x80]));
    expect(problems()).toEqual(['rhythm.yml:1:1 This file is not UTF-8 text.']);
    writeFileSync(join(dir, 'rhythm.yml'), '#'.repeat(256 * 1024 + 1));
    expect(problems()).toEqual(['rhythm.yml:1:1 This file is larger than 256 KiB.']);
    rmSync(join(dir, 'rhythm.yml'));
    cpSync(shipped, join(dir, 'rhythm.yml'), { recursive: true });
    expect(problems()).toEqual(['rhythm.yml:1:1 This is not a file.']);
    expect(loadPlaybook(join(dir, 'nowhere')).kind).toBe('invalid');
  });
});

describe('hostile YAML', () => {
  test.each([
    ['an empty file', '', 'The file has to be a group of keys, not empty.'],
    ['a list', '- a', 'The file has to be a group of keys, not a list.'],
    ['an alias', 'a: &x [1]\nb: *x', 'Anchors (&x) are not allowed.'],
    ['a list inside itself', '&a [*a]', 'Anchors (&a) are not allowed.'],
    ['a tag', 'a: !!binary aGk=', 'Tags (!) are not allowed.'],
    ['an old dialect', '%YAML 1.1\n---\na: 09:00', 'Only YAML 1.2 is read here.'],
    ['a key that is a list', '? [a]\n: 1', 'A key has to be text.'],
    ['a key twice', 'a: 1\na: 2', 'This is not valid YAML: Map keys must be unique.'],
    ['two documents', '--- {}\n--- {}', 'This is not valid YAML: '],
    ['an open bracket', 'a: [', 'This is not valid YAML: '],
    ['brackets by the thousand', '['.repeat(20_000), 'This is not valid YAML: '],
    ['brackets by the thousand, closed', `${'['.repeat(5000)}${']'.repeat(5000)}`, 'This '],
    ['a prototype', '__proto__: { enabled: true }', '"__proto__" is not a key that is known here.'],
  ])('%s is refused in words', (_name, text, message) => {
    writeFileSync(join(dir, 'measures.yml'), text);
    const messages = problems().map((problem) => problem.replace(/^\S+ /, ''));
    expect(messages.some((one) => one.startsWith(message))).toBe(true);
  });

  test('a billion laughs are over at once', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level += 1) {
      const aliases = Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ');
      lines.push(`a${level}: &a${level} [${aliases}]`);
    }
    writeFileSync(join(dir, 'measures.yml'), lines.join('\n'));
    expect(problems().length).toBeGreaterThan(0);
    expect(problems().length).toBeLessThanOrEqual(100);
  });

  test('whatever is in the file, it is read or explained, in one line each', () => {
    const source = readFileSync(join(shipped, 'rhythm.yml'), 'utf8');
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('{', '}', '[', '&a', '*a', '!!map ', '\n', '  ', ': '),
    );
    fc.assert(
      fc.property(fc.nat({ max: source.length }), fc.nat({ max: 8 }), piece, (at, cut, inserted) => {
        writeFileSync(join(dir, 'rhythm.yml'), source.slice(0, at) + inserted + source.slice(at + cut));
        const loaded = loadPlaybook(dir);
        if (loaded.kind === 'ok') return;
        expect(loaded.problems.length).toBeGreaterThan(0);
        for (const { line, column, message } of loaded.problems) {
          expect(line >= 1 && column >= 1).toBe(true);
          expect(message).not.toMatch(/[\n\r]|undefined|\[object/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
