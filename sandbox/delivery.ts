import type { Agenda } from './agenda.ts';
import type { BlockKitProblem } from './blocks.ts';
import { HttpDelivery } from './http-delivery.ts';
import type { JsonObject } from './json.ts';
import { nameOf } from './payload-name.ts';
import { realNow } from './real-time.ts';
import { Reorder } from './reorder.ts';
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
  /** The event's, interaction's or command's name. */
  name: string;
  via: 'socket' | 'http';
  payload: JsonObject;
  acked: boolean;
  ms: number;
  /** What the app answered with. */
  answer?: unknown;
  reason?: FailureReason;
  retry?: Retry;
  /** Real milliseconds after which the ack came that was not waited for any more. */
  lateMs?: number;
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

interface DeliveryOptions {
  socket: SocketMode;
  now: () => number;
  agenda: Agenda;
  signingSecret: string;
  /** Called when a record is complete, and again when it changes. */
  changed: (record: DeliveryRecord & { seq: number }) => void;
}

/** Everything that goes from the workspace to the app, over Socket Mode or to a request URL. */
export class Delivery {
  readonly log = new Ring<DeliveryRecord>(2_000);
  readonly #options: DeliveryOptions;
  readonly #reorder = new Reorder();
  #http: HttpDelivery | null = null;
  #duplicates = 0;
  #delayMs = 0;
  #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** With a URL everything goes there, signed; without one it goes over Socket Mode. */
  setRequestUrl(url: string | undefined): void {
    this.#http = url === undefined ? null : new HttpDelivery(url, this.#options.signingSecret);
  }

  /** True while something can be delivered: a request URL is set, or a socket is open. */
  get connected(): boolean {
    return this.#http !== null || this.#options.socket.connections > 0;
  }

  /** The next `count` deliveries come twice; over HTTP only events do, the second time with retry headers. */
  duplicateNext(count: number): void {
    if (this.#http) this.#duplicates = count;
    else this.#options.socket.duplicateNext(count);
  }

  /** The next `count` events over HTTP are sent twice, whatever the transport is now. */
  retryNext(count: number): void {
    this.#duplicates = count;
  }

  /** The next `count` events are held back and sent last one first. */
  reorderNext(count: number): void {
    this.#reorder.start(count);
  }

  /** The next delivery waits this long. */
  delayNext(ms: number): void {
    this.#delayMs = ms;
  }

  /** Sends a command or an interaction once: Slack does not repeat those. */
  async send(kind: EnvelopeKind, payload: JsonObject): Promise<Ack> {
    return await this.#attempt(this.#transport(), kind, payload, undefined);
  }

  /** Notes down what is not sent at all, and why. */
  refuse(kind: EnvelopeKind, payload: JsonObject, reason: FailureReason): Ack {
    const record = this.#record(this.#transport(), kind, payload);
    record.reason = reason;
    this.#keep(record);
    return { acked: false, ms: 0, body: undefined, reason, record };
  }

  /** Adds to a record why Slack would not accept the app's answer. */
  find(record: DeliveryRecord, error: string, problems: BlockKitProblem[]): void {
    record.error = error;
    record.problems = problems;
    if ('seq' in record && typeof record.seq === 'number') {
      this.#options.changed({ ...record, seq: record.seq });
    }
  }

  /** Sends an event. Resolves after the first attempt; repeats go on behind it. */
  async sendEvent(payload: JsonObject): Promise<Ack> {
    // After the call or act that caused it: what an event tells of is committed by then.
    await new Promise((resolve) => setImmediate(resolve));
    return await this.#reorder.through(() => this.#sendEventNow(payload));
  }

  async #sendEventNow(payload: JsonObject): Promise<Ack> {
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
    return this.#http ?? this.#options.socket;
  }

  /** Whichever comes first, real time or the workspace's clock being moved, brings the next attempt. */
  #retry(payload: JsonObject, num: number, reason: FailureReason, baseMs = this.#options.now()): void {
    const afterMs = RETRY_AFTER_MS[num - 1];
    // With no socket open an event is gone: what Slack does then is not documented, and the cautious
    // reading is that it may be lost.
    if (afterMs === undefined || reason === 'not_connected' || this.#closed) return;
    const again = async () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
      takeOff();
      const ack = await this.#attempt(this.#transport(), 'events_api', payload, { num, reason });
      if (ack.reason !== undefined) this.#retry(payload, num + 1, ack.reason, baseMs + afterMs);
    };
    const takeOff = afterMs === 0 ? () => {} : this.#options.agenda.add(baseMs + afterMs, again);
    const timer = setTimeout(again, afterMs);
    timer.unref();
    this.#timers.add(timer);
  }

  #record(transport: Transport, kind: EnvelopeKind, payload: JsonObject): DeliveryRecord {
    const at = new Date(this.#options.now()).toISOString();
    return { at, kind, name: nameOf(kind, payload), via: transport.name, payload, acked: false, ms: 0 };
  }

  #keep(record: DeliveryRecord): number {
    const seq = this.log.add(record);
    this.#options.changed({ ...record, seq });
    return seq;
  }

  async #attempt(
    transport: Transport,
    kind: EnvelopeKind,
    payload: JsonObject,
    retry: Retry | undefined,
  ): Promise<Ack> {
    const record = this.#record(transport, kind, payload);
    if (retry) record.retry = retry;
    const started = realNow();
    const delayMs = this.#delayMs;
    this.#delayMs = 0;
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs).unref());
    const outcome: Outcome = await transport.deliver(kind, payload, retry);
    record.ms = Math.round(realNow() - started);
    if (outcome.kind === 'acked') {
      record.acked = true;
      if (outcome.body !== undefined) record.answer = outcome.body;
      this.#keep(record);
      return { acked: true, ms: record.ms, body: outcome.body, record };
    }
    record.reason = outcome.reason;
    const seq = this.#keep(record);
    void outcome.late?.then(() => {
      record.lateMs = Math.round(realNow() - started);
      this.#options.changed({ ...record, seq });
    });
    // `x-slack-no-retry: 1` on a refusal stops the repeats.
    const stop = outcome.noRetry === true;
    const reason = stop ? {} : { reason: outcome.reason };
    return { acked: false, ms: record.ms, body: undefined, record, ...reason };
  }
}
