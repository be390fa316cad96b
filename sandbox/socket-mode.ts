import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { DISCONNECT_REASONS } from './faults.ts';
import { newSecret } from './ids.ts';
import { type JsonObject, parseObject, textOf } from './json.ts';
import { realNow } from './real-time.ts';
import { ACK_LIMIT_MS, type EnvelopeKind, type Outcome, type Retry, type Transport } from './transport.ts';

/** Slack: at most ten connections per app. */
const MAX_CONNECTIONS = 10;
const PING_EVERY_MS = 10_000;
/** How long a client may keep a connection that it was told to leave. */
const LEAVE_WITHIN_MS = 10_000;
const TICKET_LIFE_MS = 30_000;
const GOODBYE_MS = 500;

/** How long a connection lasts; the client is told so in the first frame. */
const LIFE_SECONDS = 18_060;
/** With `debug_reconnects=true` in the address. */
const SHORT_LIFE_SECONDS = 360;
/** How many envelopes are remembered for an ack that comes too late. */
const LATE_KEPT = 100;

type DisconnectReason = (typeof DISCONNECT_REASONS)[number] | 'too_many_websockets';

interface Waiting {
  connection: WebSocket;
  settle(outcome: Outcome): void;
}

/**
 * Slack's end of Socket Mode. Each envelope goes to one of the open connections, in turn. With no
 * connection an envelope is lost: Slack documents no queue, so an app must not count on one.
 */
export class SocketMode implements Transport {
  readonly name = 'socket';
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024 });
  readonly #appId: string;
  readonly #onChange: (connected: boolean) => void;
  readonly #tickets = new Map<string, number>();
  /** Connections that take envelopes. A connection told to leave is not among them. */
  #open: WebSocket[] = [];
  readonly #waiting = new Map<string, Waiting>();
  /** Envelopes that were given up, and what to do when their ack comes after all. */
  readonly #late = new Map<string, () => void>();
  readonly #pinging: NodeJS.Timeout;
  #turn = 0;
  #duplicates = 0;

  constructor(appId: string, onChange: (connected: boolean) => void) {
    this.#appId = appId;
    this.#onChange = onChange;
    this.#pinging = setInterval(() => {
      for (const connection of this.#server.clients) connection.ping('Ping from the local workspace');
    }, PING_EVERY_MS);
    this.#pinging.unref();
  }

  get connections(): number {
    return this.#open.length;
  }

  /** A ticket for one connection, to be used within 30 seconds. */
  issueTicket(): string {
    const ticket = newSecret(36);
    this.#tickets.set(ticket, realNow() + TICKET_LIFE_MS);
    return ticket;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, link: URLSearchParams): void {
    const ticket = link.get('ticket');
    const isShort = link.get('debug_reconnects') === 'true';
    const until = ticket === null ? undefined : this.#tickets.get(ticket);
    if (ticket !== null) this.#tickets.delete(ticket);
    if (until === undefined || until < realNow()) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (connection) =>
      this.#accept(connection, isShort ? SHORT_LIFE_SECONDS : LIFE_SECONDS),
    );
  }

  async deliver(kind: EnvelopeKind, payload: JsonObject, retry?: Retry): Promise<Outcome> {
    const first = this.#send(kind, payload, retry);
    if (this.#duplicates > 0) {
      this.#duplicates--;
      // The same payload in an envelope of its own, as after a lost ack. Its answer does not count.
      void this.#send(kind, payload, { num: (retry?.num ?? 0) + 1, reason: 'timeout' });
    }
    return await first;
  }

  /** Cuts every connection without a word. */
  drop(): void {
    for (const connection of this.#server.clients) connection.terminate();
  }

  /** Asks the oldest connections to leave, the way Slack does; whoever stays is cut off after ten seconds. */
  disconnect(reason: DisconnectReason, atMost = MAX_CONNECTIONS): void {
    for (const connection of this.#open.slice(0, atMost)) this.#dismiss(connection, reason);
  }

  /** The next `count` envelopes are sent twice. */
  duplicateNext(count: number): void {
    this.#duplicates = count;
  }

  /** Says goodbye to every client and waits a moment for their answer; a real shutdown is no fault. */
  async close(): Promise<void> {
    clearInterval(this.#pinging);
    const leaving = [...this.#server.clients].map((connection) => {
      const left = once(connection, 'close');
      connection.close(1001);
      return left;
    });
    const patience = new Promise((resolve) => setTimeout(resolve, GOODBYE_MS).unref());
    await Promise.race([Promise.all(leaving), patience]);
    this.drop();
    this.#server.close();
  }

  #accept(connection: WebSocket, lifeSeconds: number): void {
    connection.on('error', () => connection.terminate());
    connection.on('close', () => this.#forget(connection));
    connection.on('message', (data) => this.#onMessage(String(data)));
    if (this.#open.length >= MAX_CONNECTIONS) {
      this.#dismiss(connection, 'too_many_websockets');
      return;
    }
    this.#open.push(connection);
    connection.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#open.length,
        debug_info: { host: 'local-workspace', build_number: 1, approximate_connection_time: lifeSeconds },
        connection_info: { app_id: this.#appId },
      }),
    );
    if (this.#open.length === 1) this.#onChange(true);
    const ending = setTimeout(
      () => this.#dismiss(connection, 'warning'),
      lifeSeconds * 1_000 - LEAVE_WITHIN_MS,
    );
    ending.unref();
    connection.on('close', () => clearTimeout(ending));
  }

  #dismiss(connection: WebSocket, reason: DisconnectReason): void {
    this.#remove(connection);
    connection.send(
      JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'local-workspace' } }),
      () => setTimeout(() => connection.terminate(), LEAVE_WITHIN_MS).unref(),
    );
  }

  #remove(connection: WebSocket): void {
    const before = this.#open.length;
    this.#open = this.#open.filter((other) => other !== connection);
    if (before > 0 && this.#open.length === 0) this.#onChange(false);
  }

  #forget(connection: WebSocket): void {
    this.#remove(connection);
    for (const [id, waiting] of this.#waiting) {
      if (waiting.connection !== connection) continue;
      this.#waiting.delete(id);
      waiting.settle({ kind: 'failed', reason: 'connection_failed' });
    }
  }

  #send(kind: EnvelopeKind, payload: JsonObject, retry: Retry | undefined): Promise<Outcome> {
    const connection = this.#open[this.#turn++ % Math.max(1, this.#open.length)];
    if (!connection) return Promise.resolve({ kind: 'failed', reason: 'not_connected' });
    const envelopeId = randomUUID();
    return new Promise((resolve) => {
      const settle = (outcome: Outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(envelopeId);
        settle({ kind: 'failed', reason: 'timeout', late: this.#lateAck(envelopeId) });
      }, ACK_LIMIT_MS);
      this.#waiting.set(envelopeId, { connection, settle });
      connection.send(
        JSON.stringify({
          envelope_id: envelopeId,
          payload,
          type: kind,
          accepts_response_payload: kind !== 'events_api',
          ...(kind === 'events_api'
            ? { retry_attempt: retry?.num ?? 0, retry_reason: retry?.reason ?? '' }
            : {}),
        }),
      );
    });
  }

  #lateAck(envelopeId: string): Promise<void> {
    const oldest = this.#late.keys().next();
    if (this.#late.size >= LATE_KEPT && !oldest.done) this.#late.delete(oldest.value);
    return new Promise((resolve) => this.#late.set(envelopeId, resolve));
  }

  #onMessage(text: string): void {
    const ack = parseObject(text);
    const id = ack && textOf(ack, 'envelope_id');
    if (!ack || id === undefined) return;
    this.#late.get(id)?.();
    this.#late.delete(id);
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    waiting.settle({ kind: 'acked', body: ack['payload'] });
  }
}
