import { realNow } from './real-time.ts';

/** Slack's tiers: calls a minute per method, workspace and app. */
const TIERS = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;

/** `post`: about one message a second per channel. `special`: generous, not limited here. */
export type Tier = keyof typeof TIERS | 'post' | 'special';

export const RATE_LIMIT_MODES = ['realistic', 'off'] as const;
export type RateLimitMode = (typeof RATE_LIMIT_MODES)[number];

const POST_BURST = 5;

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets in real time. Slack tolerates short bursts without saying how long: a full minute's worth here. */
export class RateLimits {
  #buckets = new Map<string, Bucket>();
  #mode: RateLimitMode;

  constructor(mode: RateLimitMode) {
    this.#mode = mode;
  }

  get mode(): RateLimitMode {
    return this.#mode;
  }

  /** Changes the rules at once; what was used up is forgotten. */
  setMode(mode: RateLimitMode): void {
    this.#mode = mode;
    this.#buckets.clear();
  }

  /** Counts a call. Seconds to wait when there were too many, otherwise 0. */
  take(method: string, tier: Tier, channel: string): number {
    if (this.#mode === 'off' || tier === 'special') return 0;
    const burst = tier === 'post' ? POST_BURST : TIERS[tier];
    const perMs = tier === 'post' ? 1 / 1_000 : TIERS[tier] / 60_000;
    const key = tier === 'post' ? `${method} ${channel}` : method;
    const now = realNow();
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, bucket.tokens + (now - bucket.at) * perMs);
    if (tokens < 1) {
      this.#buckets.set(key, { tokens, at: now });
      return Math.max(1, Math.ceil((1 - tokens) / perMs / 1_000));
    }
    this.#buckets.set(key, { tokens: tokens - 1, at: now });
    return 0;
  }
}
