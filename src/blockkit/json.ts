import type { BlockKitProblem } from './problem.ts';

/** Stands where the input held something that is no JSON; the problem is already reported, so checks pass over it. */
export const UNREADABLE: unique symbol = Symbol('unreadable');

/** A value as Slack would receive it. Objects have no prototype, so that every key is data. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject | typeof UNREADABLE;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Deeper than any block can nest (about 12); message metadata is the only free-form part. */
const MAX_DEPTH = 64;

/** More values than fit in any payload Slack takes; stops hostile lists and shared references that fan out. */
const MAX_VALUES = 200_000;

/** A copy of the input as plain JSON, with one problem for each part that is not JSON. */
export interface Snapshot {
  readonly value: Json;
  readonly problems: readonly BlockKitProblem[];
}

/** `parent` followed by `key`, escaped as RFC 6901 says. */
export function pointerTo(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/**
 * Reads `input` once, property by property, into plain JSON. Never throws: a getter or proxy that does becomes a
 * problem, as do cycles, functions, symbols, BigInts, NaN, holes in lists and objects of a class. Properties whose
 * value is undefined are left out, as `JSON.stringify` leaves them out.
 */
export function snapshot(input: unknown): Snapshot {
  const problems: BlockKitProblem[] = [];
  const ancestors = new Set<object>();
  let seen = 0;

  function refuse(pointer: string, message: string): typeof UNREADABLE {
    problems.push({ pointer, message });
    return UNREADABLE;
  }

  function read(value: unknown, at: string): Json {
    seen += 1;
    if (seen > MAX_VALUES) {
      return seen === MAX_VALUES + 1
        ? refuse(at, `The payload holds more than ${MAX_VALUES} values and was not checked any further.`)
        : UNREADABLE;
    }
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) ? value : refuse(at, `Must be a finite number; got ${value}.`);
      case 'object':
        return value === null ? null : readObject(value, at);
      default:
        return refuse(at, `Must be a JSON value; got ${typeof value}.`);
    }
  }

  function readObject(value: object, at: string): Json {
    if (ancestors.has(value)) return refuse(at, 'Contains itself, so it cannot be sent as JSON.');
    if (ancestors.size >= MAX_DEPTH) return refuse(at, `Nested more than ${MAX_DEPTH} levels deep.`);
    ancestors.add(value);
    try {
      if (Array.isArray(value)) return readList(value, at);
      if (!isPlain(value)) return refuse(at, 'Must be a plain JSON object; got an instance of a class.');
      return readFields(value, at);
    } catch {
      // A getter or a proxy threw. What it threw is not ours to print.
      return refuse(at, 'Could not be read: a property or proxy threw an error.');
    } finally {
      ancestors.delete(value);
    }
  }

  function readList(list: readonly unknown[], at: string): Json {
    const length = list.length;
    if (length > MAX_VALUES) return refuse(at, `A list of ${length} items is too long to be checked.`);
    const copy: Json[] = [];
    for (let index = 0; index < length && seen <= MAX_VALUES; index += 1) {
      copy.push(readProperty(list, index, pointerTo(at, index)));
    }
    return copy;
  }

  function readFields(source: object, at: string): Json {
    const copy: Record<string, Json> = Object.create(null);
    for (const key of Object.keys(source)) {
      if (seen > MAX_VALUES) break;
      const here = pointerTo(at, key);
      const descriptor = Object.getOwnPropertyDescriptor(source, key);
      if (descriptor !== undefined && 'value' in descriptor && descriptor.value === undefined) continue;
      copy[key] = readProperty(source, key, here);
    }
    return copy;
  }

  function readProperty(source: object, key: string | number, at: string): Json {
    let value: unknown;
    try {
      value = Reflect.get(source, key);
    } catch {
      return refuse(at, 'Could not be read: a property or proxy threw an error.');
    }
    return read(value, at);
  }

  return { value: read(input, ''), problems };
}

/** Whether the prototype is absent or an `Object.prototype`, of this realm or another. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
