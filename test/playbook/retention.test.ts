import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultRetention, formatProblem, loadPlaybook } from '../../src/playbook/index.ts';

let dir = '';

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'playbook-'));
  cpSync(join(import.meta.dirname, '../../playbook'), dir, { recursive: true });
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

function retention(days: string): unknown {
  writeFileSync(join(dir, 'retention.yml'), `keep_days: { ${days} }\n`);
  const loaded = loadPlaybook(dir);
  return loaded.kind === 'ok' ? loaded.playbook.retention : loaded.problems.map(formatProblem);
}

const rest = 'form_drafts: 90, messages: 180, audit_texts: 365, handled: 7, finished_work: 90';

describe('how long things are kept', () => {
  test('what is shipped says what holds without the file', () => {
    const shipped = loadPlaybook(dir);
    rmSync(join(dir, 'retention.yml'));
    const without = loadPlaybook(dir);
    expect(without).toEqual(shipped);
    expect(without).toMatchObject({ kind: 'ok', playbook: { retention: defaultRetention } });
  });

  test('days or for ever', () => {
    expect(retention(`weeks: 400, ${rest}`)).toEqual({ ...defaultRetention, weeks: 400 });
    expect(retention(`weeks: forever, ${rest}`)).toEqual({ ...defaultRetention, weeks: undefined });
  });

  test.each([
    ['weeks: 30', 'weeks'],
    ['weeks: -1', 'weeks'],
    ['weeks: 1.5', 'weeks'],
    ['weeks: never', 'weeks'],
    ['weeks: 400, months: 3', 'months'],
  ])('a mistake is named with its place: %s', (mistake, field) => {
    expect(retention(`${mistake}, ${rest}`)).toEqual([
      expect.stringMatching(new RegExp(`^retention\\.yml:1:\\d+ .*${field}`)),
    ]);
  });

  test('a kind that is left out is asked for', () => {
    expect(retention('weeks: 400')).toHaveLength(5);
  });
});
