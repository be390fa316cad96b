import { newSecret } from './ids.ts';
import { realNow } from './real-time.ts';

/** A response_url takes this many posts (Slack: 5) … */
const USES = 5;
/** … within this time (Slack: 30 minutes). */
const LIFE_MS = 30 * 60_000;
const KEPT = 2_000;

export interface ResponseTarget {
  person: string;
  channel: string;
  /** The message the person acted on; null for a command. */
  messageTs: string | null;
}

export type ResponseUse =
  | { kind: 'ok'; target: ResponseTarget }
  | { kind: 'refused'; error: 'used_url' | 'expired_url' | 'invalid_url' };

/** The response_urls given out. Kept in memory: they are gone after a restart, as if 30 minutes had passed. */
export class ResponseUrls {
  #issued = new Map<string, { target: ResponseTarget; left: number; until: number }>();

  /** The id to put behind `/response/`. */
  issue(target: ResponseTarget): string {
    const id = newSecret(32);
    this.#issued.set(id, { target, left: USES, until: realNow() + LIFE_MS });
    const oldest = this.#issued.keys().next();
    if (this.#issued.size > KEPT && !oldest.done) this.#issued.delete(oldest.value);
    return id;
  }

  use(id: string): ResponseUse {
    const url = this.#issued.get(id);
    if (!url) return { kind: 'refused', error: 'invalid_url' };
    if (realNow() > url.until) return { kind: 'refused', error: 'expired_url' };
    if (url.left === 0) return { kind: 'refused', error: 'used_url' };
    url.left--;
    return { kind: 'ok', target: url.target };
  }
}
