/** Slack's limit: a request whose timestamp is further from now than this is not to be believed. */
const windowSeconds = 300;
/** Far more than the 30,000 events an hour after which Slack drops them; about 3 MB. */
const mostRemembered = 20_000;

/**
 * Lets a signed request in once. Bolt checks signatures, but it takes timestamps from the future, and the same request
 * again and again for five minutes. What is kept is bounded in time by the window and in number by `most`.
 */
export class ReplayGuard {
  /** Signature → the second from which its timestamp is too old anyway; the oldest first, roughly. */
  readonly #seen = new Map<string, number>();
  readonly #nowSeconds: () => number;
  readonly #most: number;

  constructor(nowSeconds: () => number, most = mostRemembered) {
    this.#nowSeconds = nowSeconds;
    this.#most = most;
  }

  get size(): number {
    return this.#seen.size;
  }

  isTimely(timestamp: number): boolean {
    return Math.abs(this.#nowSeconds() - timestamp) <= windowSeconds;
  }

  /**
   * Only for signatures that are right: what anybody may send must not fill the memory.
   * @returns false when it was admitted before.
   */
  admit(signature: string, timestamp: number): boolean {
    if (this.#seen.has(signature)) return false;
    this.#forgetOld();
    this.#seen.set(signature, timestamp + windowSeconds);
    return true;
  }

  /** The request was not carried out: Slack's first retry comes at once, maybe within the same second, and is welcome. */
  forget(signature: string): void {
    this.#seen.delete(signature);
  }

  #forgetOld(): void {
    const now = this.#nowSeconds();
    for (const [signature, until] of this.#seen) {
      if (until >= now && this.#seen.size < this.#most) return;
      this.#seen.delete(signature);
    }
  }
}
