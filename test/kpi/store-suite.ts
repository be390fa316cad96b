import { describe, expect, test } from 'vitest';
import type { IsoWeek, Work } from '../../src/kernel/index.ts';
import { addWeeks, parseIsoWeek } from '../../src/kernel/iso-week.ts';
import {
  loadReadings,
  type NewReading,
  type Reading,
  storeFirstReadings,
  storeReading,
  teamHistory,
} from '../../src/kpi/index.ts';
import { type Engine, testKernel, useDatabase } from '../kernel/database.ts';

const week = parseIsoWeek('2026-W47');

function entered(parts: Partial<NewReading> = {}): NewReading {
  return {
    teamId: 'team',
    week,
    measure: 'rework_rate',
    channel: '',
    owner: '',
    reading: ratio(5, 50),
    source: 'review',
    enteredBy: 'U1',
    confirmed: false,
    ...parts,
  };
}

function ratio(numerator: number, denominator: number): Reading {
  return { kind: 'ratio', numerator, denominator };
}

function mean(value: number, n: number): Reading {
  return { kind: 'mean', value, n };
}

export function storeSuite(engine: Engine): void {
  const database = useDatabase(engine);
  const work = <T>(run: (work: Work) => Promise<T>) => testKernel(database.get()).kernel.work(run);
  const store = (parts: Partial<NewReading> = {}) => work((unit) => storeReading(unit, entered(parts)));

  describe(`stored readings (${engine})`, () => {
    test('a change is a version more, the same again is none, and nothing is overwritten', async () => {
      expect(await store()).toEqual({ version: 1, isNew: true });
      expect(await store({ enteredBy: 'U2' })).toEqual({ version: 1, isNew: false });
      expect(await store({ reading: ratio(6, 50) })).toEqual({ version: 2, isNew: true });
      expect(await store()).toEqual({ version: 3, isNew: true });
      expect(await database.get().prisma.reading.findMany({ orderBy: { version: 'asc' } })).toMatchObject([
        { version: 1, numerator: 5, enteredBy: 'U1' },
        { version: 2, numerator: 6 },
        { version: 3, numerator: 5 },
      ]);
      const [newest, ...others] = await loadReadings(database.get().prisma, 'team');
      expect(newest).toMatchObject({ version: 3, reading: ratio(5, 50), source: 'review', week });
      expect(others).toEqual([]);
    });

    test('a confirmation of the same number is news once', async () => {
      await store();
      expect(await store({ confirmed: true })).toEqual({ version: 2, isNew: true });
      expect(await store({ confirmed: false })).toEqual({ version: 2, isNew: false });
    });

    test('a ratio that becomes a mean is a change', async () => {
      await store();
      expect(await store({ reading: mean(5, 50) })).toEqual({ version: 2, isNew: true });
      expect((await loadReadings(database.get().prisma, 'team'))[0]?.reading).toEqual(mean(5, 50));
    });

    test('two people who change one reading at once make two versions', async () => {
      await store();
      const { kernel } = testKernel(database.get());
      const outcomes = await Promise.all(
        [6, 7, 8, 9].map((numerator) =>
          kernel.work((unit) => storeReading(unit, entered({ reading: ratio(numerator, 50) }))),
        ),
      );
      expect(outcomes.map(({ version }) => version).toSorted()).toEqual([2, 3, 4, 5]);
    });

    test('what people typed comes back in full precision', async () => {
      await store({ measure: 'response_speed', reading: mean(0.1 + 0.2, 1e12) });
      expect((await loadReadings(database.get().prisma, 'team'))[0]?.reading).toEqual(mean(0.1 + 0.2, 1e12));
    });

    test('is loaded by team, measure and week', async () => {
      const before = addWeeks(week, -1);
      await store({ week: before });
      await store();
      await store({ measure: 'quality_score' });
      await store({ teamId: 'other' });
      const load = async (choice?: { measures?: string[]; upTo?: IsoWeek }) =>
        (await loadReadings(database.get().prisma, 'team', choice)).map(
          (each) => `${each.measure} ${each.week}`,
        );
      expect(await load()).toEqual([`rework_rate ${before}`, `quality_score ${week}`, `rework_rate ${week}`]);
      expect(await load({ measures: ['quality_score'] })).toEqual([`quality_score ${week}`]);
      expect(await load({ upTo: before })).toEqual([`rework_rate ${before}`]);
      expect(await load({ measures: [] })).toEqual([]);
    });
  });

  describe(`a team's history (${engine})`, () => {
    test('adds up channels and owners, unless the whole team has a reading of its own', async () => {
      const [first, second] = [parseIsoWeek('2026-W53'), parseIsoWeek('2027-W01')];
      for (const cell of [
        { week: second, channel: 'email', owner: 'Tom', reading: ratio(9, 90) },
        { week: second, channel: 'chat', owner: 'Tom', reading: ratio(1, 10) },
        { week: first, channel: 'email', owner: 'Tom', reading: ratio(3, 40) },
        { week: first, channel: 'email', owner: 'Mia', reading: ratio(1, 20) },
        { week: second, reading: ratio(12, 100) },
      ]) {
        await store(cell);
      }
      const read = (upTo: IsoWeek) => teamHistory(database.get().prisma, 'team', 'rework_rate', upTo);
      expect(await read(second)).toEqual([
        { week: first, reading: ratio(4, 60) },
        { week: second, reading: ratio(12, 100) },
      ]);
      expect(await read(first)).toEqual([{ week: first, reading: ratio(4, 60) }]);
      expect(await read(parseIsoWeek('2026-W10'))).toEqual([]);
    });

    test('counts the newest version of each cell alone', async () => {
      await store({ channel: 'email', reading: ratio(1, 10) });
      await store({ channel: 'email', reading: ratio(2, 10) });
      await store({ channel: 'chat', reading: ratio(3, 10) });
      expect(await teamHistory(database.get().prisma, 'team', 'rework_rate', week)).toEqual([
        { week, reading: ratio(5, 20) },
      ]);
    });

    test('of three years by channel and owner is stored and read in a moment', async () => {
      const weeks = Array.from({ length: 156 }, (_, index) => addWeeks(week, -index));
      const all = weeks.flatMap((each) =>
        ['email', 'chat', 'phone', 'partner'].flatMap((channel) =>
          ['Tom', 'Mia', 'Ana'].map((owner) => entered({ week: each, channel, owner })),
        ),
      );
      expect(await work((unit) => storeFirstReadings(unit, all))).toBe(1_872);
      expect(await work((unit) => storeFirstReadings(unit, all.slice(0, 5)))).toBe(0);
      const began = performance.now();
      const history = await teamHistory(database.get().prisma, 'team', 'rework_rate', week);
      // Generous, for machines that are busy; it takes about a fiftieth.
      expect(performance.now() - began).toBeLessThan(2_000);
      expect(history).toHaveLength(156);
      expect(history[0]).toEqual({ week: weeks.at(-1), reading: ratio(60, 600) });
    });
  });
}
