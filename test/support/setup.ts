import { format } from 'node:util';
import fc from 'fast-check';
import { afterAll, afterEach, expect } from 'vitest';

// A build that is red has to be red again; everywhere else each run looks at new cases. FC_SEED chooses a seed by hand.
const seed = process.env['FC_SEED'] ?? (process.env['CI'] === undefined ? undefined : '20261120');
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });

// An error or a warning on the console that no test asked for is a failure. A test which expects one replaces the
// method itself (`vi.spyOn(console, 'error')`). Unhandled rejections fail the run without help from here.
const unexpected: string[] = [];

for (const level of ['error', 'warn'] as const) {
  console[level] = (...values: unknown[]) => {
    unexpected.push(`console.${level}: ${format(...values)}`);
  };
}

function expectQuietConsole(): void {
  expect(unexpected.splice(0), 'unexpected output on the console').toEqual([]);
}

afterEach(expectQuietConsole);
afterAll(expectQuietConsole);
