import { rm } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { embeddedDirectory } from '../faults/kill-suite.ts';
import { runSoak } from './soak.ts';

vi.setConfig({ testTimeout: 180_000 });

test('a week of two teams, killed again and again: everything is there once, and nothing is lost', async () => {
  const database = await embeddedDirectory();
  const { wrong, figures } = await runSoak({ database, teams: 2, weeks: 1, kills: 5, processes: 1, seed: 7 });
  expect(wrong).toEqual([]);
  expect(figures['kills']).toBeGreaterThanOrEqual(5);
  if (database.kind === 'embedded') await rm(database.dataDir, { recursive: true });
});
