import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Figures for Prometheus. One registry per app, so that tests can run several apps in one process. */
export interface Metrics {
  readonly registry: Registry;
  readonly dueHandled: Counter<'kind' | 'outcome'>;
  readonly eventsHandled: Counter<'subscriber' | 'outcome'>;
  readonly deliveries: Counter<'method' | 'outcome'>;
  readonly interactions: Histogram<'kind'>;
  readonly lastTick: Gauge;
  readonly connected: Gauge;
  readonly eventsDropped: Counter;
  readonly tokenRefused: Gauge;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    dueHandled: new Counter({
      name: 'pacekeeper_due_rows_total',
      help: 'Due rows handled, by kind and outcome.',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    eventsHandled: new Counter({
      name: 'pacekeeper_events_total',
      help: 'Domain events handled, by subscriber and outcome.',
      labelNames: ['subscriber', 'outcome'],
      registers,
    }),
    deliveries: new Counter({
      name: 'pacekeeper_deliveries_total',
      help: 'Calls to Slack by the outbox, by method and outcome.',
      labelNames: ['method', 'outcome'],
      registers,
    }),
    interactions: new Histogram({
      name: 'pacekeeper_interaction_seconds',
      help: 'Time to answer a click, a form or a command.',
      labelNames: ['kind'],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
      registers,
    }),
    lastTick: new Gauge({
      name: 'pacekeeper_last_tick_timestamp_seconds',
      help: 'When the scheduler last looked for due rows.',
      registers,
    }),
    connected: new Gauge({
      name: 'pacekeeper_slack_connected',
      help: '1 while the connection to Slack is up.',
      registers,
    }),
    tokenRefused: new Gauge({
      name: 'pacekeeper_slack_token_refused',
      help: '1 while Slack does not take the bot token: nothing can be posted, and nobody told so in Slack.',
      registers,
    }),
    eventsDropped: new Counter({
      name: 'pacekeeper_slack_events_dropped_notices_total',
      help: 'Notices from Slack that it drops events, because there were more than 30,000 in an hour.',
      registers,
    }),
  };
}
