import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberForInput, parseNumber } from '../../src/kpi/index.ts';

describe('numbers that people type', () => {
  test.each<[string, number]>([
    ['143', 143],
    [' 143 ', 143],
    ['007', 7],
    ['3.4', 3.4],
    ['3,4', 3.4],
    ['.5', 0.5],
    ['0,125', 0.125],
    ['1 234', 1234],
    ['1\u00a0234,5', 1234.5],
    ['1\u202f234', 1234],
    ["1'234", 1234],
    ['1’234.5', 1234.5],
    ['1,234,567', 1_234_567],
    ['1.234.567', 1_234_567],
    ['1,234.5', 1234.5],
    ['1.234,5', 1234.5],
    ['1.2340', 1.234],
    ['-3.5', -3.5],
    ['−3.5', -3.5],
    ['+2', 2],
    ['-0', 0],
    ['1000000000000', 1e12],
  ])('"%s" is %d', (text, value) => {
    expect(parseNumber(text)).toEqual({ kind: 'number', value });
  });

  test('one separator before three digits is asked about, with both ways to say it', () => {
    for (const text of ['1,234', '1.234']) {
      expect(parseNumber(text)).toEqual({
        kind: 'refused',
        message: `"${text}" could be 1234 or 1.234. Please type 1234 or 1.2340.`,
      });
    }
  });

  test('where only a whole number makes sense it is read as thousands', () => {
    expect(parseNumber('1,234', { whole: true })).toEqual({ kind: 'number', value: 1234 });
    expect(parseNumber('1.234', { whole: true })).toEqual({ kind: 'number', value: 1234 });
    expect(parseNumber('3.4', { whole: true })).toEqual({
      kind: 'refused',
      message: 'Please enter a whole number.',
    });
    expect(parseNumber('0.125', { whole: true }).kind).toBe('refused');
  });

  test.each([
    ['91%', 'Please enter a plain number, not a percentage: it is worked out from the counts.'],
    ['91 %', 'Please enter a plain number, not a percentage: it is worked out from the counts.'],
    ['3.4 h', 'Please enter digits only, without letters or a unit.'],
    ['about 60', 'Please enter digits only, without letters or a unit.'],
    ['NaN', 'Please enter digits only, without letters or a unit.'],
    ['Infinity', 'Please enter digits only, without letters or a unit.'],
    ['1e999', 'Please enter digits only, without letters or a unit.'],
    ['0x10', 'Please enter digits only, without letters or a unit.'],
    ['١٢٣', 'Please use the digits 0 to 9.'],
    ['१२', 'Please use the digits 0 to 9.'],
    ['５８', 'Please use the digits 0 to 9.'],
    ['½', 'Please use the digits 0 to 9.'],
    ['5²', 'Please use the digits 0 to 9.'],
    ['∞', 'Please enter a number, such as 12 or 3.4.'],
    ['1,23,456', 'Please enter a number, such as 12 or 3.4.'],
    ['1 23', 'Please enter a number, such as 12 or 3.4.'],
    ['1.2.3', 'Please enter a number, such as 12 or 3.4.'],
    ['1,234.567,8', 'Please enter a number, such as 12 or 3.4.'],
    ['5.', 'Please enter a number, such as 12 or 3.4.'],
    ['--5', 'Please enter a number, such as 12 or 3.4.'],
    ['(5)', 'Please enter a number, such as 12 or 3.4.'],
    ['-', 'Please enter a number, such as 12 or 3.4.'],
    ['12\u0000', 'Please enter a number, such as 12 or 3.4.'],
    ['$5', 'Please enter a number, such as 12 or 3.4.'],
    ['1000000000001', 'That number is too large to be right.'],
    ['9'.repeat(400), 'That is too long for a number.'],
  ])('"%s" is refused with a way out', (text, message) => {
    expect(parseNumber(text)).toEqual({ kind: 'refused', message });
  });

  test('nothing is nothing, not zero', () => {
    expect(parseNumber('')).toEqual({ kind: 'empty' });
    expect(parseNumber(' \u00a0 ')).toEqual({ kind: 'empty' });
  });

  test('whatever is typed gives a finite number, a message or nothing', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(..."0123456789.,-+ '’\u00a0e%") }),
    );
    fc.assert(
      fc.property(typed, fc.boolean(), (text, whole) => {
        const parsed = parseNumber(text, { whole });
        if (parsed.kind === 'number') expect(Math.abs(parsed.value)).toBeLessThanOrEqual(1e12);
        if (parsed.kind === 'number' && whole) expect(Number.isInteger(parsed.value)).toBe(true);
        if (parsed.kind === 'refused') expect(parsed.message).toMatch(/\.$/);
      }),
      { numRuns: 1000 },
    );
  });

  test('a prefilled number is read back as it was', () => {
    const anyNumber = fc.oneof(
      fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => value / 1000),
      fc.integer({ min: 0, max: 1e12 }),
    );
    fc.assert(
      fc.property(anyNumber, (value) => {
        expect(parseNumber(numberForInput(value))).toEqual({ kind: 'number', value: value + 0 });
      }),
      { numRuns: 1000 },
    );
  });
});
