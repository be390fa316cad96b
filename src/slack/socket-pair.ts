import { setTimeout as sleep } from 'node:timers/promises';
import type { App, Logger, Receiver } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import type { WebClientOptions } from '@slack/web-api';
import { describeError, minuteMs, secondMs } from '../kernel/index.ts';
import { withInnerEvent } from './events-dropped.ts';

export interface SocketPairOptions {
  readonly appToken: string;
  readonly clientOptions: WebClientOptions;
  readonly logger: Logger;
  /** Called when the first connection is up, and when the last one is gone. */
  readonly onChange: (isConnected: boolean) => void;
  /** Default 2; tests measure what one alone leaves open. */
  readonly connections?: number;
}

/** `apps.connections.open` and the greeting take less than a second; after this something is stuck on the way. */
const openWithinMs = 20 * secondMs;
/** Slack waits so long for an answer, and cuts a connection some ten seconds after it has said so. */
const answerWithinMs = 3 * secondMs;
/** A connection that ends sooner did not work out, and the next try waits a little. */
const shortLifeMs = 10 * secondMs;
const firstPauseMs = 250;
/** `apps.connections.open` may be called some fifty times a minute. */
const longestPauseMs = minuteMs / 2;

/**
 * Socket Mode over two connections. The stock client (3.1.0) closes the only one when Slack asks it to reconnect, and
 * opens the next five seconds later; whoever clicks in between sees an error, and events may be lost. Here another one is
 * up before the old one goes, and while one breaks without a word the other one still answers. Slack allows ten
 * connections per app, so four processes have room to reconnect.
 */
export class SocketPair implements Receiver {
  readonly #options: SocketPairOptions;
  readonly #lines = new Set<Line>();
  readonly #stopping = new AbortController();
  #app: App | undefined;
  #isConnected = false;

  constructor(options: SocketPairOptions) {
    this.#options = options;
  }

  init(app: App): void {
    this.#app = app;
  }

  /**
   * Resolves when one connection is up; the others follow.
   * @throws what the Slack client throws when the first one cannot be opened.
   */
  async start(): Promise<void> {
    const first = await this.#open();
    void this.#hold(first);
    for (let further = 1; further < (this.#options.connections ?? 2); further += 1) void this.#hold();
  }

  /** Resolves when what came in is answered and every connection is closed, after some seconds at most. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#lines].map((line) => line.retire()));
  }

  /** Keeps one connection up until the pair is stopped. */
  async #hold(first?: Line): Promise<void> {
    let failures = 0;
    let before: Line | undefined;
    let line = first;
    while (!this.#stopping.signal.aborted) {
      try {
        line ??= await this.#open();
        void before?.retire();
        const beganMs = performance.now();
        await line.ending;
        failures = performance.now() - beganMs < shortLifeMs ? failures + 1 : 0;
      } catch (error) {
        failures += 1;
        this.#options.logger.warn(`Socket Mode could not connect: ${describeError(error)}`);
      }
      before = line ?? before;
      line = undefined;
      // The first time at once: a single failure says nothing yet.
      if (failures > 1) await this.#pause(Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 2)));
    }
    void before?.retire();
  }

  async #open(): Promise<Line> {
    const { appToken, clientOptions, logger } = this.#options;
    const line = new Line({ appToken, clientOptions, logger, autoReconnectEnabled: false });
    line.on('slack_event', (envelope: Envelope) => {
      line.answering(this.#process(envelope)).catch((error: unknown) => {
        logger.error(`What Slack sent could not be answered: ${describeError(error)}`);
      });
    });
    line.on('disconnected', () => {
      this.#lines.delete(line);
      this.#tellIfChanged();
    });
    await line.open();
    this.#lines.add(line);
    this.#tellIfChanged();
    if (this.#stopping.signal.aborted) await line.retire();
    return line;
  }

  async #process({ ack, body, retry_num: retryNum, retry_reason: retryReason }: Envelope): Promise<void> {
    await this.#app?.processEvent({
      body,
      ack,
      ...(retryNum === undefined ? {} : { retryNum }),
      ...(retryReason === undefined ? {} : { retryReason }),
    });
  }

  #tellIfChanged(): void {
    const isConnected = this.#lines.size > 0;
    if (isConnected === this.#isConnected) return;
    this.#isConnected = isConnected;
    this.#options.onChange(isConnected);
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => undefined);
  }
}

interface Envelope {
  readonly ack: (answer?: unknown) => Promise<void>;
  readonly body: Record<string, unknown>;
  readonly retry_num?: number;
  readonly retry_reason?: string;
}

/** One connection, for one life: the stock client with two of its habits changed. */
class Line extends SocketModeClient {
  readonly #ending = Promise.withResolvers<string>();
  readonly #answering = new Set<Promise<void>>();

  /** Resolves with the reason when Slack asks to leave, or the connection is gone. */
  get ending(): Promise<string> {
    return this.#ending.promise;
  }

  async open(): Promise<void> {
    this.on('disconnected', () => this.#ending.resolve('gone'));
    const over = new AbortController();
    try {
      await Promise.race([
        this.start(),
        this.#ending.promise.then((reason) => Promise.reject(new SocketRefusedError(reason))),
        sleep(openWithinMs, undefined, { signal: over.signal }).then(() =>
          Promise.reject(new SocketRefusedError('no greeting')),
        ),
      ]);
    } catch (error) {
      this.disconnect().catch(() => undefined);
      throw error;
    } finally {
      over.abort();
    }
  }

  /** Notes what is being answered: the answer has to go out over this same connection. */
  async answering(work: Promise<void>): Promise<void> {
    this.#answering.add(work);
    try {
      await work;
    } finally {
      this.#answering.delete(work);
    }
  }

  /** Closes the connection when what came over it is answered. */
  async retire(): Promise<void> {
    const over = new AbortController();
    const patience = sleep(answerWithinMs, undefined, { signal: over.signal, ref: false });
    await Promise.race([Promise.allSettled(this.#answering), patience.catch(() => undefined)]);
    const closed = this.disconnect();
    await Promise.race([closed, patience.catch(() => undefined)]);
    over.abort();
  }

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    const frame = isBinary ? undefined : parseFrame(data);
    // The stock client would close right away, and what is being answered could not be answered any more.
    if (frame?.type === 'disconnect') return this.#ending.resolve(frame.reason ?? 'disconnect');
    if (frame?.type === 'events_api' && frame.payload !== undefined) {
      // It stumbles over events without an inner one, and rejects where nobody can catch it.
      const mended = { ...frame, payload: withInnerEvent(frame.payload) };
      return super.onWebSocketMessage(JSON.stringify(mended), isBinary);
    }
    return super.onWebSocketMessage(data, isBinary);
  }
}

class SocketRefusedError extends Error {
  override readonly name = 'SocketRefusedError';
  readonly code: string;

  constructor(reason: string) {
    super(`Slack did not take the connection: ${reason}`);
    this.code = reason;
  }
}

interface Frame {
  readonly type?: string;
  readonly reason?: string;
  readonly payload?: Record<string, unknown>;
}

/** @returns undefined for what is not JSON: the stock client leaves that aside. */
function parseFrame(data: string | ArrayBuffer): Frame | undefined {
  try {
    return JSON.parse(typeof data === 'string' ? data : new TextDecoder().decode(data)) as Frame;
  } catch {
    return undefined;
  }
}
