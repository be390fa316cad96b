/** How long held events wait for others to come; then they are sent all the same. */
const PATIENCE_MS = 3_000;

/** Holds a number of jobs back and lets them go last one first. */
export class Reorder {
  #left = 0;
  #held: (() => Promise<void>)[] = [];
  #timer: NodeJS.Timeout | undefined;

  start(count: number): void {
    this.#left = count;
  }

  async through<T>(job: () => Promise<T>): Promise<T> {
    if (this.#left === 0) return await job();
    this.#left--;
    return await new Promise<T>((resolve, reject) => {
      this.#held.push(() => job().then(resolve, reject));
      clearTimeout(this.#timer);
      if (this.#left === 0) void this.#release();
      else this.#timer = setTimeout(() => void this.#release(), PATIENCE_MS).unref();
    });
  }

  async #release(): Promise<void> {
    this.#left = 0;
    for (const job of this.#held.splice(0).reverse()) await job();
  }
}
