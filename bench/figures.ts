import { loadavg } from 'node:os';

/** One line of the results. */
export interface Figure {
  readonly figure: string;
  /** As the aim is said: `under 1.25×`. */
  readonly aim: string;
  readonly seen: string;
  /** What stood beside it in the same run. */
  readonly reference: string;
  readonly ratio?: number;
  /** Undefined: the figure has no aim of its own. */
  readonly met?: boolean;
  readonly conditions: string;
}

/** Tells a figure as soon as it is known. */
export type Tell = (figure: Figure) => void;

export type Bench = (tell: Tell) => Promise<void>;

/** The three load averages of the machine, which others may be using too. */
export function load(): string {
  return loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');
}

/** @param share 0.5 for the median. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

export async function timed<T>(run: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const began = performance.now();
  const result = await run();
  return { ms: performance.now() - began, result };
}
