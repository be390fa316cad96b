import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../../src/cli/program.ts';
import { takeLock } from '../../src/kernel/index.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pacekeeper-cli-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function run(args: readonly string[], { stdin = '', environment = {} } = {}) {
  let [stdout, stderr] = ['', ''];
  const code = await runCommand(args, {
    environment: { DATA_DIR: folder, ...environment },
    stdin: (async function* () {
      // In pieces, and in the middle of a character, as a pipe would give it.
      for (const byte of Buffer.from(stdin, 'utf8')) yield Uint8Array.of(byte);
    })(),
    stdout: async (text) => {
      stdout += text;
    },
    stderr: async (text) => {
      stderr += text;
    },
  });
  return { code, stdout, stderr };
}

function file(name: string, text: string): string {
  const at = path.join(folder, name);
  writeFileSync(at, text);
  return at;
}

describe('playbook check', () => {
  test('the playbook as shipped is sound', async () => {
    expect(await run(['playbook', 'check'])).toEqual({
      code: 0,
      stdout: 'The playbook in playbook is sound: 5 of 9 measures are asked for.\n',
      stderr: '',
    });
    expect((await run(['playbook', 'check', '--json'])).stdout).toBe('{"ok":true,"problems":[]}\n');
  });

  test('mistakes are named with file, line and column', async () => {
    file('measures.yml', 'measures:\n  - id: x\n');
    const found = await run(['playbook', 'check', folder]);
    expect(found).toMatchObject({ code: 1, stderr: '' });
    expect(found.stdout).toMatch(/^measures\.yml:2:\d+ /m);
    expect(found.stdout).toContain('rhythm.yml:1:1 This file is missing.');
    const { problems } = JSON.parse((await run(['playbook', 'check', folder, '--json'])).stdout);
    expect(problems[0]).toMatchObject({ file: 'measures.yml', line: 2, message: expect.any(String) });
  });

  test('the folder is PLAYBOOK_DIR where none is given', async () => {
    expect((await run(['playbook', 'check'], { environment: { PLAYBOOK_DIR: folder } })).code).toBe(1);
  });
});

describe('blocks check', () => {
  const sound =
    '{"text":"Grüße 🙂","blocks":[{"type":"section","text":{"type":"plain_text","text":"Grüße 🙂"}}]}';

  test('what Slack takes is fine, from a file and from a pipe', async () => {
    const fine = { code: 0, stdout: '{"ok":true,"errors":[]}\n', stderr: '' };
    expect(await run(['blocks', 'check', file('m.json', sound), '--surface', 'message'])).toEqual(fine);
    expect(await run(['blocks', 'check', '-', '--surface', 'message', '--json'], { stdin: sound })).toEqual(
      fine,
    );
  });

  test('what Slack refuses is named with a pointer', async () => {
    const found = await run(['blocks', 'check', '-', '--surface', 'modal'], {
      stdin: '{"type":"modal","blocks":[]}',
    });
    expect(found).toMatchObject({ code: 1, stderr: '' });
    const { ok, errors } = JSON.parse(found.stdout);
    expect(ok).toBe(false);
    expect(errors).toContainEqual({ pointer: '/title', message: expect.any(String) });
  });

  test.each([
    ['what is no JSON', ['blocks', 'check', '-', '--surface', 'home'], 'What came in is not JSON.\n'],
    [
      'a file that is not there',
      ['blocks', 'check', '/no/such', '--surface', 'home'],
      '/no/such cannot be read.\n',
    ],
    ['no surface', ['blocks', 'check', '-'], "required option '--surface <surface>' not specified"],
    [
      'another surface',
      ['blocks', 'check', '-', '--surface', 'wall'],
      'Allowed choices are message, modal, home.',
    ],
  ])('%s is wrong usage', async (_what, args, words) => {
    const refused = await run(args, { stdin: '{' });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(words);
  });

  test('JSON nested by the hundred thousand is answered', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const found = await run(['blocks', 'check', file('deep.json', deep), '--surface', 'message']);
    expect([1, 2]).toContain(found.code);
  });
});

describe('commands that need the database', () => {
  test.each([[['audit', 'export']], [['demo', 'reset']]])(
    '%j without one make none, and say what to do',
    async (args) => {
      const refused = await run(args);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toMatch(/^There is no database in .* yet\. Start Pacekeeper once/);
    },
  );

  test('migrate makes one, and then finds nothing to do', async () => {
    expect((await run(['migrate'])).stdout).toMatch(/^(Applied \d{14}_\w+\.\n)+$/);
    expect(await run(['migrate'])).toEqual({ code: 0, stdout: 'The database is up to date.\n', stderr: '' });
    expect((await run(['migrate', '--json'])).stdout).toBe('{"applied":[]}\n');
    expect(await run(['audit', 'export'])).toEqual({ code: 0, stdout: '', stderr: 'The log is empty.\n' });
    expect(await run(['demo', 'reset'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is nothing to reset.'),
    });
    const out = path.join(folder, 'no', 'such', 'folder');
    expect(await run(['audit', 'export', '--out', out])).toMatchObject({
      code: 2,
      stderr: `${out} cannot be written to.\n`,
    });
  });

  test('an app that is starting is named', async () => {
    const lock = await takeLock(folder, async () => {
      throw Object.assign(new Error('Pacekeeper is starting.'), { code: 'starting' });
    });
    expect(await run(['migrate'])).toEqual({ code: 2, stdout: '', stderr: 'Pacekeeper is starting.\n' });
    await lock.release();
  });

  test('a wrong environment is told in the same words as by the app', async () => {
    expect(await run(['migrate'], { environment: { DATABASE_URL: 'mysql://x' } })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('DATABASE_URL must start with postgres://'),
    });
  });
});

describe('audit verify', () => {
  test.each([
    ['a head that is none', ['audit', 'verify', '-', '--head', '12'], '--head takes what a snapshot prints'],
    ['a file that is not there', ['audit', 'verify', '/no/such'], '/no/such cannot be read.'],
  ])('%s is wrong usage', async (_what, args, words) => {
    const refused = await run(args);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(words);
  });

  test('an empty log is sound; noise is not', async () => {
    expect((await run(['audit', 'verify', '-', '--json'])).stdout).toBe(
      '{"ok":true,"count":0,"head":null,"problems":[]}\n',
    );
    const noise = await run(['audit', 'verify', '-'], { stdin: 'noise\nmore' });
    expect(noise).toMatchObject({
      code: 1,
      stdout: 'line 1: This line is not JSON.\nline 2: This line is not JSON.\n',
    });
  });
});

describe('the command line itself', () => {
  test('key makes 32 bytes in base64, another each time', async () => {
    const [one, two] = [await run(['key']), await run(['key', '--json'])];
    expect(Buffer.from(one.stdout.trim(), 'base64')).toHaveLength(32);
    expect(JSON.parse(two.stdout).key).not.toBe(one.stdout.trim());
  });

  test.each([
    [['--help'], 'Exit codes: 0 done, 1 something was found, 2 wrong usage'],
    [['audit', 'verify', '--help'], '--head <seq:hash>'],
    [['blocks', 'check', '--help'], '(choices: "message", "modal", "home")'],
    [['help', 'demo'], 'reset'],
  ])('%j helps, and that is no mistake', async (args, words) => {
    const help = await run(args);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout.replaceAll(/\s+/g, ' ')).toContain(words);
  });

  test.each([[[]], [['audit']]])('%j alone shows what there is, as wrong usage', async (args) => {
    const help = await run(args);
    expect(help).toMatchObject({ code: 2, stdout: '' });
    expect(help.stderr).toContain('Commands:');
  });

  test.each([
    [['dance'], "unknown command 'dance'"],
    [['key', '--loud'], "unknown option '--loud'"],
    [['key', 'more'], 'too many arguments'],
    [['audit', 'verify'], "missing required argument 'file'"],
  ])('%j is wrong usage', async (args, words) => {
    const refused = await run(args);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(words);
    expect(refused.stderr).toContain('Add --help');
  });
});
