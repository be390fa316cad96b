import type { RequestListener } from 'node:http';
import { App, HTTPReceiver, type Logger, LogLevel } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import {
  type Log,
  type Metrics,
  type SlackConnection as SlackTokens,
  StartupError,
} from '../kernel/index.ts';
import { bindRoutes } from './router.ts';
import type { Route } from './routes.ts';
import { classifySlackError } from './slack-error.ts';

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
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Socket Mode or HTTP, with the same listeners. */
export function createSlackFace(options: SlackFaceOptions): SlackFace {
  const { tokens, apiUrl, identity, log, metrics } = options;
  const logger = boltLogger(log);
  const receiver =
    tokens.kind === 'http'
      ? new HTTPReceiver({
          signingSecret: tokens.signingSecret,
          endpoints: slackEventsPath,
          logger,
          bodyLimit: '1mb',
        })
      : undefined;
  const app = new App({
    token: tokens.botToken,
    // With both ids Bolt has no need to ask Slack who it is before each listener.
    botUserId: identity.botUserId,
    botId: identity.botId,
    clientOptions: clientOptions(apiUrl, logger),
    convoStore: false,
    tokenVerificationEnabled: false,
    logger,
    ...(tokens.kind === 'socket' ? { socketMode: true, appToken: tokens.appToken } : {}),
    ...(receiver === undefined ? {} : { receiver }),
  });
  const inFlight = bindRoutes({ app, routes: options.routes, refuse: options.refuse, log, metrics });
  let connected = false;
  const setConnected = (now: boolean) => {
    connected = now;
    metrics.connected.set(now ? 1 : 0);
  };
  return {
    requestListener: receiver?.requestListener,
    isConnected: () => connected,
    idle: () => inFlight.idle(),
    start: async () => {
      if (tokens.kind === 'socket') watchSocket(app, setConnected);
      else setConnected(true);
      if (tokens.kind === 'socket') await app.start();
    },
    stop: async () => {
      setConnected(false);
      if (tokens.kind === 'socket') await app.stop();
      await inFlight.idle();
    },
  };
}

function watchSocket(app: App, setConnected: (now: boolean) => void): void {
  const receiver = (app as unknown as { receiver: { client: NodeJS.EventEmitter } }).receiver;
  receiver.client.on('connected', () => setConnected(true));
  for (const gone of ['disconnected', 'reconnecting', 'close'])
    receiver.client.on(gone, () => setConnected(false));
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
