import type { Measure } from '../playbook/index.ts';
import { inUnitShown, type Reading, readingSize, readingValue } from './reading.ts';

/** What stands where a reading should be. */
export const missingText = '– missing';

/** A value with its unit, rounded for display: `3.4 h`, `91 %`. Takes a share from 0 to 1 for ratios. */
export function formatValue(measure: Measure, value: number): string {
  return `${decimal(inUnitShown(measure, value), measure.decimals)} ${measure.unit}`;
}

/** A reading as it is always shown, with its n: `3.4 h (n = 143)`; `– missing` for none. */
export function formatReading(measure: Measure, reading: Reading | null): string {
  if (reading === null) return missingText;
  return formatValueAndSize(measure, readingValue(reading), readingSize(reading));
}

/** A value and its n: `91 % (n = 61)`. */
function formatValueAndSize(measure: Measure, value: number, n: number): string {
  return `${formatValue(measure, value)} (n = ${decimal(n, 0)})`;
}

/** A difference with its sign: `−0.7 h`, `+3 points`; `no change` when nothing is left of it at the decimals shown. */
export function formatDelta(measure: Measure, delta: number): string {
  const amount = roundedDelta(measure, delta);
  if (amount === 0) return 'no change';
  return `${amount > 0 ? '+' : '−'}${formatAmount(measure, Math.abs(amount))}`;
}

/** A size of movement in the unit shown, without a sign: `0.7 h`, `1 point`, `3 points`. */
export function formatAmount(measure: Measure, amount: number): string {
  const digits = decimal(amount, measure.decimals);
  if (measure.kind === 'mean') return `${digits} ${measure.unit}`;
  return `${digits} ${digits === '1' ? 'point' : 'points'}`;
}

/** Which way a difference goes for the business, in a word; never a symbol alone. */
export function formatMovement(measure: Measure, delta: number): '▲ better' | '▼ worse' | '● same' {
  const amount = roundedDelta(measure, delta);
  if (amount === 0) return '● same';
  return amount > 0 === (measure.direction === 'higher') ? '▲ better' : '▼ worse';
}

function roundedDelta(measure: Measure, delta: number): number {
  return Number(withoutNoise(inUnitShown(measure, delta)).toFixed(measure.decimals));
}

function decimal(value: number, decimals: number): string {
  const text = withoutNoise(value).toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    signDisplay: 'negative',
  });
  return text.replace('-', '−');
}

/** 57 of 200 is 28.5 %, and not the 28.499999999999996 that binary fractions make of it. */
function withoutNoise(value: number): number {
  return Number(value.toPrecision(14));
}
