import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyIdOf } from '../../src/kernel/vault.ts';
import { endAll, pace, runProgram, startProgram } from './process.ts';

let folder: string;
const [a, b] = [randomBytes(32), randomBytes(32)];
const [oldKey, newKey] = [a.toString('base64'), b.toString('base64')];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pacekeeper-keeping-'));
});

afterEach(async () => {
  await endAll();
  rmSync(folder, { recursive: true, force: true });
});

test('backup, keys and texts beside a running app; restored elsewhere it needs its key', async () => {
  const env = { DATA_DIR: path.join(folder, 'data'), ENCRYPTION_KEY: oldKey };
  const file = path.join(folder, 'pace.backup');
  const app = await startProgram(env);

  expect(await pace(['backup', file], env)).toEqual({
    code: 0,
    stdout: expect.stringMatching(
      new RegExp(
        `^\\d{3,} rows are in .*pace\\.backup, read over and found whole\\.\\n.*encrypted with the key ${keyIdOf(a)}\\. The key is NOT in it`,
      ),
    ),
    stderr: '',
  });
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(existsSync(`${file}.part`)).toBe(false);
  expect(await pace(['restore', file], env)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Stop it first'),
  });
  expect(await pace(['key', 'check'], env)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`Everything is under ${keyIdOf(a)}`),
  });

  const [log, texts] = [path.join(folder, 'log.jsonl'), path.join(folder, 'texts.jsonl')];
  expect((await pace(['audit', 'export', '--out', log, '--texts', texts], env)).code).toBe(0);
  await app.end('SIGTERM');
  const said = /Texts: (\d+) as logged, 0 redacted, 0 changed/;
  const verified = await pace(['audit', 'verify', log, '--texts', texts], {});
  expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(said) });
  const left = readFileSync(texts, 'utf8').split('\n').slice(1).join('\n');
  writeFileSync(texts, left);
  expect(await pace(['audit', 'verify', log, '--texts', texts], {})).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/\*redacted\*\n[\s\S]* 1 redacted, 0 changed/),
  });
  writeFileSync(texts, left.replace('"payload":{', '"payload":{"more":1,'));
  expect(await pace(['audit', 'verify', log, '--texts', texts], {})).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('its text is not what was logged'),
  });

  // To another key, by the running app.
  const rotated = { ...env, ENCRYPTION_KEY: `${newKey},${oldKey}` };
  const again = await startProgram(rotated);
  expect((await pace(['key', 'check'], rotated)).code).toBe(1);
  expect(await pace(['key', 'rotate'], rotated)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`Nothing is under ${keyIdOf(a)} any more`),
  });
  expect((await pace(['key', 'check', '--json'], rotated)).code).toBe(0);
  await again.end('SIGTERM');
  expect(await runProgram(env)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`encrypted with the key ${keyIdOf(b)}`),
  });

  // The backup from before, elsewhere: it knows nothing of the new key.
  const there = { DATA_DIR: path.join(folder, 'there') };
  const restored = await pace(['restore', file], there);
  expect(restored).toMatchObject({ code: 0, stderr: '' });
  expect(restored.stdout).toMatch(/The audit log is sound, head \d+:[0-9a-f]{64}\./);
  expect(restored.stdout).toContain(`set ENCRYPTION_KEY to it before the start`);
  expect(await runProgram(there)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('ENCRYPTION_KEY is not set. Set it to that key.'),
  });
  const moved = await startProgram({ ...there, ENCRYPTION_KEY: oldKey });
  await moved.end('SIGTERM');
  expect(await pace(['restore', file], there)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('This database is not empty'),
  });
}, 120_000);

test('what cannot be is refused with a sentence', async () => {
  const env = { DATA_DIR: path.join(folder, 'data') };
  expect(await pace(['backup', path.join(folder, 'x')], env)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no database in'),
  });
  expect(await pace(['backup', path.join(folder, 'none/x')], env)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('cannot be written to'),
  });
  expect(await pace(['restore', path.join(folder, 'x')], env)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no file'),
  });
  expect(existsSync(path.join(folder, 'x.part'))).toBe(false);
}, 40_000);
