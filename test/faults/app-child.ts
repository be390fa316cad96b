import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a child process is given when it starts. */
export interface Orders {
  readonly database: { kind: 'embedded'; dataDir: string } | { kind: 'server'; url: string };
  readonly apiUrl: string;
  readonly tokens: { readonly bot: string; readonly app: string };
  /** Its clock runs this much ahead of the machine's; the same for every process of one test. */
  readonly clockAheadMs: number;
}

export type Ask =
  | { readonly do: 'walkTo'; readonly at: string }
  | { readonly do: 'jumpBy'; readonly ms: number }
  /** From now on counts what is said to the database, and dies before that statement. */
  | { readonly do: 'dieAt'; readonly statement: number }
  | {
      readonly do:
        | 'settle'
        | 'nextDue'
        | 'statements'
        | 'deliveries'
        | 'dueRows'
        | 'audit'
        | 'events'
        | 'stop';
    };

interface Answer {
  readonly id: number;
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error?: string;
  readonly now?: number;
}

export class ChildEndedError extends Error {
  override readonly name = 'ChildEndedError';
  readonly code = 'child_ended';
}

/** A running Pacekeeper in a process of its own. */
export class AppChild {
  readonly #process: ChildProcess;
  readonly #answers = new EventEmitter().setMaxListeners(0);
  readonly #ended: Promise<NodeJS.Signals | null>;
  #isOver = false;
  #lastId = 0;
  #said = '';

  private constructor(process: ChildProcess) {
    this.#process = process;
    process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
    process.on('message', (answer: Answer) => this.#answers.emit(String(answer.id), answer));
    this.#ended = once(process, 'exit').then(([, signal]) => {
      this.#isOver = true;
      this.#answers.emit('over');
      return signal;
    });
  }

  /** Resolves when it is connected and at work. */
  static async start(orders: Orders): Promise<AppChild> {
    const program = fileURLToPath(new URL('./app-process.ts', import.meta.url));
    const child = new AppChild(
      spawn(process.execPath, [program, JSON.stringify(orders)], {
        stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      }),
    );
    await child.#answer(0);
    return child;
  }

  /** What it wrote to its log. */
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

  /** @returns the signal that ended it. */
  ended(): Promise<NodeJS.Signals | null> {
    return this.#ended;
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
