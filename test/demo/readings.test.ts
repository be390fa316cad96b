import { describe, expect, test } from 'vitest';
import { createChance } from '../../src/demo/chance.ts';
import { companyTeams } from '../../src/demo/company.ts';
import { companySeed } from '../../src/demo/index.ts';
import { type DemoTeamName, demoReadings, missingWeek, shiftInWeek } from '../../src/demo/readings.ts';
import { addWeeks, parseIsoWeek } from '../../src/kernel/iso-week.ts';
import {
  combine,
  inUnitShown,
  type Reading,
  ReadingSchema,
  readingSize,
  readingValue,
} from '../../src/kpi/index.ts';
import { loadPlaybook } from '../../src/playbook/index.ts';

const loaded = loadPlaybook('playbook');
if (loaded.kind !== 'ok') throw new Error('the playbook as shipped is not sound');
const { measures, rhythm } = loaded.playbook;
const core = measures.filter(({ enabled }) => enabled);
const teams = companyTeams(rhythm);
const thisWeek = parseIsoWeek('2026-W47');

function readingsOf(name: DemoTeamName) {
  const { channels, owners } = teams[name];
  return demoReadings(name, channels, owners, thisWeek);
}

/** Every week's reading of a whole team, 1 is the oldest. */
function weeksOf(name: DemoTeamName, measure: string): Map<number, Reading> {
  const weeks = new Map<number, Reading>();
  for (let number = 1; number <= 26; number += 1) {
    const week = addWeeks(thisWeek, number - 27);
    const total = combine(
      readingsOf(name)
        .filter((each) => each.measure === measure && each.week === week)
        .map(({ reading }) => reading),
    );
    if (total !== null) weeks.set(number, total);
  }
  return weeks;
}

/** The share over several weeks together. */
function share(weeks: Map<number, Reading>, from: number, to: number): number {
  const total = combine(
    [...weeks].filter(([number]) => number >= from && number <= to).map(([, reading]) => reading),
  );
  return total === null ? Number.NaN : readingValue(total);
}

/** How many standard errors lie between the shares before and from week 17. */
function shift(weeks: Map<number, Reading>): number {
  const sizeOf = (from: number, to: number) =>
    [...weeks].reduce(
      (sum, [number, each]) => sum + (number >= from && number <= to ? readingSize(each) : 0),
      0,
    );
  const [before, after] = [share(weeks, 1, shiftInWeek - 1), share(weeks, shiftInWeek, 26)];
  const all = share(weeks, 1, 26);
  const error = Math.sqrt(all * (1 - all) * (1 / sizeOf(1, shiftInWeek - 1) + 1 / sizeOf(shiftInWeek, 26)));
  return (after - before) / error;
}

describe('the 26 weeks behind the demo company', () => {
  test('are the same each time, and end before the current week', () => {
    expect(readingsOf('support')).toEqual(readingsOf('support'));
    const weeks = readingsOf('support').map(({ week }) => week);
    expect([weeks.at(0), weeks.at(-1)]).toEqual([addWeeks(thisWeek, -26), addWeeks(thisWeek, -1)]);
    expect(new Set(weeks).size).toBe(26);
  });

  test.each(['support', 'sales'] as const)('of %s can be true, by channel and owner', (name) => {
    for (const { measure: id, channel, owner, reading } of readingsOf(name)) {
      const measure = measures.find((each) => each.id === id);
      if (measure === undefined) throw new Error(`the playbook has no ${id}`);
      expect(ReadingSchema.safeParse(reading).success).toBe(true);
      expect(reading.kind).toBe(measure.kind);
      const shown = inUnitShown(measure, readingValue(reading));
      expect(shown).toBeGreaterThanOrEqual(measure.range.min);
      expect(shown).toBeLessThanOrEqual(measure.range.max);
      expect(teams[name].channels).toContain(channel);
      expect(teams[name].owners).toContain(owner);
    }
  });

  test('cover the five measures that are asked for', () => {
    expect(core).toHaveLength(5);
    for (const { id } of core) {
      expect(weeksOf('support', id).size).toBe(26);
      expect(weeksOf('sales', id).size).toBe(25);
      expect(weeksOf('sales', id).has(missingWeek)).toBe(false);
    }
  });

  test('hold one real change: the rework rate of Support from week 17 on', () => {
    expect(shift(weeksOf('support', 'rework_rate'))).toBeGreaterThan(6);
    for (const name of ['support', 'sales'] as const) {
      for (const id of ['completion_rate', 'quality_score', 'conversion_assist', 'rework_rate']) {
        if (name === 'support' && id === 'rework_rate') continue;
        expect(Math.abs(shift(weeksOf(name, id))), `${name} ${id}`).toBeLessThan(2.5);
      }
    }
  });

  test('are small where a small company is small', () => {
    const sizes = readingsOf('sales')
      .filter(({ measure, channel }) => measure === 'quality_score' && channel === 'partner')
      .map(({ reading }) => readingSize(reading));
    expect(Math.min(...sizes)).toBeLessThan(5);
  });
});

describe('chance', () => {
  test('is what it should be on average', () => {
    const chance = createChance(1);
    const draws = Array.from({ length: 4_000 }, () => chance.successes(20, 0.3));
    expect(draws.reduce((sum, each) => sum + each, 0) / 4_000).toBeCloseTo(6, 0);
    const normals = Array.from({ length: 4_000 }, () => chance.normal());
    expect(normals.reduce((sum, each) => sum + each, 0) / 4_000).toBeCloseTo(0, 0);
    expect(normals.reduce((sum, each) => sum + each * each, 0) / 4_000).toBeCloseTo(1, 0);
    expect(Math.min(...Array.from({ length: 1_000 }, () => chance.arrivals(2)))).toBe(0);
  });
});

describe('the demo company', () => {
  const seed = companySeed();

  test('is eight people in three zones, one Slack admin, one guest without a role', () => {
    expect(seed.people).toHaveLength(8);
    expect(new Set(seed.people.map(({ tz }) => tz))).toEqual(
      new Set(['Europe/Berlin', 'Asia/Kolkata', 'America/New_York']),
    );
    expect(seed.people.filter(({ isAdmin }) => isAdmin === true).map(({ name }) => name)).toEqual(['priya']);
    const [guest] = seed.people.filter(({ isRestricted }) => isRestricted === true);
    const holders = Object.values(teams).flatMap(({ details: { people } }) => [
      people.operationsLead,
      people.qaLead,
      people.approver,
      ...people.workflowOwners,
    ]);
    expect(guest?.name).toBe('leo');
    expect(holders).not.toContain(guest?.id);
  });

  test('has every channel its teams use, with the bot and those who hold a role in it', () => {
    for (const { details } of Object.values(teams)) {
      for (const id of Object.values(details.channels)) {
        expect(seed.channels.find((channel) => channel.id === id)).toMatchObject({ botIsMember: true });
      }
      const own = seed.channels.find(({ id }) => id === details.channels.team);
      expect(own?.members).toEqual(
        expect.arrayContaining([
          details.people.operationsLead,
          details.people.qaLead,
          details.people.approver,
        ]),
      );
    }
    expect(seed.channels.filter(({ botIsMember }) => botIsMember !== true).map(({ name }) => name)).toEqual([
      'general',
    ]);
  });
});
