import { EventEmitter, once } from 'node:events';

/** Counts what is under way, for whoever has to wait for the end of it: a clean stop, or a test. */
export class InFlight {
  #count = 0;
  readonly #changed = new EventEmitter().setMaxListeners(0);

  /** `using _counted = inFlight.begin()` counts until the end of the block. */
  begin(): Disposable {
    this.#count += 1;
    return {
      [Symbol.dispose]: () => {
        this.#count -= 1;
        this.#changed.emit('changed');
      },
    };
  }

  async idle(): Promise<void> {
    while (this.#count > 0) await once(this.#changed, 'changed');
  }
}
