import type { Writable } from 'node:stream';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';

export type Log = Logger;

/** Shapes of secrets, wherever they turn up in a line: Slack tokens, webhook secrets, bearer headers, URLs with passwords. */
const secretShapes: readonly [RegExp, string][] = [
  [/\bx(?:ox[a-z]|app)-[A-Za-z0-9-]+/g, '[token]'],
  [/\bwhsec_[A-Za-z0-9+/=]+/g, '[secret]'],
  [/\bBearer\s+[^\s"',}]+/gi, 'Bearer [token]'],
  [/(\w+:\/\/[^\s:/"@]+:)[^\s@"]+@/g, '$1[password]@'],
  [/\b(hooks|trigger_id|response_url|ticket)(["':= ]+)[^\s"',}]+/g, '$1$2[removed]'],
];

/** Texts of people have no place in a log; ids and codes are enough to find them in the database. */
const personalKeys = [
  'text',
  'blocks',
  'view',
  'values',
  'real_name',
  'email',
  'payload',
  'body',
  'private_metadata',
];

function redactSecrets(line: string, secrets: readonly string[]): string {
  let out = line;
  for (const secret of secrets) out = out.replaceAll(secret, '[secret]');
  for (const [shape, replacement] of secretShapes) out = out.replace(shape, replacement);
  return out;
}

/**
 * A structured log, one JSON object a line, without secrets and without what people wrote.
 * @param secrets values that must never be printed, whatever they look like
 */
export function createLog(
  level: LogLevel,
  secrets: readonly string[],
  destination: Writable = process.stdout,
): Log {
  const known = secrets.filter((secret) => secret.length >= 8);
  const stream: DestinationStream = { write: (line) => void destination.write(redactSecrets(line, known)) };
  return pino(
    {
      level,
      base: null,
      redact: { paths: personalKeys.flatMap((key) => [key, `*.${key}`]), censor: '[removed]' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    stream,
  );
}
