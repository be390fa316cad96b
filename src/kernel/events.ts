import type { z } from 'zod';
import type { JsonObject } from './json.ts';
import type { Work } from './work.ts';

/** A kind of domain event: its name on disk and the shape of its data. */
export interface EventKind<Data extends JsonObject> {
  readonly name: string;
  readonly data: z.ZodType<Data>;
}

/** Who hears what. Rows exist per subscriber, so that one that fails holds up no other. */
export interface Subscription {
  /** Stable id on disk, `slice.verb`. */
  readonly subscriber: string;
  readonly event: string;
  handle(work: Work, data: unknown): Promise<void>;
}

export function defineEvent<Data extends JsonObject>(name: string, data: z.ZodType<Data>): EventKind<Data> {
  return { name, data };
}

/** @param handle runs in the transaction that marks the event as heard; what it throws is tried again. */
export function subscribe<Data extends JsonObject>(
  subscriber: string,
  kind: EventKind<Data>,
  handle: (work: Work, data: Data) => Promise<void>,
): Subscription {
  return { subscriber, event: kind.name, handle: (work, data) => handle(work, kind.data.parse(data)) };
}
