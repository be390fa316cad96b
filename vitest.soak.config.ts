import { defineConfig } from 'vitest/config';

// What takes minutes: `npm run soak`. Not part of the default run.
export default defineConfig({
  test: {
    include: ['test/**/*.soak.ts'],
    globalSetup: 'test/support/global-setup.ts',
    setupFiles: 'test/support/setup.ts',
    maxWorkers: 2,
    testTimeout: 900_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
