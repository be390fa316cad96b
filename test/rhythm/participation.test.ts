import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Part, participation, rate } from '../../src/rhythm/participation.ts';

const promptAt = new Date('2026-11-16T08:00:00Z');
const nextPromptAt = new Date('2026-11-18T09:00:00Z');
const snapshotAt = new Date('2026-11-20T15:00:00Z');
const afterwards = new Date('2026-12-01T00:00:00Z');

function part(answeredAt: string | null, excused = false): Part {
  return {
    promptAt,
    nextPromptAt,
    snapshotAt,
    answeredAt: answeredAt === null ? null : new Date(answeredAt),
    excused,
  };
}

const anyInstant = fc
  .integer({ min: -3 * 86_400, max: 10 * 86_400 })
  .map((seconds) => new Date(promptAt.getTime() + seconds * 1000));
const anyPart = fc
  .record({ answeredAt: fc.option(anyInstant), excused: fc.boolean() })
  .map(({ answeredAt, excused }): Part => ({ promptAt, nextPromptAt, snapshotAt, answeredAt, excused }));
const anyState = fc.constantFrom('answered', 'late', 'missed', 'excused', 'waiting' as const);

describe('participation', () => {
  test.each([
    ['before the prompt was posted', '2026-11-15T20:00:00Z', 'answered'],
    ['just in time', '2026-11-18T08:59:59.999Z', 'answered'],
    ['when the next prompt is out', '2026-11-18T09:00:00Z', 'late'],
    ['just before the snapshot', '2026-11-20T14:59:59.999Z', 'late'],
    ['when the snapshot is out', '2026-11-20T15:00:00Z', 'missed'],
    ['never', null, 'missed'],
  ])('an answer %s counts for good', (_when, answeredAt, state) => {
    expect(participation(part(answeredAt), afterwards)).toBe(state);
  });

  test('nobody has missed anything before the cycle closes', () => {
    expect(participation(part(null), promptAt)).toBe('waiting');
    expect(participation(part(null), nextPromptAt)).toBe('waiting');
    expect(participation(part(null), snapshotAt)).toBe('missed');
  });

  test('whoever is away is excused, before, during and after', () => {
    for (const now of [promptAt, snapshotAt, afterwards]) {
      expect(participation(part(null, true), now)).toBe('excused');
    }
  });

  test('time only moves a part from waiting to one final state', () => {
    fc.assert(
      fc.property(anyPart, fc.array(anyInstant, { minLength: 2 }), (given, instants) => {
        const states = instants
          .toSorted((a, b) => a.getTime() - b.getTime())
          .map((now) => participation(given, now));
        const settled = new Set(states.filter((state) => state !== 'waiting'));
        expect(settled.size).toBeLessThanOrEqual(1);
        expect(states.toSorted((a, b) => Number(b === 'waiting') - Number(a === 'waiting'))).toEqual(states);
        expect(participation(given, afterwards)).not.toBe('waiting');
      }),
    );
  });

  test('answered, late and missed divide the time of the answer among them', () => {
    fc.assert(
      fc.property(anyInstant, (answeredAt) => {
        const expected = answeredAt < nextPromptAt ? 'answered' : answeredAt < snapshotAt ? 'late' : 'missed';
        const given = { promptAt, nextPromptAt, snapshotAt, answeredAt, excused: false };
        expect(participation(given, afterwards)).toBe(expected);
      }),
    );
  });
});

describe('the rate of participation', () => {
  test('counts late as taking part', () => {
    expect(rate(['answered', 'late', 'missed', 'excused'])).toBeCloseTo(2 / 3, 12);
  });

  test('is nothing when nobody was asked', () => {
    expect(rate([])).toBeNull();
    expect(rate(['excused', 'excused', 'waiting'])).toBeNull();
  });

  test('does not change with people who are excused', () => {
    fc.assert(
      fc.property(fc.array(anyState), fc.nat({ max: 5 }), (states, excused) => {
        const all = [...states, ...Array.from({ length: excused }, () => 'excused' as const)];
        expect(rate(all)).toBe(rate(states));
        const share = rate(states);
        if (share !== null) expect(share >= 0 && share <= 1).toBe(true);
      }),
    );
  });
});
