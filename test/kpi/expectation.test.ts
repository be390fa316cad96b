import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Expectation, ExpectationSchema, scoreExpectation } from '../../src/kpi/index.ts';
import { completionRate, mean, ratio, responseSpeed } from './measures.ts';

function expecting(direction: Expectation['direction'], size?: number): Expectation {
  return { measure: 'any', direction, mindChanger: '', ...(size === undefined ? {} : { size }) };
}

describe('an expectation against the result', () => {
  test.each([
    ['reached exactly, in spite of binary fractions', expecting('down', 0.9), 3.4, 2.5, 'met'],
    ['more than reached', expecting('down', 0.9), 3.4, 1, 'met'],
    ['half of it', expecting('down', 0.9), 3.4, 2.95, 'partly'],
    ['less than half', expecting('down', 0.9), 3.4, 3, 'not met'],
    ['the other way', expecting('down', 0.9), 3.4, 5, 'not met'],
    ['up, no size', expecting('up'), 3.4, 3.5, 'met'],
    ['up, too little to show', expecting('up'), 3.4, 3.44, 'not met'],
    ['the same, within 5 %', expecting('same'), 10, 10.5, 'met'],
    ['nearly the same', expecting('same'), 10, 10.9, 'partly'],
    ['not the same', expecting('same'), 10, 8.9, 'not met'],
    ['the same within what was allowed', expecting('same', 2), 10, 12, 'met'],
  ])('%s', (_name, expectation, before, after, result) => {
    expect(scoreExpectation(expectation, mean(before), mean(after), responseSpeed).result).toBe(result);
  });

  test('says why', () => {
    expect(scoreExpectation(expecting('down', 0.9), mean(3.4), mean(2.7), responseSpeed)).toEqual({
      result: 'partly',
      why: 'Expected down by 0.9 h, went down by 0.7 h (3.4 h → 2.7 h).',
    });
    expect(scoreExpectation(expecting('same'), ratio(91, 100), ratio(182, 200), completionRate)).toEqual({
      result: 'met',
      why: 'Expected no change, did not move (91 % → 91 %).',
    });
  });

  test('of a ratio is in points', () => {
    const { result, why } = scoreExpectation(
      expecting('up', 3),
      ratio(88, 100),
      ratio(91, 100),
      completionRate,
    );
    expect(result).toBe('met');
    expect(why).toBe('Expected up by 3 points, went up by 3 points (88 % → 91 %).');
  });

  test('is unknown without both readings', () => {
    expect(scoreExpectation(expecting('up'), mean(3), null, responseSpeed)).toEqual({
      result: 'unknown',
      why: 'There is no reading of this week.',
    });
    expect(scoreExpectation(expecting('up'), null, mean(3), responseSpeed).result).toBe('unknown');
  });

  test('up and down are never both met, and more of it is never worse', () => {
    const value = fc.integer({ min: 0, max: 7000 }).map((tenths) => tenths / 10);
    const size = fc.option(
      fc.integer({ min: 1, max: 500 }).map((tenths) => tenths / 10),
      { nil: undefined },
    );
    const rank = ['not met', 'partly', 'met'];
    fc.assert(
      fc.property(value, value, value, size, (before, a, b, amount) => {
        const score = (direction: 'up' | 'down', after: number) =>
          rank.indexOf(
            scoreExpectation(expecting(direction, amount), mean(before), mean(after), responseSpeed).result,
          );
        expect(Math.min(score('up', a), score('down', a))).toBe(0);
        expect(score('up', Math.max(a, b))).toBeGreaterThanOrEqual(score('up', Math.min(a, b)));
      }),
    );
  });

  test('the schema holds the length in characters as people count them', () => {
    const expectation = {
      measure: 'response_speed',
      direction: 'down',
      size: 0.9,
      mindChanger: '🙂'.repeat(500),
    };
    expect(ExpectationSchema.safeParse(expectation).success).toBe(true);
    expect(ExpectationSchema.safeParse({ ...expectation, mindChanger: '🙂'.repeat(501) }).success).toBe(
      false,
    );
    expect(ExpectationSchema.safeParse({ ...expectation, size: 0 }).success).toBe(false);
    expect(ExpectationSchema.safeParse({ ...expectation, size: Number.POSITIVE_INFINITY }).success).toBe(
      false,
    );
  });
});
