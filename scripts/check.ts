import { spawnSync } from 'node:child_process';

// The one gate. Cheap steps come first, and the first one that fails ends it. `--without-tests` leaves the last step to
// a caller which runs the tests in its own way.
const steps: readonly (readonly [heading: string, command: string, ...args: string[]])[] = [
  ['Format and lint', 'biome', 'check', '.'],
  ['Types', 'tsc', '-p', '.'],
  ["Types of the local workspace's page", 'tsc', '-p', 'sandbox/page'],
  ['Layers and circles', 'vitest', 'run', 'test/architecture'],
  ['Dead exports and dependencies', 'knip'],
  ['Tests', 'vitest', 'run'],
];

const chosen = process.argv.includes('--without-tests') ? steps.slice(0, -1) : steps;

for (const [heading, command, ...args] of chosen) {
  process.stdout.write(`\n── ${heading}: ${[command, ...args].join(' ')}\n`);
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error !== undefined) throw error;
  if (status !== 0) {
    process.stdout.write(`\n── ${heading}: failed\n`);
    process.exit(status ?? 1);
  }
}
process.stdout.write('\n── Everything holds.\n');
