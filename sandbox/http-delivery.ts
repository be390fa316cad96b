import { createHmac } from 'node:crypto';
import { type JsonObject, parseJson } from './json.ts';
import { realEpochSeconds } from './real-time.ts';
import { ACK_LIMIT_MS, type EnvelopeKind, type Outcome, type Retry, type Transport } from './transport.ts';

/** `v0=` and the HMAC-SHA256 of `v0:timestamp:body`, as Slack signs a request. */
export function signature(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

function encode(kind: EnvelopeKind, payload: JsonObject): { type: string; body: string } {
  if (kind === 'events_api') return { type: 'application/json', body: JSON.stringify(payload) };
  const form = new URLSearchParams();
  if (kind === 'interactive') form.set('payload', JSON.stringify(payload));
  // A command's fields travel as they are; Slack leaves absent ones out.
  else for (const [key, value] of Object.entries(payload)) if (value !== null) form.set(key, String(value));
  return { type: 'application/x-www-form-urlencoded', body: form.toString() };
}

/** Delivery to a request URL: signed requests that must be answered with 2xx within 3 seconds. */
export class HttpDelivery implements Transport {
  readonly name = 'http';
  readonly #url: string;
  readonly #secret: string;

  constructor(url: string, signingSecret: string) {
    this.#url = url;
    this.#secret = signingSecret;
  }

  async deliver(kind: EnvelopeKind, payload: JsonObject, retry?: Retry): Promise<Outcome> {
    const { type, body } = encode(kind, payload);
    const timestamp = realEpochSeconds();
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        // Slack follows up to two redirects; an app that needs them is misconfigured, so here they fail.
        redirect: 'manual',
        signal: AbortSignal.timeout(ACK_LIMIT_MS),
        headers: {
          'content-type': type,
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          'x-slack-request-timestamp': String(timestamp),
          'x-slack-signature': signature(this.#secret, timestamp, body),
          ...(retry ? { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason } : {}),
        },
        body,
      });
      const text = await response.text();
      if (response.ok) return { kind: 'acked', body: text === '' ? undefined : (parseJson(text) ?? text) };
      return {
        kind: 'failed',
        reason: 'http_error',
        noRetry: response.headers.get('x-slack-no-retry') === '1',
      };
    } catch (error) {
      const timedOut = error instanceof Error && error.name === 'TimeoutError';
      return { kind: 'failed', reason: timedOut ? 'http_timeout' : 'connection_failed' };
    }
  }
}
