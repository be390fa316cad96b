import type { JsonObject } from './json.ts';

/** How long Slack waits for the app's answer to anything it sends. */
export const ACK_LIMIT_MS = 3_000;

export type EnvelopeKind = 'events_api' | 'interactive' | 'slash_commands';

export type FailureReason =
  | 'http_timeout'
  | 'http_error'
  | 'connection_failed'
  | 'timeout'
  | 'not_connected'
  | 'not_enabled'
  | 'not_installed';

export interface Retry {
  num: number;
  reason: FailureReason;
}

export type Outcome =
  /** `body`: what the app put into its answer, parsed; undefined when it was empty. */
  | { kind: 'acked'; body: unknown }
  /** `late` resolves when the ack comes after all; it may never. */
  | { kind: 'failed'; reason: FailureReason; noRetry?: boolean; late?: Promise<void> };

/** A way to the app: Socket Mode or HTTP. Never rejects. */
export interface Transport {
  readonly name: 'socket' | 'http';
  deliver(kind: EnvelopeKind, payload: JsonObject, retry?: Retry): Promise<Outcome>;
}
