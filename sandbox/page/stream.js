// @ts-check
/** @import { StreamEvent } from './types.d.ts' */

/**
 * Follows `/control/stream`. The browser reconnects by itself; after a gap the listener must refetch everything.
 * @param {{ event(event: StreamEvent): void, opened(again: boolean): void, lost(): void }} listener
 */
export function follow(listener) {
  const source = new EventSource('/control/stream');
  let openedBefore = false;
  source.addEventListener('open', () => {
    listener.opened(openedBefore);
    openedBefore = true;
  });
  source.addEventListener('message', (message) => {
    const event = parse(message.data);
    if (event) listener.event(event);
  });
  source.addEventListener('error', () => listener.lost());
}

/**
 * @param {unknown} data
 * @returns {StreamEvent | null}
 */
function parse(data) {
  try {
    return JSON.parse(String(data));
  } catch {
    return null;
  }
}
