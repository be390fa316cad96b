import { describe, expect, test } from 'vitest';
import { checkReading, enterReading } from '../../src/kpi/index.ts';
import { completionRate, mean, ratio, responseSpeed } from './measures.ts';

describe('a reading of a ratio', () => {
  test('of counts that can be true has no problem', () => {
    expect(checkReading(completionRate, ratio(54, 61))).toEqual([]);
    expect(checkReading(completionRate, ratio(0, 1))).toEqual([]);
  });

  test.each([
    [ratio(62, 58), 'numerator', 'Completed (62) cannot be more than started (58).'],
    [ratio(0, 0), 'denominator', 'Started cannot be 0.'],
    [ratio(-1, 5), 'numerator', 'Completed cannot be less than 0.'],
    [ratio(1.5, 5), 'numerator', 'Completed has to be a whole number.'],
    [ratio(1, Number.NaN), 'denominator', 'Started has to be a number.'],
    [ratio(1, Number.POSITIVE_INFINITY), 'denominator', 'Started has to be a number.'],
    [ratio(1, 1e13), 'denominator', 'Started is too large to be right.'],
    [mean(3), 'numerator', 'Completion rate is entered as "Completed" and "Started".'],
  ])('%o is answered at its field', (reading, field, message) => {
    expect(checkReading(completionRate, reading)).toEqual([{ field, message }]);
  });

  test('has a problem in each field that is wrong', () => {
    expect(checkReading(completionRate, ratio(-1, 0)).map(({ field }) => field)).toEqual([
      'numerator',
      'denominator',
    ]);
  });
});

describe('a reading of a mean', () => {
  test.each([
    [mean(-1), 'value', 'Response speed has to be between 0 and 720 h.'],
    [mean(721), 'value', 'Response speed has to be between 0 and 720 h.'],
    [mean(3, 0), 'n', 'Requests answered cannot be 0.'],
    [mean(3, 2.5), 'n', 'Requests answered has to be a whole number.'],
    [ratio(1, 2), 'value', 'Response speed is entered as "Hours to first answer" and "Requests answered".'],
  ])('%o is answered at its field', (reading, field, message) => {
    expect(checkReading(responseSpeed, reading)).toEqual([{ field, message }]);
  });
});

describe('what was typed into the two fields', () => {
  test('becomes a reading', () => {
    expect(enterReading(completionRate, { numerator: '1,054', denominator: '1 061' })).toEqual({
      kind: 'reading',
      reading: ratio(1054, 1061),
    });
    expect(enterReading(responseSpeed, { value: '3,4', n: '143' })).toEqual({
      kind: 'reading',
      reading: mean(3.4, 143),
    });
  });

  test('may be nothing at all', () => {
    expect(enterReading(completionRate, {})).toEqual({ kind: 'empty' });
    expect(enterReading(completionRate, { numerator: ' ', denominator: null })).toEqual({ kind: 'empty' });
  });

  test('may not be half of it', () => {
    expect(enterReading(completionRate, { numerator: '5' })).toEqual({
      kind: 'invalid',
      problems: [{ field: 'denominator', message: 'Started is missing; it is needed with completed.' }],
    });
  });

  test('is answered in every field that cannot be read', () => {
    const entered = enterReading(responseSpeed, { value: 'fast', n: 'many' });
    expect(entered.kind === 'invalid' && entered.problems.map(({ field }) => field)).toEqual(['value', 'n']);
  });

  test('is answered when it cannot be true', () => {
    expect(enterReading(completionRate, { numerator: '62', denominator: '58' })).toEqual({
      kind: 'invalid',
      problems: [{ field: 'numerator', message: 'Completed (62) cannot be more than started (58).' }],
    });
  });
});
