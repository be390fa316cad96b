import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type AuditProblemKind,
  auditPages,
  exportAudit,
  parseHead,
  verifyAudit,
  verifyTexts,
} from '../../src/governance/index.ts';
import { testKernel, useDatabase } from '../kernel/database.ts';

const database = useDatabase('embedded');
let lines: string[];
let head: string;

beforeEach(async () => {
  const { kernel } = testKernel(database.get());
  for (let number = 1; number <= 6; number += 1) {
    await kernel.work(async (work) => {
      work.audit({
        actor: `U${number}`,
        action: 'thing.done',
        subject: `thing:${number}`,
        data: { number, list: ['ü', { deep: null }] },
        ...(number % 2 === 0 ? { texts: { note: `note ${number}` } } : {}),
      });
    });
  }
  let written = '';
  const exported = await exportAudit(auditPages(database.get().prisma), async (text) => {
    written += text;
  });
  lines = written.trimEnd().split('\n');
  head = exported.head ?? '';
});

const kinds = async (changed: readonly string[], expected?: string) => {
  const parsed = expected === undefined ? undefined : parseHead(expected);
  const verdict = await verifyAudit(changed, parsed === undefined ? {} : { head: parsed });
  return verdict.problems.map(({ kind, line, seq }): [AuditProblemKind, number | null, number | null] => [
    kind,
    line,
    seq,
  ]);
};

function edit(index: number, change: (event: Record<string, unknown>) => Record<string, unknown>): string[] {
  return lines.map((line, at) => (at === index ? JSON.stringify(change(JSON.parse(line))) : line));
}

describe('the export', () => {
  test('has one event a line, with the fields in their order', () => {
    expect(lines).toHaveLength(6);
    expect(Object.keys(JSON.parse(lines[0] ?? ''))).toEqual([
      'seq',
      'at',
      'actor',
      'action',
      'subject',
      'data',
      'prev',
      'hash',
    ]);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      seq: 1,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      prev: '0'.repeat(64),
    });
    expect(lines.join('')).not.toContain('note 2');
  });

  test('of a long log comes whole, page by page', async () => {
    const { kernel } = testKernel(database.get());
    await kernel.work(async (work) => {
      for (let each = 0; each < 1_000; each += 1)
        work.audit({ actor: 'U', action: 'a.done', subject: `x:${each}` });
    });
    const pages: string[] = [];
    const { count } = await exportAudit(
      auditPages(database.get().prisma),
      async (text) => void pages.push(text),
    );
    expect([count, pages.length]).toEqual([1_006, 3]);
    expect(await verifyAudit(pages.join('').trimEnd().split('\n'))).toMatchObject({ ok: true, count: 1_006 });
  });
});

describe('verifying', () => {
  test('a sound log is sound, and says where it ends', async () => {
    expect(await verifyAudit(lines)).toEqual({ ok: true, count: 6, head, problems: [] });
    expect(await kinds(lines, head)).toEqual([]);
    expect(await kinds(lines, `${head.slice(0, 10)}…`)).toEqual([]);
  });

  test('an empty log is sound, unless a head says that it was not empty', async () => {
    expect(await verifyAudit([])).toEqual({ ok: true, count: 0, head: null, problems: [] });
    expect(await kinds([], head)).toEqual([['head', null, 6]]);
  });

  test.each([
    ['at', '2020-01-01T00:00:00.000Z'],
    ['actor', 'U999'],
    ['action', 'thing.undone'],
    ['subject', 'thing:999'],
    ['data', { number: 3, list: ['u', { deep: null }] }],
    ['hash', 'f'.repeat(64)],
  ])('a changed "%s" is found at its line', async (field, value) => {
    const found = await kinds(edit(2, (event) => ({ ...event, [field]: value })));
    expect(found[0]).toEqual(['hash', 3, 3]);
  });

  test('a changed "prev" and a changed "seq" are found at their line', async () => {
    expect(await kinds(edit(2, (event) => ({ ...event, prev: 'f'.repeat(64) })))).toEqual([
      ['prev', 3, 3],
      ['hash', 3, 3],
    ]);
    expect((await kinds(edit(2, (event) => ({ ...event, seq: 9 }))))[0]).toEqual(['gap', 3, 9]);
  });

  test('an event that is missing, repeated, or in another place is found', async () => {
    expect(await kinds(lines.toSpliced(2, 1))).toEqual([['gap', 3, 4]]);
    expect((await kinds(lines.toSpliced(2, 0, lines[1] ?? '')))[0]).toEqual(['gap', 3, 2]);
    expect((await kinds(lines.toReversed()))[0]).toEqual(['gap', 1, 6]);
    expect((await kinds(lines.slice(1)))[0]).toEqual(['gap', 1, 2]);
  });

  test('a tail that was cut off shows against a head, and only then', async () => {
    expect(await kinds(lines.slice(0, 4))).toEqual([]);
    expect(await kinds(lines.slice(0, 4), head)).toEqual([['head', null, 6]]);
  });

  test('a log that was written anew shows against a head, and only then', async () => {
    const { kernel } = testKernel(database.get());
    const { createHash } = await import('node:crypto');
    const { canonicalJson } = await import('../../src/kernel/audit.ts');
    let prev = '0'.repeat(64);
    const anew = lines.map((line) => {
      const {
        hash: _old,
        prev: _before,
        ...event
      } = { ...JSON.parse(line), actor: kernel.clock.now().toISOString() };
      const hash = createHash('sha256')
        .update(prev + canonicalJson(event))
        .digest('hex');
      const written = JSON.stringify({ ...event, prev, hash });
      prev = hash;
      return written;
    });
    expect(await kinds(anew)).toEqual([]);
    expect(await kinds(anew, head)).toEqual([['head', null, 6]]);
  });

  test('a log that went on since the head was printed is sound', async () => {
    const { hash } = JSON.parse(lines[3] ?? '');
    expect(await kinds(lines, `4:${hash}`)).toEqual([]);
  });

  test.each([
    ['no JSON', '{"seq":'],
    ['nothing', ''],
    ['a list', '[]'],
    [
      'a field too many',
      '{"seq":1,"at":"","actor":"","action":"","subject":"","data":{},"prev":"","hash":"","more":1}',
    ],
    [
      'a number as text',
      '{"seq":"1","at":"","actor":"","action":"","subject":"","data":{},"prev":"","hash":""}',
    ],
  ])('a line with %s is malformed, and named', async (_what, line) => {
    const verdict = await verifyAudit(lines.toSpliced(2, 1, line));
    expect(verdict.problems[0]).toMatchObject({ kind: 'malformed', line: 3 });
    expect(verdict.problems[1]).toMatchObject({ kind: 'gap', line: 4, seq: 4 });
  });

  test('half of a surrogate pair has no hash, and does not stop the rest', async () => {
    const found = await kinds(edit(1, (event) => ({ ...event, data: { half: '\ud800' } })));
    expect(found).toEqual([['hash', 2, 2]]);
  });

  test('whatever it is fed, it answers, and finds no soundness in noise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.json()), { minLength: 1 }), async (noise) => {
        expect((await verifyAudit(noise)).ok).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});

test.each([
  ['12:9f3c', { seq: 12, hash: '9f3c' }],
  ['12:9F3C…', { seq: 12, hash: '9f3c' }],
  [' 12:9f3c... ', { seq: 12, hash: '9f3c' }],
  ['12', undefined],
  ['12:9f', undefined],
  ['x:9f3c', undefined],
  ['12:zzzz', undefined],
  [`1:${'a'.repeat(65)}`, undefined],
])('a head is read: %s', (text, expected) => {
  expect(parseHead(text)).toEqual(expected);
});

describe('the texts beside the log', () => {
  test('are as logged', async () => {
    expect(await verifyTexts(database.get().prisma)).toEqual({
      ok: true,
      count: 3,
      redacted: [],
      changed: [],
      added: [],
    });
  });

  test('that were erased are named, and that is allowed', async () => {
    await database.get().prisma.auditText.delete({ where: { seq: 4 } });
    expect(await verifyTexts(database.get().prisma)).toMatchObject({ ok: true, redacted: [4], changed: [] });
    expect(await kinds(lines, head)).toEqual([]);
  });

  test('that were changed or slipped in are found', async () => {
    const { prisma } = database.get();
    const { salt } = await prisma.auditText.findUniqueOrThrow({ where: { seq: 2 } });
    await prisma.auditText.update({ where: { seq: 2, salt }, data: { payload: { note: 'another' } } });
    await prisma.auditText.create({ data: { seq: 3, salt: 's', payload: { note: 'never said' } } });
    expect(await verifyTexts(prisma)).toMatchObject({ ok: false, changed: [2], added: [3] });
  });
});
