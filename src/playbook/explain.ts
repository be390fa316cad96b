import { z } from 'zod';

/**
 * What zod found, as the rest of a sentence that begins with the key. An issue about several unknown keys gets one line
 * for each. Nothing for issues that bring words of their own.
 */
export function explain(issue: z.core.$ZodRawIssue): string | undefined {
  const value = issue.input;
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? 'is missing'
        : `has to be ${nounFor(issue.expected)}, not ${describe(value)}`;
    case 'invalid_value':
      return choice(value, issue.values.map(String));
    case 'invalid_union': {
      const key = issue.discriminator;
      const chosen = Object.entries(value ?? {}).find(([name]) => name === key)?.[1];
      return choice(chosen, Array.isArray(issue.options) ? issue.options.map(String) : []);
    }
    case 'unrecognized_keys': {
      const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
      return issue.keys.map((key) => `is not a key that is known here${didYouMean(key, known)}`).join('\n');
    }
    case 'too_small':
      return issue.origin === 'array'
        ? `needs at least ${issue.minimum} ${issue.minimum === 1 ? 'entry' : 'entries'}`
        : `has to be ${issue.minimum} or more`;
    case 'too_big':
      if (issue.origin === 'array') return `must not have more than ${issue.maximum} entries`;
      return issue.origin === 'string'
        ? `must not be longer than ${issue.maximum} characters`
        : `has to be ${issue.maximum} or less`;
    default:
      return undefined;
  }
}

function choice(value: unknown, allowed: readonly string[]): string {
  if (value === undefined) return 'is missing';
  return `has to be ${oneOf(allowed)}, not ${describe(value)}${didYouMean(String(value), allowed)}`;
}

/** `; did you mean "name"?` when one of `known` is a slip of the finger away, otherwise nothing. */
function didYouMean(typed: string, known: readonly string[]): string {
  const close = known
    .map((name) => ({ name, distance: editDistance(typed.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0];
  return close === undefined ? '' : `; did you mean "${close.name}"?`;
}

/** A value as people would point at it: cut short, and never anything that breaks a line. */
export function describe(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of keys';
  if (typeof value !== 'string') return String(value);
  const characters = [...value.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')];
  return characters.length > 40 ? `"${characters.slice(0, 40).join('')}…"` : `"${characters.join('')}"`;
}

function nounFor(expected: string): string {
  const nouns: Record<string, string> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a group of keys',
  };
  return nouns[expected] ?? expected;
}

function oneOf(values: readonly string[]): string {
  const last = values.at(-1) ?? '';
  return values.length < 2 ? last : `${values.slice(0, -1).join(', ')} or ${last}`;
}

/** Levenshtein's distance, for words of a few letters. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 8 || a.length > 60) return Number.POSITIVE_INFINITY;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
