import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TeamDetails } from '../../src/org/index.ts';
import { ChildEndedError } from '../faults/app-child.ts';

export interface Orders {
  readonly database: { kind: 'embedded'; dataDir: string } | { kind: 'server'; url: string };
  readonly apiUrl: string;
  readonly tokens: { readonly bot: string; readonly app: string };
  readonly aheadMs: number;
}

export type Ask =
  /** From now on its clock is so much ahead of the machine's. */
  | { readonly do: 'time'; readonly aheadMs: number }
  | { readonly do: 'teams'; readonly admin: string; readonly details: readonly TeamDetails[] }
  | { readonly do: 'progress' | 'report' | 'memory' | 'stop' };

export interface Progress {
  /** Due rows and events that wait for nothing but their turn. */
  readonly ready: number;
  /** Messages that are not out yet, and what waits for another try. */
  readonly open: number;
  /** Changes whenever one of these messages does. */
  readonly mark: string;
  readonly sent: number;
  readonly reconciled: number;
  readonly dueHandled: number;
}

export interface Report {
  readonly audit: { readonly ok: boolean; readonly count: number; readonly problems: readonly string[] };
  readonly deliveries: readonly {
    readonly id: string;
    readonly key: string;
    readonly state: string;
    readonly payload: { readonly text: string };
    readonly postedIn: string | null;
    readonly error: string | null;
  }[];
  readonly cycles: readonly {
    readonly id: string;
    readonly team: string;
    readonly week: string;
    readonly state: string;
    readonly focusState: string;
    readonly answers: readonly {
      readonly kind: string;
      readonly version: number;
      readonly content: unknown;
    }[];
    readonly prompts: readonly { readonly kind: string; readonly state: string }[];
  }[];
  readonly deadDue: readonly string[];
  readonly deadEvents: readonly string[];
  readonly lateDue: readonly string[];
}

interface Answer {
  readonly id: number;
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error?: string;
}

/** A Pacekeeper that can be killed. */
export class SoakChild {
  readonly #process: ChildProcess;
  readonly #answers = new EventEmitter().setMaxListeners(0);
  readonly #ended: Promise<void>;
  /** Resolves when it is connected and at work; rejects with ChildEndedError. */
  readonly ready: Promise<void>;
  #isOver = false;
  #isReady = false;
  #lastId = 0;
  #said = '';

  constructor(orders: Orders) {
    const program = fileURLToPath(new URL('./soak-process.ts', import.meta.url));
    this.#process = spawn(process.execPath, [program, JSON.stringify(orders)], {
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      // Hundreds of them start: what is compiled once is read from here.
      env: { ...process.env, NODE_COMPILE_CACHE: path.join(os.tmpdir(), 'pacekeeper-soak-compiled') },
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-20_000);
    });
    this.#process.on('message', (answer: Answer) => this.#answers.emit(String(answer.id), answer));
    this.#process.on('error', () => undefined);
    this.#ended = once(this.#process, 'exit').then(() => {
      this.#isOver = true;
      this.#answers.emit('over');
    });
    this.ready = this.#answer(0).then(() => {
      this.#isReady = true;
    });
    this.ready.catch(() => undefined);
  }

  /** At work: ready, and not over yet. */
  get isUp(): boolean {
    return this.#isReady && !this.#isOver;
  }

  /** The end of its log. */
  get said(): string {
    return this.#said;
  }

  /** @throws ChildEndedError when it ends before it has answered. */
  async ask<T>(what: Ask): Promise<T> {
    this.#lastId += 1;
    const id = this.#lastId;
    if (!this.#isOver) this.#process.send({ ...what, id }, () => undefined);
    const answer = await this.#answer(id);
    if (!answer.ok) throw new Error(`${what.do}: ${answer.error}`);
    return answer.result as T;
  }

  /** SIGKILL, now; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  async stop(): Promise<void> {
    await this.ask({ do: 'stop' }).catch(() => undefined);
    await this.#ended;
  }

  async #answer(id: number): Promise<Answer> {
    const over = new AbortController();
    const [first] = await Promise.race([
      once(this.#answers, String(id), { signal: over.signal }),
      this.#isOver ? Promise.resolve([]) : once(this.#answers, 'over', { signal: over.signal }),
    ]);
    over.abort();
    if (first === undefined) throw new ChildEndedError(this.#said.slice(-2_000));
    return first as Answer;
  }
}
