import { z } from 'zod';
import { defineEvent } from '../kernel/index.ts';

/**
 * Slack drops events of an app that gets more than 30,000 in an hour, and says so once a minute with a notice that is
 * unlike every event: it has nothing inside.
 */
export const eventsDroppedType = 'app_rate_limited';

/** Slack has told us that it drops events; it says so once a minute, as long as it lasts. */
export const eventsDropped = defineEvent('slack.events_dropped', z.object({ at: z.iso.datetime() }));

/** Gives the notice an inside, so that it goes through Socket Mode's client and through Bolt as an event does. */
export function withInnerEvent(body: Record<string, unknown>): Record<string, unknown> {
  const { event, type } = body;
  if (typeof event === 'object' && event !== null) return body;
  return { ...body, event: { type: typeof type === 'string' ? type : 'unknown' } };
}
