import { expect, test } from 'vitest';
import { newServerDatabase } from '../support/server-database.ts';
import { runSoak, tableOf } from './soak.ts';

test.each([
  { processes: 1, weeks: 4, kills: 75 },
  { processes: 2, weeks: 2, kills: 50 },
  { processes: 3, weeks: 2, kills: 50 },
])(
  '$weeks weeks of 20 teams on a PostgreSQL server, $processes processes, killed $kills times',
  async (options) => {
    const url = await newServerDatabase();
    const seed = 20_261_018 + options.processes;
    const { wrong, figures } = await runSoak({
      database: { kind: 'server', url },
      teams: 20,
      seed,
      ...options,
    });
    process.stdout.write(tableOf(`PostgreSQL, processes: ${options.processes}`, figures));
    expect(wrong).toEqual([]);
    expect(figures['kills']).toBeGreaterThanOrEqual(options.kills);
    if (options.processes === 1) return;
    for (let process = 1; process <= options.processes; process += 1) {
      expect(figures[`share of process ${process}, %`]).toBeGreaterThan(50 / options.processes);
    }
  },
);
