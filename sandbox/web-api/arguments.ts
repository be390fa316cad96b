import { isObject, type JsonObject, parseJson } from '../json.ts';
import { SlackApiError } from '../slack-error.ts';

/** A call's arguments. From a form every value is a string, and lists and objects are JSON in one. */
export type Arguments = JsonObject;

/** The argument as text; undefined when it is absent or empty. */
export function text(args: Arguments, key: string): string | undefined {
  const value = args[key];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** @throws SlackApiError `invalid_arguments` when it is missing. */
export function required(args: Arguments, key: string): string {
  const value = text(args, key);
  if (value === undefined) throw invalid(`missing required field: ${key}`);
  return value;
}

export function flag(args: Arguments, key: string): boolean {
  const value = args[key];
  return value === true || value === 'true' || value === '1' || value === 1;
}

/** A list or object; undefined when absent. @throws SlackApiError with `error` when it is not JSON. */
export function json(args: Arguments, key: string, error: string): unknown {
  const value = args[key];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') return value;
  const parsed = parseJson(value);
  if (parsed === undefined) throw new SlackApiError(error);
  return parsed;
}

/** An object argument. @throws SlackApiError with `error` when it is anything else. */
export function object(args: Arguments, key: string, error: string): JsonObject | undefined {
  const value = json(args, key, error);
  if (value === undefined || isObject(value)) return value;
  throw new SlackApiError(error);
}

/** Ids separated by commas, or a list of them. */
export function ids(args: Arguments, key: string): string[] {
  const value = args[key];
  const list = Array.isArray(value) ? value.map(String) : (text(args, key) ?? '').split(',');
  return list.map((id) => id.trim()).filter((id) => id !== '');
}

/** `limit`, between 1 and `most`. @throws SlackApiError `invalid_limit`. */
export function limitOf(args: Arguments, standard: number, most: number): number {
  const value = text(args, 'limit');
  // Slack reads 0 as "not given".
  if (value === undefined || value === '0') return standard;
  const limit = Number(value);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) throw new SlackApiError('invalid_limit');
  return limit;
}

/** What a cursor carries; undefined without one. @throws SlackApiError `invalid_cursor`. */
export function cursorOf(args: Arguments): string | undefined {
  const value = text(args, 'cursor');
  if (value === undefined) return undefined;
  const plain = Buffer.from(value, 'base64').toString();
  if (!plain.startsWith('next:')) throw new SlackApiError('invalid_cursor');
  return plain.slice('next:'.length);
}

/** `response_metadata` with the cursor of the next page, empty on the last one. */
export function nextCursor(next: string | null): JsonObject {
  return { next_cursor: next === null ? '' : Buffer.from(`next:${next}`).toString('base64') };
}

/** One page of a list, by position. */
export function page<T>(args: Arguments, list: T[], limit: number): { items: T[]; metadata: JsonObject } {
  const start = Number(cursorOf(args) ?? 0);
  if (!Number.isInteger(start)) throw new SlackApiError('invalid_cursor');
  const end = start + limit;
  return { items: list.slice(start, end), metadata: nextCursor(end < list.length ? String(end) : null) };
}

export function invalid(message: string): SlackApiError {
  return new SlackApiError('invalid_arguments', { response_metadata: { messages: [`[ERROR] ${message}`] } });
}
