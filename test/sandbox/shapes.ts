import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A sample of Slack's answers or payloads, by the name of its file. */
export async function shapeOf(name: string): Promise<unknown> {
  const text = await readFile(join(import.meta.dirname, 'shapes', `${name}.json`), 'utf8');
  return JSON.parse(text);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value;
}

/**
 * Where a value does not fit a shape: a field that the shape does not know, or another JSON type. Null fits
 * anywhere (Slack writes it for what is not there), and an empty object or list in the shape says nothing.
 */
export function misfits(value: unknown, shape: unknown, at = ''): string[] {
  if (value === null || value === undefined) return [];
  if (kindOf(value) !== kindOf(shape)) return [`${at || '/'}: ${kindOf(value)}, not ${kindOf(shape)}`];
  if (Array.isArray(value) && Array.isArray(shape)) {
    return shape.length === 0 ? [] : value.flatMap((item, i) => misfits(item, shape[0], `${at}/${i}`));
  }
  if (kindOf(value) !== 'object' || Object.keys(Object(shape)).length === 0) return [];
  return Object.entries(Object(value)).flatMap(([key, item]) =>
    Object.hasOwn(Object(shape), key)
      ? misfits(item, Reflect.get(Object(shape), key), `${at}/${key}`)
      : [`${at}/${key}: unknown`],
  );
}
