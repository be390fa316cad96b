import { setTimeout as wait } from 'node:timers/promises';

/** How often the clock is looked at while something is to come: it may be real time that nobody announces. */
const LOOK_EVERY_MS = 1_000;

interface Entry {
  dueMs: number;
  work(): void | Promise<void>;
  /** What a person is told comes next; undefined: nothing they would wait for. */
  what: string | undefined;
}

/**
 * What happens at an instant of the workspace's clock: scheduled messages, and repeated events. Whoever
 * moves the clock calls `tick`; otherwise it is looked at every second.
 */
export class Agenda {
  readonly #now: () => number;
  #entries: Entry[] = [];
  #looking: AbortController | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns takes the entry off again. */
  add(dueMs: number, work: () => void | Promise<void>, what?: string): () => void {
    const entry: Entry = { dueMs, work, what };
    this.#entries.push(entry);
    if (!this.#looking) void this.#look();
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
  }

  /** Does everything whose time has come, oldest first, and resolves when it is done. */
  async tick(): Promise<void> {
    for (let entry = this.#takeDue(); entry; entry = this.#takeDue()) await entry.work();
  }

  /** The next thing that a person would wait for. */
  next(): { at: number; what: string } | null {
    const told = this.#entries.flatMap(({ dueMs, what }) =>
      what === undefined ? [] : [{ at: dueMs, what }],
    );
    return told.toSorted((a, b) => a.at - b.at)[0] ?? null;
  }

  clear(): void {
    this.#entries = [];
    this.#looking?.abort();
    this.#looking = null;
  }

  #takeDue(): Entry | undefined {
    const due = this.#entries
      .filter(({ dueMs }) => dueMs <= this.#now())
      .sort((a, b) => a.dueMs - b.dueMs)[0];
    if (due) this.#entries = this.#entries.filter((other) => other !== due);
    return due;
  }

  async #look(): Promise<void> {
    const looking = new AbortController();
    this.#looking = looking;
    while (this.#entries.length > 0 && !looking.signal.aborted) {
      await wait(LOOK_EVERY_MS, undefined, { signal: looking.signal, ref: false }).catch(() => {});
      if (!looking.signal.aborted) await this.tick();
    }
    if (this.#looking === looking) this.#looking = null;
  }
}
