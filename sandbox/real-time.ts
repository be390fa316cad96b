/**
 * Real milliseconds for limits that a person or client feels (acks, triggers, Retry-After): these do not
 * follow the workspace's clock, which may be moved by weeks.
 */
export function realNow(): number {
  return performance.now();
}

/** Real epoch seconds: receivers compare a signature's timestamp with their own real clock. */
export function realEpochSeconds(): number {
  return Math.floor((performance.timeOrigin + performance.now()) / 1000);
}
