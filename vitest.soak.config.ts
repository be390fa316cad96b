import { configDefaults, defineConfig } from 'vitest/config';
import { findAvailable } from './test/support/available.ts';

// What takes minutes: `npm run soak`, which the default run is too short for.
const leftOut = findAvailable().postgres.kind === 'none' ? ['**/*.postgres.soak.ts'] : [];

export default defineConfig({
  test: {
    include: ['test/**/*.soak.ts'],
    exclude: [...configDefaults.exclude, ...leftOut],
    globalSetup: 'test/support/global-setup.ts',
    setupFiles: 'test/support/setup.ts',
    maxWorkers: 2,
    testTimeout: 900_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
