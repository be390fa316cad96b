import type { RequestListener } from 'node:http';
import { App, type Logger, LogLevel } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import {
  createClock,
  type Log,
  type Metrics,
  type SlackConnection as SlackTokens,
  StartupError,
} from '../kernel/index.ts';
import { eventsDroppedType, withInnerEvent } from './events-dropped.ts';
import { HttpReceiver } from './http-receiver.ts';
import { answersToSlack } from './response-url.ts';
import { bindRoutes } from './router.ts';
import type { Route } from './routes.ts';
import { classifySlackError } from './slack-error.ts';
import { SocketPair } from './socket-pair.ts';

export interface SlackIdentity {
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
}

export interface SlackFace {
  /** `/slack/events` over HTTP; undefined in Socket Mode. */
  readonly requestListener: RequestListener | undefined;
  isConnected(): boolean;
  /** Resolves when nothing that people did is being worked on. */
  idle(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export type RealTokens = Exclude<SlackTokens, { kind: 'local' }>;

export const slackEventsPath = '/slack/events';
const callTimeoutMs = 15_000;
/** The machine's, wherever the virtual clock stands. */
const realTime = createClock();

/** Retries are the outbox's business, which knows what may be repeated; a 429 must not stall every other call. */
function clientOptions(apiUrl: string, logger: Logger): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    timeout: callTimeoutMs,
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger,
  };
}

export function createSlackClient(botToken: string, apiUrl: string, log: Log): WebClient {
  return new WebClient(botToken, clientOptions(apiUrl, boltLogger(log)));
}

/** @throws StartupError code `slack_refused` or `slack_unreachable`, saying what to do. */
export async function identify(client: WebClient): Promise<SlackIdentity> {
  try {
    const self = await client.auth.test();
    return { teamId: self.team_id ?? '', botUserId: self.user_id ?? '', botId: self.bot_id ?? '' };
  } catch (cause) {
    const failure = classifySlackError(cause);
    if (failure.kind === 'permanent') {
      throw new StartupError(
        'slack_refused',
        [
          `Slack refuses SLACK_BOT_TOKEN (${failure.code}). Copy the "Bot User OAuth Token" of the installed app again.`,
        ],
        cause,
      );
    }
    throw new StartupError(
      'slack_unreachable',
      [`Slack could not be reached (${failure.code}). Check the network, a proxy, and SLACK_API_URL.`],
      cause,
    );
  }
}

export interface SlackFaceOptions {
  readonly tokens: RealTokens;
  readonly apiUrl: string;
  readonly identity: SlackIdentity;
  readonly routes: readonly Route[];
  readonly refuse: (personId: string) => Promise<string | undefined>;
  /** Slack says that it drops events, because there are too many of them. */
  readonly onEventsDropped: () => Promise<void>;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Socket Mode or HTTP, with the same listeners. */
export function createSlackFace(options: SlackFaceOptions): SlackFace {
  const { tokens, apiUrl, identity, log, metrics } = options;
  const logger = boltLogger(log);
  let connected = false;
  const setConnected = (now: boolean) => {
    connected = now;
    metrics.connected.set(now ? 1 : 0);
  };
  const socket =
    tokens.kind === 'socket'
      ? new SocketPair({
          appToken: tokens.appToken,
          clientOptions: clientOptions(apiUrl, logger),
          logger,
          onChange: setConnected,
        })
      : undefined;
  const http =
    tokens.kind === 'http'
      ? new HttpReceiver({
          signingSecret: tokens.signingSecret,
          logger,
          nowSeconds: () => realTime.now().getTime() / 1000,
        })
      : undefined;
  const receiver = socket ?? http;
  const app = new App({
    token: tokens.botToken,
    // With both ids Bolt has no need to ask Slack who it is before each listener.
    botUserId: identity.botUserId,
    botId: identity.botId,
    clientOptions: clientOptions(apiUrl, logger),
    convoStore: false,
    tokenVerificationEnabled: false,
    logger,
    ...(receiver === undefined ? {} : { receiver }),
  });
  const inFlight = bindRoutes({ app, routes: options.routes, refuse: options.refuse, log, metrics });
  answerOnlyToSlack(app, options);
  hearOfDroppedEvents(app, options);
  return {
    requestListener:
      http === undefined ? undefined : (request, response) => void http.answer(request, response),
    isConnected: () => connected,
    idle: () => inFlight.idle(),
    start: async () => {
      if (socket === undefined) setConnected(true);
      else await socket.start();
    },
    stop: async () => {
      setConnected(false);
      await socket?.stop();
      await inFlight.idle();
    },
  };
}

/** Bolt answers to whatever address a payload names; nothing we send goes anywhere but to Slack. */
function answerOnlyToSlack(app: App, { apiUrl, log }: SlackFaceOptions): void {
  const process = app.processEvent.bind(app);
  app.processEvent = async (event) => {
    if (answersToSlack(event.body['response_url'], apiUrl)) return process(event);
    log.warn({ from: 'slack' }, 'a payload was left alone: its response_url is not at Slack');
  };
}

function hearOfDroppedEvents(app: App, { log, metrics, onEventsDropped }: SlackFaceOptions): void {
  const process = app.processEvent.bind(app);
  // Over HTTP the notice comes as it is, and Bolt would let Slack wait until it gives up.
  app.processEvent = (event) =>
    process(
      event.body['type'] === eventsDroppedType ? { ...event, body: withInnerEvent(event.body) } : event,
    );
  app.event(eventsDroppedType, async () => {
    metrics.eventsDropped.inc();
    log.warn('Slack drops events: the app got more than 30,000 in an hour');
    await onEventsDropped();
  });
}

/** Bolt's log lines go through ours, which takes secrets out; what Bolt calls info is detail to us. */
function boltLogger(log: Log): Logger {
  const write =
    (level: 'debug' | 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log[level]({ from: 'slack' }, parts.map(String).join(' '));
  return {
    debug: () => undefined,
    info: write('debug'),
    warn: write('warn'),
    error: write('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
