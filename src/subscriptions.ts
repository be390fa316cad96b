import { refreshEveryHome, refreshHomes } from './home/index.ts';
import { gaveUp, type Subscription, subscribe } from './kernel/index.ts';
import { onEventsDropped, onGaveUp, onMessageFailed, type Services, teamChanged } from './org/index.ts';
import { cycleChanged, planCycles, recordReceipt } from './rhythm/index.ts';
import { eventsDropped, messageFailed, messageSent } from './slack/index.ts';

/** Which slice hears which domain event: the one place where something low is heard by something high. */
export function subscriptions(services: Services): Subscription[] {
  return [
    subscribe('rhythm.plan', teamChanged, (work, { teamId }) => planCycles(work, services, teamId)),
    subscribe('rhythm.receipt', messageSent, (work, { key }) => recordReceipt(work, key)),
    subscribe('org.tell_failed', messageFailed, onMessageFailed),
    subscribe('org.tell_gave_up', gaveUp, onGaveUp),
    subscribe('org.tell_events_dropped', eventsDropped, (work) => onEventsDropped(work)),
    subscribe('home.team_changed', teamChanged, (work) => refreshEveryHome(work)),
    subscribe('home.cycle_changed', cycleChanged, (work, { teamId }) => refreshHomes(work, teamId)),
  ];
}
