import { setTimeout as sleep } from 'node:timers/promises';
import { secondMs } from '../kernel/index.ts';

/** Slack waits 3 s for the answer to a form; what is not known by then is answered in words instead. */
const patienceMs = 2 * secondMs;

/** Waits for what a form needs to know, and never long enough to lose the form. */
export async function inTimeForAForm<T>(
  asked: Promise<T>,
): Promise<{ kind: 'done'; value: T } | { kind: 'failed'; error: unknown }> {
  const waiting = new AbortController();
  const tooLate = sleep(patienceMs, { kind: 'failed', error: new Error('no answer in time') } as const, {
    signal: waiting.signal,
  });
  try {
    return await Promise.race([asked.then((value) => ({ kind: 'done', value }) as const), tooLate]);
  } catch (error) {
    return { kind: 'failed', error };
  } finally {
    tooLate.catch(() => undefined);
    waiting.abort();
  }
}
