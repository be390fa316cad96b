/**
 * The only place that reads the machine's time. Everything else is handed a `Clock`, so that a test, or a person in
 * the local workspace, can move time and the whole house follows.
 */
export interface Clock {
  /** The present instant, in virtual time: real time plus the offset. */
  now(): Date;
  /** Virtual minus real time, in milliseconds; 0 wherever the clock may not be moved. */
  offsetMs(): number;
  /** Sets the offset in this process. Storing it, so that others follow, is `moveClock`'s work. */
  setOffsetMs(offsetMs: number): void;
}

/** @param readMs real time in epoch milliseconds; only tests pass their own. */
export function createClock(readMs: () => number = () => Date.now()): Clock {
  let offset = 0;
  return {
    now: () => new Date(readMs() + offset),
    offsetMs: () => offset,
    setOffsetMs: (offsetMs) => {
      offset = offsetMs;
    },
  };
}

export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** The instant `ms` milliseconds after `instant`. */
export function later(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}
