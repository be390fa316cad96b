import cron from 'node-cron';
import { planRetention, retentionDue } from './governance/index.ts';
import { homeJob, homeRoutes } from './home/index.ts';
import { startHttpFace } from './http/index.ts';
import {
  type Clock,
  createKernel,
  createMetrics,
  type Database,
  type Kernel,
  type Log,
  localWorkspace,
  migrate,
} from './kernel/index.ts';
import { createPeople, orgRoutes, type Services, whyMayNotAct } from './org/index.ts';
import type { Playbook } from './playbook/index.ts';
import { rhythmDue, rhythmRoutes } from './rhythm/index.ts';
import {
  createOutbox,
  createSlackClient,
  createSlackFace,
  eventsDropped,
  identify,
  type OutboxOptions,
  type RealTokens,
} from './slack/index.ts';
import { subscriptions } from './subscriptions.ts';

export interface AppOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly playbook: Playbook;
  readonly slack: { readonly tokens: RealTokens; readonly apiUrl: string; readonly isLocal: boolean };
  readonly host: string;
  readonly port: number;
  readonly localWorkspaceUrl?: string;
  readonly outbox?: OutboxOptions;
}

export interface PacekeeperApp {
  readonly kernel: Kernel;
  readonly services: Services;
  /** Where health, metrics and, over HTTP, Slack's requests are answered. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Slack gives up on an answer after 3 s; whatever is still running after 10 s is cut off and done again at the next start. */
const stopWithinMs = 10_000;

/**
 * Wires the slices together and starts them; the same for production, the local workspace and tests.
 * @throws StartupError when the database or Slack refuses.
 */
export async function startApp(options: AppOptions): Promise<PacekeeperApp> {
  const { database, clock, log, playbook } = options;
  await migrate(database);
  const metrics = createMetrics();
  const kernel = createKernel({ database, clock, log, metrics });
  const client = createSlackClient(options.slack.tokens.botToken, options.slack.apiUrl, log);
  const identity = await identify(client);
  const people = createPeople(kernel, client, identity.teamId);
  const services: Services = { kernel, client, people, playbook, botUserId: identity.botUserId };
  const outbox = createOutbox(kernel, client, options.outbox);
  const face = createSlackFace({
    tokens: options.slack.tokens,
    apiUrl: options.slack.apiUrl,
    identity,
    routes: [...orgRoutes(services), ...rhythmRoutes(services), ...homeRoutes(services)],
    refuse: async (personId) => whyMayNotAct(await people.find(personId)),
    onEventsDropped: () =>
      kernel.work((work) => work.emit({ name: eventsDropped.name, data: { at: work.now.toISOString() } })),
    log,
    metrics,
  });
  const http = await startHttpFace({
    kernel,
    host: options.host,
    port: options.port,
    isSlackConnected: () => face.isConnected(),
    slackListener: face.requestListener,
    localWorkspaceUrl: options.localWorkspaceUrl,
  });
  await kernel.start({
    boundTo: options.slack.isLocal ? localWorkspace : identity.teamId,
    dueHandlers: [...rhythmDue(services), retentionDue(playbook.retention)],
    subscriptions: subscriptions(services),
    jobs: [outbox.job, homeJob(services)],
    sweepers: [outbox.sweeper],
    outwardIdle: async () => {
      await face.idle();
      await outbox.idle();
    },
  });
  await planRetention(kernel);
  await face.start();
  // The scheduler sleeps until the next row is due; this is the safety net under it.
  // A tick that came late under load is no news: the next look finds the same rows.
  const safetyNet = cron.schedule('* * * * *', () => kernel.scheduler.wake(), {
    suppressMissedWarning: true,
  });

  return {
    kernel,
    services,
    url: http.url,
    stop: async () => {
      await safetyNet.destroy();
      await within(
        stopWithinMs,
        (async () => {
          await http.stop();
          await face.stop();
          await kernel.stop();
        })(),
      );
    },
  };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
