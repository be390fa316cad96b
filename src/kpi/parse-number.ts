import { largestNumber } from './reading.ts';

export type ParsedNumber =
  | { kind: 'number'; value: number }
  | { kind: 'empty' }
  /** `message` is for the field: what to type instead. */
  | { kind: 'refused'; message: string };

/** The longest number that anybody means, separators included. */
const longestText = 30;

/**
 * The number that a person typed. Accepts a decimal point or comma (`3.4`, `3,4`), thousands set apart by comma, point,
 * blank or apostrophe (`1,234`, `1 234`, `1.234,5`) and a sign. Where one separator with three digits after it could
 * be either, a whole-number field reads thousands and any other field asks. Percentages, letters, units, `1e9` and
 * digits other than 0 to 9 are refused.
 */
export function parseNumber(text: string, { whole = false }: { whole?: boolean } = {}): ParsedNumber {
  const typed = text.trim();
  if (typed === '') return { kind: 'empty' };
  if (typed.length > longestText) return refuse('That is too long for a number.');
  if (typed.includes('%') || typed.includes('٪')) {
    return refuse('Please enter a plain number, not a percentage: it is worked out from the counts.');
  }
  if (/\p{L}/u.test(typed)) return refuse('Please enter digits only, without letters or a unit.');
  if (/(?![0-9])\p{N}/u.test(typed)) return refuse('Please use the digits 0 to 9.');

  const [, sign = '', body = ''] = /^([+\-−]?)\s*(.*)$/su.exec(typed) ?? [];
  const plain = withoutSeparators(body, whole);
  if (plain.kind === 'refused') return plain;
  const size = Number(plain.digits);
  if (whole && !Number.isInteger(size)) return refuse('Please enter a whole number.');
  if (size > largestNumber) return refuse('That number is too large to be right.');
  return { kind: 'number', value: sign === '-' || sign === '−' ? 0 - size : size };
}

/** A number as text that {@link parseNumber} reads back exactly, to prefill a field. */
export function numberForInput(value: number): string {
  const digits = value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 15 });
  // Three decimals could be taken for thousands; a fourth settles it.
  return /^-?[1-9]\d{0,2}\.\d{3}$/.test(digits) ? `${digits}0` : digits;
}

type Plain = { kind: 'plain'; digits: string } | { kind: 'refused'; message: string };

function withoutSeparators(body: string, whole: boolean): Plain {
  const blanks = /^(\d{1,3}(?:[\s'’]\d{3})+)([.,]\d+)?$/u.exec(body);
  if (blanks !== null) return plain(blanks[1] ?? '', blanks[2]);

  const oneSeparator = /^(\d*)[.,](\d+)$/.exec(body);
  if (oneSeparator !== null) {
    const [, before = '', after = ''] = oneSeparator;
    const couldBeThousands = /^[1-9]\d{0,2}$/.test(before) && after.length === 3;
    if (couldBeThousands && whole) return plain(before + after);
    if (couldBeThousands) {
      const asThousands = `${before}${after}`;
      return refuse(
        `"${body}" could be ${asThousands} or ${before}.${after}. Please type ${asThousands} or ${before}.${after}0.`,
      );
    }
    return plain(before === '' ? '0' : before, `.${after}`);
  }
  const thousands =
    /^(\d{1,3}(?:,\d{3})+)(\.\d+)?$/.exec(body) ?? /^(\d{1,3}(?:\.\d{3})+)(,\d+)?$/.exec(body);
  if (thousands !== null) return plain(thousands[1] ?? '', thousands[2]);
  if (/^\d+$/.test(body)) return plain(body);
  return refuse('Please enter a number, such as 12 or 3.4.');
}

function plain(grouped: string, fraction = ''): Plain {
  return { kind: 'plain', digits: grouped.replace(/\D/gu, '') + fraction.replace(',', '.') };
}

function refuse(message: string): { kind: 'refused'; message: string } {
  return { kind: 'refused', message };
}
