import { isObject } from './json.ts';

export const FAULT_KINDS = [
  '429',
  '500_before',
  '500_after',
  'timeout_before',
  'timeout_after',
  'error',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** Something that goes wrong on purpose, `times` times. */
export interface Fault {
  /** Only calls of this method; absent: any call. */
  method?: string;
  /** `…_before`: nothing is done. `…_after`: the call is carried out, only its answer is lost. */
  kind: FaultKind;
  /** For `error`: the error string of the answer. */
  error?: string;
  times: number;
  retryAfterSeconds?: number;
}

/** The faults that wait for their call, oldest first. */
export class Faults {
  #waiting: Fault[] = [];

  add(fault: Fault): void {
    this.#waiting.push(fault);
  }

  list(): Fault[] {
    return this.#waiting.map((fault) => ({ ...fault }));
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Takes the first fault that fits the method. */
  take(method: string): Fault | undefined {
    const index = this.#waiting.findIndex((fault) => fault.method === undefined || fault.method === method);
    const fault = this.#waiting[index];
    if (!fault) return undefined;
    fault.times--;
    if (fault.times <= 0) this.#waiting.splice(index, 1);
    return fault;
  }
}

/** Reads a fault from the control API; undefined when it is not one. */
export function parseFault(value: unknown): Fault | undefined {
  if (!isObject(value)) return undefined;
  const kind = FAULT_KINDS.find((known) => known === value['kind']);
  const { method, error, times, retryAfterSeconds } = value;
  if (!kind || (kind === 'error' && typeof error !== 'string')) return undefined;
  return {
    kind,
    times: typeof times === 'number' && times >= 1 ? Math.floor(times) : 1,
    ...(typeof method === 'string' ? { method } : {}),
    ...(typeof error === 'string' ? { error } : {}),
    ...(typeof retryAfterSeconds === 'number' ? { retryAfterSeconds } : {}),
  };
}
