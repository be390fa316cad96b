import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { embeddedDirectory } from '../faults/kill-suite.ts';
import { runSoak, tableOf } from './soak.ts';

test('four weeks of 20 teams on the embedded database, killed 150 times', async () => {
  const database = await embeddedDirectory();
  const { wrong, figures } = await runSoak({
    database,
    teams: 20,
    weeks: 4,
    kills: 150,
    processes: 1,
    seed: 20_261_018,
  });
  process.stdout.write(tableOf('Embedded, one process', figures));
  expect(wrong).toEqual([]);
  expect(figures['kills']).toBeGreaterThanOrEqual(150);
  if (database.kind === 'embedded') await rm(database.dataDir, { recursive: true });
});
