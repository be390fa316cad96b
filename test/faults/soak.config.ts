import { defineConfig } from 'vitest/config';

// What takes minutes: `vitest run --config test/faults/soak.config.ts`. Not part of the default run.
export default defineConfig({
  test: {
    include: ['test/**/*.soak.ts'],
    globalSetup: 'test/support/global-setup.ts',
    setupFiles: 'test/support/setup.ts',
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
