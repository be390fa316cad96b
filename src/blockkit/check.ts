import { isList, isObject, type Json, type JsonObject, pointerTo, UNREADABLE } from './json.ts';
import type { Range, Surface } from './limits.ts';
import type { BlockKitProblem } from './problem.ts';
import { codePoints } from './text.ts';

/**
 * The words in which Slack's rules are written: each function makes a check, and an object's check is a table of its
 * fields. Checks report through the inspection and never throw.
 */
export type Check = (value: Json, at: string, inspection: Inspection) => void;

/** A condition over several fields of an object that has already been checked field by field. */
export type Rule = (value: JsonObject, at: string, inspection: Inspection) => void;

/** One run over one payload: where problems go, and what has to be counted across all its blocks. */
export interface Inspection {
  readonly surface: Surface;
  report(pointer: string, message: string): void;
  /** block_id → where it was first used. */
  readonly blockIds: Map<string, string>;
  /** Where things of a kind were met, in order. */
  readonly found: Record<'focus' | 'input' | 'table' | 'data_visualization', string[]>;
  /** Code points so far. */
  readonly chars: Record<'markdown' | 'data_table', number>;
}

export function newInspection(surface: Surface, problems: BlockKitProblem[]): Inspection {
  return {
    surface,
    report: (pointer, message) => problems.push({ pointer, message }),
    blockIds: new Map(),
    found: { focus: [], input: [], table: [], data_visualization: [] },
    chars: { markdown: 0, data_table: 0 },
  };
}

/** `value` as it reads in a sentence, never longer than a line. */
export function describe(value: Json | undefined): string {
  if (typeof value === 'string') return codePoints(value) <= 40 ? JSON.stringify(value) : 'a longer string';
  if (isList(value)) return `a list of ${value.length}`;
  if (isObject(value)) return 'an object';
  if (value === undefined) return 'nothing';
  return String(value);
}

/** The bounds and the size, as in "1 to 75 characters; got 76"; undefined when the size is inside the bounds. */
export function outside(size: number, { min, max }: Range, unit = ''): string | undefined {
  if ((min === undefined || size >= min) && (max === undefined || size <= max)) return undefined;
  const units = unit && ` ${unit}${(max ?? min) === 1 ? '' : 's'}`;
  const bounds =
    min === undefined ? `at most ${max}` : max === undefined ? `at least ${min}` : `${min} to ${max}`;
  return `${bounds}${units}; got ${size}`;
}

/** A string of so many code points, and of a form when a pattern is given. */
export function string(range: Range = {}, form?: { readonly pattern: RegExp; readonly is: string }): Check {
  return (value, at, { report }) => {
    if (typeof value !== 'string') return report(at, `Must be a string; got ${describe(value)}.`);
    const wrong = outside(codePoints(value), range, 'character');
    if (wrong) return report(at, `Must have ${wrong}.`);
    if (form && !form.pattern.test(value)) report(at, `Must be ${form.is}; got ${describe(value)}.`);
  };
}

/** A string that has something in it. */
export const nonEmpty = string({ min: 1 });

export const boolean: Check = (value, at, { report }) => {
  if (typeof value !== 'boolean') report(at, `Must be true or false; got ${describe(value)}.`);
};

export function number(rule: { readonly above?: number } = {}): Check {
  return (value, at, { report }) => {
    if (typeof value !== 'number') return report(at, `Must be a number; got ${describe(value)}.`);
    if (rule.above !== undefined && value <= rule.above) {
      report(at, `Must be greater than ${rule.above}; got ${value}.`);
    }
  };
}

export function integer(range: Range = {}): Check {
  return (value, at, { report }) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      return report(at, `Must be a whole number; got ${describe(value)}.`);
    }
    const wrong = outside(value, range);
    if (wrong) report(at, `Must be ${wrong}.`);
  };
}

export function oneOf(...allowed: readonly string[]): Check {
  return (value, at, { report }) => {
    if (typeof value !== 'string' || !allowed.includes(value)) {
      const choices = allowed.map((choice) => `"${choice}"`).join(', ');
      report(at, `Must be ${allowed.length > 1 ? 'one of ' : ''}${choices}; got ${describe(value)}.`);
    }
  };
}

/** A list of so many items, each checked. */
export function list(item: Check, range: Range = {}): Check {
  return (value, at, inspection) => {
    if (!isList(value)) return inspection.report(at, `Must be a list; got ${describe(value)}.`);
    const wrong = outside(value.length, range, 'item');
    if (wrong) inspection.report(at, `Must have ${wrong}.`);
    for (const [index, child] of value.entries()) {
      if (child !== UNREADABLE) item(child, pointerTo(at, index), inspection);
    }
  };
}

interface RequiredField {
  readonly required: Check;
}

/** The fields an object may have; every other one is refused. */
export type Fields = Readonly<Record<string, Check | RequiredField>>;

export function required(check: Check): RequiredField {
  return { required: check };
}

/** An object with these fields and no others, then the rules that look at several of them. */
export function object(name: string, fields: Fields, ...rules: readonly Rule[]): Check {
  return (value, at, inspection) => {
    if (!isObject(value))
      return inspection.report(at, `Must be an object (${name}); got ${describe(value)}.`);
    for (const [key, field] of Object.entries(fields)) {
      const child = value[key];
      const here = pointerTo(at, key);
      if (child === undefined) {
        if ('required' in field) inspection.report(here, `Missing: ${name} needs "${key}".`);
      } else if (child !== UNREADABLE) {
        const check = 'required' in field ? field.required : field;
        check(child, here, inspection);
      }
    }
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(fields, key)) {
        inspection.report(pointerTo(at, key), `Unknown field ${describe(key)}: ${name} has no such field.`);
      }
    }
    for (const rule of rules) rule(value, at, inspection);
  };
}

/** One of several objects, told apart by `type`. `allowed` narrows the table to what fits in this place. */
export function byType(
  kind: string,
  table: () => Readonly<Record<string, Check>>,
  allowed?: readonly string[],
): Check {
  return (value, at, inspection) => {
    if (!isObject(value))
      return inspection.report(at, `Must be an object (${kind}); got ${describe(value)}.`);
    const type = value['type'];
    if (type === UNREADABLE) return;
    const checks = table();
    const check = typeof type === 'string' && Object.hasOwn(checks, type) ? checks[type] : undefined;
    if (typeof type !== 'string' || check === undefined) {
      const known = (allowed ?? Object.keys(checks)).join(', ');
      return inspection.report(
        pointerTo(at, 'type'),
        `Unknown type: ${describe(type)}. Known as ${kind}: ${known}.`,
      );
    }
    if (allowed && !allowed.includes(type)) {
      return inspection.report(
        pointerTo(at, 'type'),
        `Not allowed here: "${type}". Known as ${kind}: ${allowed.join(', ')}.`,
      );
    }
    check(value, at, inspection);
  };
}

/** The fields of `keys` that are present. */
function present(value: JsonObject, keys: readonly string[]): readonly string[] {
  return keys.filter((key) => value[key] !== undefined);
}

function quoted(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(', ');
}

export function exactlyOne(...keys: readonly string[]): Rule {
  return (value, at, { report }) => {
    const count = present(value, keys).length;
    if (count !== 1) report(at, `Needs exactly one of ${quoted(keys)}; got ${count}.`);
  };
}

export function atLeastOne(...keys: readonly string[]): Rule {
  return (value, at, { report }) => {
    if (present(value, keys).length === 0) report(at, `Needs at least one of ${quoted(keys)}; got none.`);
  };
}

export function atMostOne(...keys: readonly string[]): Rule {
  return (value, at, { report }) => {
    const count = present(value, keys).length;
    if (count > 1) report(at, `Takes at most one of ${quoted(keys)}; got ${count}.`);
  };
}

/**
 * Adds to a total over the whole payload and reports where it is passed. The first to add is left to its own limit,
 * so that one text that is too long is one problem.
 */
export function addTo(
  total: keyof Inspection['chars'],
  chars: number,
  range: Range,
  at: string,
  inspection: Inspection,
): void {
  const before = inspection.chars[total];
  inspection.chars[total] = before + chars;
  const wrong = before > 0 ? outside(before + chars, range, 'character') : undefined;
  if (wrong) inspection.report(at, `All ${total} blocks together must have ${wrong}.`);
}

/** Two bounds, as numbers or numeric strings, in order. */
export function inOrder(low: string, high: string): Rule {
  return (value, at, { report }) => {
    const lower = bound(value[low]);
    const upper = bound(value[high]);
    if (lower > upper) {
      report(pointerTo(at, low), `"${low}" must not be greater than "${high}"; got ${lower} and ${upper}.`);
    }
  };
}

/** NaN, which is in order with everything, for what is no number (reported by the field's own check). */
function bound(value: Json | undefined): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
}

/** No two items of the list `key` share the same string; for objects, the same string in their field `field`. */
export function distinct(key: string, field?: string): Rule {
  return (value, at, { report }) => {
    const items = value[key];
    if (!isList(items)) return;
    const seen = new Set<string>();
    for (const [index, item] of items.entries()) {
      const name = field === undefined ? item : isObject(item) ? item[field] : undefined;
      if (typeof name !== 'string') continue;
      const here = pointerTo(pointerTo(at, key), index);
      if (seen.has(name)) {
        const what = field === undefined ? 'value' : `"${field}"`;
        report(
          field === undefined ? here : pointerTo(here, field),
          `Each ${what} must be unique here; ${describe(name)} is used twice.`,
        );
      }
      seen.add(name);
    }
  };
}
