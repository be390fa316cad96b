import { configDefaults, defineConfig } from 'vitest/config';
import { findAvailable } from './test/support/available.ts';

// Which suite needs what is told by its name: `*.postgres.test.ts` needs a PostgreSQL server and `*.browser.test.ts`
// needs Chromium; every other `*.test.ts` runs anywhere. What the machine lacks is not collected, never skipped.
const available = findAvailable();
const leftOut = [
  ...(available.postgres.kind === 'none' ? ['**/*.postgres.test.ts'] : []),
  ...(available.chromium === undefined ? ['**/*.browser.test.ts'] : []),
];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...leftOut],
    globalSetup: 'test/support/global-setup.ts',
    setupFiles: 'test/support/setup.ts',
    maxWorkers: 2,
    // A shared build machine may starve a browser or a process that is killed and started; what needed it is named.
    retry: process.env['CI'] === undefined ? 0 : 1,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
