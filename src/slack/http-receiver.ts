import type { IncomingMessage, ServerResponse } from 'node:http';
import { type App, HTTPModuleFunctions, isRawBodyError, type Logger, type Receiver } from '@slack/bolt';
import { z } from 'zod';
import { describeError } from '../kernel/index.ts';
import { ReplayGuard } from './replay-guard.ts';

export interface HttpReceiverOptions {
  readonly signingSecret: string;
  readonly logger: Logger;
  /** Real time, never the virtual one: Slack's timestamps are real. */
  readonly nowSeconds: () => number;
}

/** Slack's own payloads stay under a tenth of this. */
const bodyLimit = '1mb';
/** Exactly as Slack writes them: `v0=…=x` and `1e9` are signatures and numbers to Bolt too, and would pass as new. */
const Headers = z.object({
  'x-slack-signature': z.string().regex(/^v0=[0-9a-f]{64}$/),
  'x-slack-request-timestamp': z
    .string()
    .regex(/^[0-9]{1,12}$/)
    .transform(Number),
});

/** Why a request is not carried out, with the status and the words for whoever looks at the answer. */
class RefusedRequestError extends Error {
  override readonly name = 'RefusedRequestError';
  readonly code: string;
  readonly status: number;

  constructor(status: number, code: string, cause?: unknown) {
    super(code, { cause });
    this.status = status;
    this.code = code;
  }
}

/**
 * Slack's requests over HTTP. Bolt's functions read and verify; its receiver is not used, because it ends the process on a
 * GET, leaves a rejection unhandled on a body of `null`, takes a request that was seen before, and lets what nobody handles
 * wait for three seconds.
 */
export class HttpReceiver implements Receiver {
  readonly #options: HttpReceiverOptions;
  readonly #guard: ReplayGuard;
  #app: App | undefined;

  constructor(options: HttpReceiverOptions) {
    this.#options = options;
    this.#guard = new ReplayGuard(options.nowSeconds);
  }

  init(app: App): void {
    this.#app = app;
  }

  /** The server is not ours: whoever has it calls `answer`. */
  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  /** Answers a request to `slackEventsPath`, whatever is in it; never rejects. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#take(request, response);
    } catch (error) {
      const refused =
        error instanceof RefusedRequestError ? error : new RefusedRequestError(400, 'not_understood', error);
      const cause = refused.cause === undefined ? '' : `: ${describeError(refused.cause)}`;
      this.#options.logger.warn(`A request was refused with ${refused.status} ${refused.code}${cause}`);
      refuse(response, refused);
    }
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') throw new RefusedRequestError(405, 'method_not_allowed');
    const headers = Headers.safeParse(request.headers);
    const body = await this.#read(request);
    if (body['ssl_check'] === '1') return send(response, undefined);
    // Everything but Slack's look at the certificate has been verified, and so it has both headers.
    if (!headers.success) throw new RefusedRequestError(401, 'bad_signature');
    const { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp } = headers.data;
    if (!this.#guard.isTimely(timestamp)) throw new RefusedRequestError(401, 'bad_timestamp');
    if (!this.#guard.admit(signature, timestamp)) throw new RefusedRequestError(409, 'seen_before');
    try {
      await this.#handOver(request, response, body);
    } catch (error) {
      this.#guard.forget(signature);
      throw error;
    }
  }

  /** @throws RefusedRequestError when it is too long, not from Slack, or no object. */
  async #read(request: IncomingMessage): Promise<Record<string, unknown>> {
    const { signingSecret } = this.#options;
    const verified = await HTTPModuleFunctions.parseAndVerifyHTTPRequest(
      { signingSecret, bodyLimit },
      request,
    ).catch((cause: unknown) => {
      const isTooLong = isRawBodyError(cause) && cause.statusCode === 413;
      throw isTooLong
        ? new RefusedRequestError(413, 'too_long')
        : new RefusedRequestError(401, 'bad_signature', cause);
    });
    const body = parsed(verified);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new RefusedRequestError(400, 'not_understood');
    }
    return { ...body };
  }

  async #handOver(
    request: IncomingMessage,
    response: ServerResponse,
    body: Record<string, unknown>,
  ): Promise<void> {
    if (body['type'] === 'url_verification') return send(response, { challenge: body['challenge'] });
    const retryNum = HTTPModuleFunctions.extractRetryNumFromHTTPRequest(request);
    const retryReason = HTTPModuleFunctions.extractRetryReasonFromHTTPRequest(request);
    await this.#app?.processEvent({
      body,
      ack: async (answer: unknown) => send(response, answer),
      ...(retryNum === undefined ? {} : { retryNum }),
      ...(retryReason === undefined ? {} : { retryReason }),
    });
    // Bolt waits for every listener: what is not answered by now never will be.
    if (!response.headersSent) throw new RefusedRequestError(400, 'not_understood');
  }
}

function parsed(request: Parameters<typeof HTTPModuleFunctions.parseHTTPRequestBody>[0]): unknown {
  try {
    return HTTPModuleFunctions.parseHTTPRequestBody(request);
  } catch {
    // The parser's error quotes what people wrote; it has no place in a log.
    return undefined;
  }
}

function send(response: ServerResponse, answer: unknown): void {
  if (response.headersSent) return;
  if (answer === undefined || answer === '') return void response.writeHead(200).end();
  const isText = typeof answer === 'string';
  response.writeHead(200, { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' });
  response.end(isText ? answer : JSON.stringify(answer));
}

function refuse(response: ServerResponse, { status, code }: RefusedRequestError): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    'content-type': 'application/json',
    // What is left of a body that was too long is not read.
    ...(status === 413 ? { connection: 'close' } : {}),
    ...(status === 405 ? { allow: 'POST' } : {}),
  });
  response.end(`${JSON.stringify({ error: code })}\n`);
}
