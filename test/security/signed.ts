import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { realEpochSeconds } from '../../sandbox/real-time.ts';
import type { Workplace } from '../support/workplace.ts';

export const form = 'application/x-www-form-urlencoded';

export interface Reply {
  readonly status: number;
  readonly text: string;
}

export function signatureOf(secret: string, timestamp: number | string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** The headers that Slack sends, for a body that this signs; `ageSeconds` below zero is the future. */
export function signedHeaders(at: Workplace, body: string, ageSeconds = 0): Record<string, string> {
  const timestamp = realEpochSeconds() - ageSeconds;
  return {
    'content-type': form,
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': signatureOf(at.slack.tokens.signingSecret, timestamp, body),
  };
}

/** An interaction as it travels: one field with JSON in it. */
export function asForm(payload: unknown): string {
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

/** Sends what `fetch` would tidy up or refuse: any method, any path, any header. */
export function send(
  base: string,
  options: { method?: string; path?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Reply> {
  const { hostname, port } = new URL(base);
  const { method = 'POST', path = '/slack/events', headers = {}, body = '' } = options;
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
