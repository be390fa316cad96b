import { describe, expect, test } from 'vitest';
import {
  formatAmount,
  formatDelta,
  formatMovement,
  formatReading,
  formatValue,
} from '../../src/kpi/index.ts';
import { completionRate, mean, ratio, responseSpeed, reworkRate } from './measures.ts';

const saving = { ...responseSpeed, unit: 'EUR', decimals: 2, range: { min: -10_000, max: 10_000 } };

describe('numbers as people see them', () => {
  test('a reading has its unit and its n', () => {
    expect(formatReading(responseSpeed, mean(3.4, 143))).toBe('3.4 h (n = 143)');
    expect(formatReading(completionRate, ratio(111, 122))).toBe('91 % (n = 122)');
    expect(formatReading(responseSpeed, mean(2, 12_345))).toBe('2.0 h (n = 12,345)');
    expect(formatReading(responseSpeed, null)).toBe('– missing');
  });

  test('halves are rounded as on paper, not as in binary', () => {
    expect(formatValue(completionRate, 57 / 200)).toBe('29 %');
    expect(formatValue({ ...responseSpeed, decimals: 2 }, 1.005)).toBe('1.01 h');
  });

  test('negative amounts have a minus sign, and nothing is minus zero', () => {
    expect(formatValue(saving, -1140)).toBe('−1,140.00 EUR');
    expect(formatValue(saving, -0.001)).toBe('0.00 EUR');
  });

  test('a difference has a sign; that of a ratio is in points', () => {
    expect(formatDelta(responseSpeed, -0.7)).toBe('−0.7 h');
    expect(formatDelta(completionRate, 0.03)).toBe('+3 points');
    expect(formatDelta(completionRate, -0.01)).toBe('−1 point');
    expect(formatDelta({ ...completionRate, decimals: 1 }, 0.01)).toBe('+1.0 points');
    expect(formatDelta(completionRate, 0.004)).toBe('no change');
    expect(formatAmount(completionRate, 1)).toBe('1 point');
  });

  test('a movement is better or worse by the direction of its measure', () => {
    expect(formatMovement(completionRate, 0.03)).toBe('▲ better');
    expect(formatMovement(completionRate, -0.03)).toBe('▼ worse');
    expect(formatMovement(reworkRate, 0.03)).toBe('▼ worse');
    expect(formatMovement(responseSpeed, -0.7)).toBe('▲ better');
    expect(formatMovement(responseSpeed, -0.04)).toBe('● same');
  });
});
