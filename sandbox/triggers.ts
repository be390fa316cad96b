import { newTriggerId } from './ids.ts';
import { realNow } from './real-time.ts';

/** A trigger_id opens one view within this time (Slack: 3 seconds, once). */
const LIFE_MS = 3_000;
const KEPT = 500;

/** Where a trigger came from. */
export interface TriggerSource {
  person: string;
  /** The modal the person acted in; null when they acted anywhere else. */
  viewId: string | null;
}

export type Exchange =
  | { kind: 'ok'; source: TriggerSource }
  | { kind: 'refused'; error: 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id' };

/** The trigger ids given out with interactions. */
export class Triggers {
  #issued = new Map<string, { source: TriggerSource; until: number; used: boolean }>();

  issue(source: TriggerSource): string {
    const id = newTriggerId();
    this.#issued.set(id, { source, until: realNow() + LIFE_MS, used: false });
    const oldest = this.#issued.keys().next();
    if (this.#issued.size > KEPT && !oldest.done) this.#issued.delete(oldest.value);
    return id;
  }

  /** Looks a trigger up without using it: an invalid view must not spend the trigger. */
  check(id: string): Exchange {
    const trigger = this.#issued.get(id);
    if (!trigger) return { kind: 'refused', error: 'invalid_trigger_id' };
    if (trigger.used) return { kind: 'refused', error: 'exchanged_trigger_id' };
    if (realNow() > trigger.until) return { kind: 'refused', error: 'expired_trigger_id' };
    return { kind: 'ok', source: trigger.source };
  }

  spend(id: string): void {
    const trigger = this.#issued.get(id);
    if (trigger) trigger.used = true;
  }
}
