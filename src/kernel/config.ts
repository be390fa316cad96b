import { z } from 'zod';
import { StartupError } from './errors.ts';

export type SlackConnection =
  | { readonly kind: 'socket'; readonly botToken: string; readonly appToken: string }
  | { readonly kind: 'http'; readonly botToken: string; readonly signingSecret: string }
  | { readonly kind: 'local' };

export type DatabaseConfig =
  | { readonly kind: 'embedded'; readonly dataDir: string }
  | { readonly kind: 'server'; readonly url: string };

export interface Config {
  readonly slack: SlackConnection;
  readonly slackApiUrl: string;
  readonly database: DatabaseConfig;
  readonly dataDir: string;
  readonly playbookDir: string;
  readonly host: string;
  readonly port: number;
  readonly localWorkspaceHost: string;
  /** Unset: `info`, and `warn` in the local workspace, whose one line on the screen says what matters. */
  readonly logLevel: LogLevel;
  /** The first one encrypts, all decrypt; none: what people wrote is stored as it is. */
  readonly encryptionKeys: readonly Buffer[];
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const optional = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text.trim() === '' ? undefined : text.trim()));

const startsWith = (prefix: string, name: string, where: string) =>
  optional.refine((token) => token === undefined || token.startsWith(prefix), {
    error: `${name} must start with ${prefix}. Copy it from ${where} in your Slack app's settings.`,
  });

const Environment = z.object({
  SLACK_BOT_TOKEN: startsWith('xoxb-', 'SLACK_BOT_TOKEN', '"OAuth & Permissions"'),
  SLACK_APP_TOKEN: startsWith('xapp-', 'SLACK_APP_TOKEN', '"Basic Information", "App-Level Tokens"'),
  SLACK_SIGNING_SECRET: optional,
  SLACK_API_URL: optional.refine((url) => url === undefined || URL.canParse(url), {
    error: 'SLACK_API_URL is not a URL. Leave it out, or give one like https://slack.com/api/.',
  }),
  DATABASE_URL: optional.refine((url) => url === undefined || /^postgres(ql)?:\/\//.test(url), {
    error:
      'DATABASE_URL must start with postgres:// or postgresql://. Leave it out to use the embedded database.',
  }),
  DATA_DIR: optional,
  PLAYBOOK_DIR: optional,
  PORT: optional.refine((port) => port === undefined || (/^\d{1,5}$/.test(port) && Number(port) <= 65_535), {
    error: 'PORT must be a whole number from 0 to 65535.',
  }),
  HOST: optional,
  LOCAL_WORKSPACE_HOST: optional,
  LOG_LEVEL: optional.refine((level) => level === undefined || logLevels.some((known) => known === level), {
    error: `LOG_LEVEL must be one of ${logLevels.join(', ')}.`,
  }),
  ENCRYPTION_KEY: optional.refine((keys) => keys === undefined || keysIn(keys).every(isKey), {
    error:
      'ENCRYPTION_KEY must be 32 bytes in base64, or several of them with commas between: the newest first. Make one with: npm run -s pace -- key',
  }),
});

/**
 * Reads the whole environment once.
 * @throws StartupError code `bad_environment`, with every problem and its fix.
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    throw new StartupError(
      'bad_environment',
      parsed.error.issues.map((issue) => issue.message),
    );
  }
  const env = parsed.data;
  const problems: string[] = [];
  const slack = slackConnection(env, problems);
  if (env.DATABASE_URL !== undefined && slack.kind !== 'local' && env.ENCRYPTION_KEY === undefined) {
    problems.push(
      'ENCRYPTION_KEY is required with DATABASE_URL and Slack tokens. Make one with: npm run -s pace -- key',
    );
  }
  if (problems.length > 0) throw new StartupError('bad_environment', problems);
  const dataDir = env.DATA_DIR ?? 'data';
  return {
    slack,
    slackApiUrl: env.SLACK_API_URL ?? 'https://slack.com/api/',
    database:
      env.DATABASE_URL === undefined
        ? { kind: 'embedded', dataDir }
        : { kind: 'server', url: env.DATABASE_URL },
    dataDir,
    playbookDir: env.PLAYBOOK_DIR ?? 'playbook',
    host: env.HOST ?? '127.0.0.1',
    port: Number(env.PORT ?? '3000'),
    localWorkspaceHost: env.LOCAL_WORKSPACE_HOST ?? '127.0.0.1',
    logLevel:
      logLevels.find((level) => level === env.LOG_LEVEL) ?? (slack.kind === 'local' ? 'warn' : 'info'),
    encryptionKeys: keysIn(env.ENCRYPTION_KEY ?? '').map((key) => Buffer.from(key, 'base64')),
  };
}

function keysIn(text: string): string[] {
  return text === '' ? [] : text.split(',').map((key) => key.trim());
}

function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text) && Buffer.from(text, 'base64').length === 32;
}

function slackConnection(env: z.infer<typeof Environment>, problems: string[]): SlackConnection {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = env;
  if (botToken === undefined) {
    if (appToken !== undefined || signingSecret !== undefined) {
      problems.push(
        'SLACK_BOT_TOKEN is missing, but another Slack secret is set. Set it too, or unset them all to use the local workspace.',
      );
    }
    return { kind: 'local' };
  }
  if (appToken !== undefined) return { kind: 'socket', botToken, appToken };
  if (signingSecret !== undefined) return { kind: 'http', botToken, signingSecret };
  problems.push(
    'SLACK_BOT_TOKEN alone is not enough. Add SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP).',
  );
  return { kind: 'local' };
}
