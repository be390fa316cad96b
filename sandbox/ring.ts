/** The last entries of a log, each with a number that only grows. */
export class Ring<T extends object> {
  readonly #size: number;
  #entries: (T & { seq: number })[] = [];
  #seq = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** Adds an entry and gives it its `seq`; the entry may still be filled in afterwards. */
  add(entry: T): number {
    this.#seq++;
    this.#entries.push(Object.assign(entry, { seq: this.#seq }));
    if (this.#entries.length > this.#size) this.#entries.shift();
    return this.#seq;
  }

  /** Entries with a higher `seq`, oldest first. */
  since(seq: number): (T & { seq: number })[] {
    return this.#entries.filter((entry) => entry.seq > seq);
  }
}
