import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listSources, type Module, parseModule, readModule } from './modules.ts';
import { FLOORS, findBreaks, findCircles } from './rules.ts';

const ROOT = join(import.meta.dirname, '../..');
// A check that finds nothing to look at passes for ever, so it must have seen about as much as there is.
const FEWEST = { src: 50, sandbox: 40, imports: 300 };

const modules = listSources(ROOT, ['src', 'sandbox']).map((path) => readModule(ROOT, path));
const outside = listSources(ROOT, ['test', 'scripts', 'bench', 'prisma']).map((path) =>
  readModule(ROOT, path),
);

function breaksOf(files: Record<string, string>): string[] {
  return findBreaks(parsed(files));
}

function parsed(files: Record<string, string>): Module[] {
  return Object.entries(files).map(([path, text]) => parseModule(path, text));
}

describe('the house as it stands', () => {
  test('was seen', () => {
    expect(modules.filter(({ path }) => path.startsWith('src/')).length).toBeGreaterThanOrEqual(FEWEST.src);
    expect(modules.filter(({ path }) => path.startsWith('sandbox/')).length).toBeGreaterThanOrEqual(
      FEWEST.sandbox,
    );
    const known = new Set(modules.map(({ path }) => path));
    const followed = modules.flatMap(({ imports }) => imports).filter(({ target }) => known.has(target));
    expect(followed.length).toBeGreaterThanOrEqual(FEWEST.imports);
  });

  test('imports only point down, to faces, and away from programs', () => {
    expect(findBreaks([...modules, ...outside])).toEqual([]);
  });

  test('has no circles, types counted', () => {
    expect(findCircles(modules)).toEqual([]);
  });
});

describe('the rules notice', () => {
  test.each([
    ['a look upwards', 'src/org/a.ts', "import { x } from '../rhythm/index.ts';", 'only point down'],
    ['a type from above', 'src/org/a.ts', "import type { X } from '../kpi/index.ts';", 'only point down'],
    ['a type in passing', 'src/org/a.ts', "let x: import('../kpi/index.ts').X;", 'only point down'],
    ['a re-export from above', 'src/slack/a.ts', "export * from '../org/index.ts';", 'only point down'],
    ['an import() from above', 'src/slack/a.ts', "await import('../org/index.ts');", 'only point down'],
    ['a computed import()', 'src/slack/a.ts', 'await import(name);', 'computed'],
    ['a neighbour on the floor', 'src/home/a.ts', "import { x } from '../http/index.ts';", 'only point down'],
    ['a way around a face', 'src/rhythm/a.ts', "import { x } from '../org/store.ts';", 'src/org/index.ts'],
    ['a guest in blockkit', 'src/blockkit/a.ts', "import { z } from 'zod';", 'imports nothing'],
    [
      'the product in the sandbox',
      'sandbox/a.ts',
      "import { x } from '../src/kernel/log.ts';",
      'only src/blockkit',
    ],
    [
      'the sandbox in a slice',
      'src/org/a.ts',
      "import type { X } from '../../sandbox/index.ts';",
      'src/demo',
    ],
    ['an eager sandbox', 'src/main.ts', "import { x } from '../sandbox/index.ts';", 'only when it is used'],
    ['a test in the product', 'src/org/a.ts', "import { x } from '../../test/support/a.ts';", 'its making'],
    ['an imported program', 'test/a.test.ts', "import { x } from '../src/main.ts';", 'imports a program'],
    ['an unknown room', 'src/attic/a.ts', '', 'no floor'],
    ['new Date()', 'src/org/a.ts', 'new Date();', 'reads the time'],
    ['Date()', 'src/org/a.ts', 'Date();', 'reads the time'],
    ['Date.now', 'src/org/a.ts', 'const { f } = { f: Date.now };', 'reads the time'],
    ["Date['now']", 'src/org/a.ts', "Date['now']();", 'reads the time'],
    ['process.env', 'src/app.ts', 'process.env.HOME;', 'process.env'],
    ["process['env']", 'src/app.ts', "process['env'];", 'process.env'],
    ['env of node:process', 'src/app.ts', "import { env as e } from 'node:process';", 'process.env'],
  ])('%s', (_name, path, text, complaint) => {
    expect(breaksOf({ [path]: text })).toEqual([expect.stringContaining(complaint)]);
  });

  test('a circle, through a type too, and only once', () => {
    const files = {
      'src/org/a.ts': "import type { B } from './b.ts';",
      'src/org/b.ts': "import { c } from './c.ts';",
      'src/org/c.ts': "export { a } from './a.ts';",
      'src/org/d.ts': "import './a.ts';",
    };
    expect(findCircles(parsed(files))).toEqual(['src/org/a.ts → src/org/b.ts → src/org/c.ts → src/org/a.ts']);
  });

  test('a file that does not parse', () => {
    expect(() => parseModule('src/org/a.ts', 'import {')).toThrow('src/org/a.ts');
  });
});

test('the rules let pass what is meant to be', () => {
  const files = {
    'src/main.ts': "import { x } from './app.ts'; await import('../sandbox/index.ts'); process.env.PORT;",
    'src/cli/main.ts': "import { x } from '../app.ts'; import { y } from './audit.ts';",
    'src/rhythm/a.ts': "import { now } from '../kernel/clock.ts'; import { y } from '../org/index.ts';",
    'src/kernel/clock.ts': 'Date.now(); new Date();',
    'src/org/store.ts': "import { x } from '../../generated/prisma/client.ts'; new Date(0); Date.UTC(2026);",
    'sandbox/a.ts': "import { check } from '../src/blockkit/index.ts';",
  };
  expect(breaksOf(files)).toEqual([]);
  expect(FLOORS.flat()).toEqual([...new Set(FLOORS.flat())]);
});
