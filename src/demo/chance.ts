/** Chance that repeats: the same seed gives the same numbers, on every machine. */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
  /** How many of `n` tries succeed, each with probability `p`. */
  successes(n: number, p: number): number;
  /** About `mean`, as counts of independent arrivals vary. */
  arrivals(mean: number): number;
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number;
}

/** Mulberry32: 32 bits of state, plenty for a demo and no dependency. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  function normal(): number {
    return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  }

  return {
    next,
    normal,
    successes(n, p) {
      let count = 0;
      for (let each = 0; each < n; each += 1) if (next() < p) count += 1;
      return count;
    },
    arrivals: (mean) => Math.max(0, Math.round(mean + Math.sqrt(mean) * normal())),
  };
}
