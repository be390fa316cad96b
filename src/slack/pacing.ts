/**
 * How fast Slack lets us talk: about one new message a second in a channel, and several hundred a minute in a
 * workspace; a 429 stops one method for the time that Slack names (docs: apis/web-api/rate-limits).
 */
export interface Pacing {
  /** Takes a turn. @returns 0 when it may go now, else how long to wait in milliseconds (and no turn was taken). */
  take(method: string, channelId: string): number;
  /** Slack said so. */
  pause(method: string, waitMs: number): void;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

const perChannel: Rate = { perSecond: 1, burst: 3 };
const rates: Readonly<Record<string, Rate>> = {
  'chat.postMessage': { perSecond: 4, burst: 20 },
  'chat.update': { perSecond: 50 / 60, burst: 20 },
};
const otherwise: Rate = { perSecond: 50 / 60, burst: 20 };

/**
 * Counts in the machine's steady time, because Slack does: moving the clock must neither open the gates nor shut them.
 * @param readMs steady time in milliseconds; only tests pass their own.
 */
export function createPacing(readMs: () => number = () => performance.now()): Pacing {
  const buckets = new Map<string, Bucket>();
  const pausedUntilMs = new Map<string, number>();

  return {
    take: (method, channelId) => {
      const nowMs = readMs();
      const paused = (pausedUntilMs.get(method) ?? 0) - nowMs;
      if (paused > 0) return paused;
      const wanted: [string, Rate][] = [[method, rates[method] ?? otherwise]];
      if (method === 'chat.postMessage') wanted.push([`${method} ${channelId}`, perChannel]);
      const waits = wanted.map(([key, rate]) => waitFor(key, rate, nowMs));
      const waitMs = Math.max(...waits);
      if (waitMs > 0) return waitMs;
      for (const [key] of wanted) {
        const bucket = buckets.get(key);
        if (bucket !== undefined) bucket.tokens -= 1;
      }
      return 0;
    },
    pause: (method, waitMs) => {
      pausedUntilMs.set(method, readMs() + waitMs);
    },
  };

  function waitFor(key: string, rate: Rate, nowMs: number): number {
    const bucket = buckets.get(key) ?? { tokens: rate.burst, filledAtMs: nowMs };
    const elapsedSeconds = (nowMs - bucket.filledAtMs) / 1000;
    bucket.tokens = Math.min(rate.burst, bucket.tokens + elapsedSeconds * rate.perSecond);
    bucket.filledAtMs = nowMs;
    buckets.set(key, bucket);
    return bucket.tokens >= 1 ? 0 : Math.ceil(((1 - bucket.tokens) / rate.perSecond) * 1000);
  }
}
