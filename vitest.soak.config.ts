import { configDefaults, defineConfig } from 'vitest/config';
import { makeTinyDisk } from './test/soak/tiny-disk.ts';
import { findAvailable } from './test/support/available.ts';

// What takes minutes: `npm run soak`, which the default run is too short for. What the machine lacks is not collected.
const disk = makeTinyDisk(1);
disk?.remove();
const leftOut = [
  ...(findAvailable().postgres.kind === 'none' ? ['**/*.postgres.soak.ts'] : []),
  // Mounting takes root, and a container that lets it.
  ...(disk === undefined ? ['**/disk-full.soak.ts'] : []),
];

export default defineConfig({
  test: {
    include: ['test/**/*.soak.ts'],
    exclude: [...configDefaults.exclude, ...leftOut],
    globalSetup: 'test/support/global-setup.ts',
    setupFiles: 'test/support/setup.ts',
    maxWorkers: 2,
    testTimeout: 1_800_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
});
