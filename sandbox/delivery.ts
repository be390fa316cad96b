import type { BlockKitProblem } from './blocks.ts';
import { HttpDelivery } from './http-delivery.ts';
import type { JsonObject } from './json.ts';
import { realNow } from './real-time.ts';
import { Ring } from './ring.ts';
import type { SocketMode } from './socket-mode.ts';
import type { EnvelopeKind, FailureReason, Outcome, Retry, Transport } from './transport.ts';

/** Slack retries an event that was not taken: at once, after about a minute, after about five. */
const RETRY_AFTER_MS = [0, 60_000, 300_000];

/** One attempt to hand something to the app, as the control API shows it. */
export interface DeliveryRecord {
  /** ISO, by the workspace's clock. */
  at: string;
  kind: EnvelopeKind;
  via: 'socket' | 'http';
  payload: JsonObject;
  acked: boolean;
  ms: number;
  /** What the app answered with. */
  answer?: unknown;
  reason?: FailureReason;
  retry?: Retry;
  /** The error string of an answer that Slack would refuse. */
  error?: string;
  /** Why Slack would refuse the view or message in the app's answer. */
  problems?: BlockKitProblem[];
}

export interface Ack {
  acked: boolean;
  /** Real milliseconds until the answer, or until it was given up. */
  ms: number;
  body: unknown;
  reason?: FailureReason;
  record: DeliveryRecord;
}

/** Everything that goes from the workspace to the app, over Socket Mode or to a request URL. */
export class Delivery {
  readonly log = new Ring<DeliveryRecord>(2_000);
  readonly #socket: SocketMode;
  readonly #now: () => number;
  readonly #secret: string;
  #http: HttpDelivery | null = null;
  #duplicates = 0;
  #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(options: { socket: SocketMode; now: () => number; signingSecret: string }) {
    this.#socket = options.socket;
    this.#now = options.now;
    this.#secret = options.signingSecret;
  }

  /** With a URL everything goes there, signed; without one it goes over Socket Mode. */
  setRequestUrl(url: string | undefined): void {
    this.#http = url === undefined ? null : new HttpDelivery(url, this.#secret);
  }

  /** True while something can be delivered: a request URL is set, or a socket is open. */
  get connected(): boolean {
    return this.#http !== null || this.#socket.connections > 0;
  }

  /** The next `count` events over HTTP are sent twice, the second time with retry headers. */
  retryNext(count: number): void {
    this.#duplicates = count;
  }

  /** Sends a command or an interaction once: Slack does not repeat those. */
  async send(kind: EnvelopeKind, payload: JsonObject): Promise<Ack> {
    return await this.#attempt(this.#transport(), kind, payload, undefined);
  }

  /** Notes down what is not sent at all, because the app's settings say so. */
  refuse(kind: EnvelopeKind, payload: JsonObject): Ack {
    const record: DeliveryRecord = {
      at: new Date(this.#now()).toISOString(),
      kind,
      via: this.#transport().name,
      payload,
      acked: false,
      ms: 0,
      reason: 'not_enabled',
    };
    this.log.add(record);
    return { acked: false, ms: 0, body: undefined, reason: 'not_enabled', record };
  }

  /** Sends an event. Resolves after the first attempt; repeats go on behind it. */
  async sendEvent(payload: JsonObject): Promise<Ack> {
    // After the call or act that caused it: what an event tells of is committed by then.
    await new Promise((resolve) => setImmediate(resolve));
    const transport = this.#transport();
    const first = await this.#attempt(transport, 'events_api', payload, undefined);
    if (first.reason !== undefined) this.#retry(payload, 1, first.reason);
    else if (transport.name === 'http' && this.#duplicates > 0) {
      this.#duplicates--;
      await this.#attempt(transport, 'events_api', payload, { num: 1, reason: 'http_timeout' });
    }
    return first;
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #transport(): Transport {
    return this.#http ?? this.#socket;
  }

  #retry(payload: JsonObject, num: number, reason: FailureReason): void {
    const afterMs = RETRY_AFTER_MS[num - 1];
    // With no socket open an event is gone: what Slack does then is not documented, and the cautious
    // reading is that it may be lost.
    if (afterMs === undefined || reason === 'not_connected' || this.#closed) return;
    const timer = setTimeout(async () => {
      this.#timers.delete(timer);
      const ack = await this.#attempt(this.#transport(), 'events_api', payload, { num, reason });
      if (ack.reason !== undefined) this.#retry(payload, num + 1, ack.reason);
    }, afterMs);
    timer.unref();
    this.#timers.add(timer);
  }

  async #attempt(
    transport: Transport,
    kind: EnvelopeKind,
    payload: JsonObject,
    retry: Retry | undefined,
  ): Promise<Ack> {
    const at = new Date(this.#now()).toISOString();
    const started = realNow();
    const outcome: Outcome = await transport.deliver(kind, payload, retry);
    const ms = Math.round(realNow() - started);
    const record: DeliveryRecord = {
      at,
      kind,
      via: transport.name,
      payload,
      acked: outcome.kind === 'acked',
      ms,
      ...(retry ? { retry } : {}),
    };
    this.log.add(record);
    if (outcome.kind === 'acked') {
      record.answer = outcome.body;
      return { acked: true, ms, body: outcome.body, record };
    }
    record.reason = outcome.reason;
    // `x-slack-no-retry: 1` on a refusal stops the repeats.
    const stop = outcome.noRetry === true;
    return { acked: false, ms, body: undefined, record, ...(stop ? {} : { reason: outcome.reason }) };
  }
}
