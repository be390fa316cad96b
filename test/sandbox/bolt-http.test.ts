import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signature } from '../../sandbox/http-delivery.ts';
import { at, DANA, formView, type Harness, listAt, OPS, silent, startWorkspace, textAt } from './harness.ts';

let harness: Harness;
const stops: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  harness = await startWorkspace();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await harness.close();
});

async function startHttpApp(
  listen: (app: App) => void,
  secret = harness.workspace.tokens.signingSecret,
): Promise<void> {
  const app = new App({
    token: harness.workspace.tokens.bot,
    signingSecret: secret,
    logger: silent,
    convoStore: false,
    clientOptions: { slackApiUrl: harness.workspace.apiUrl, retryConfig: { retries: 0 } },
  });
  app.error(async () => {});
  listen(app);
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  stops.push(() => app.stop());
  const { port } = server.address() as AddressInfo;
  harness.workspace.setRequestUrl(`http://127.0.0.1:${port}/slack/events`);
}

interface Received {
  headers: IncomingMessage['headers'];
  body: string;
}

/** A bare receiver that answers with a status, and keeps what it got. */
async function startReceiver(
  answer: (count: number) => number,
): Promise<{ received: Received[]; next(n: number): Promise<void> }> {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answer(received.length)).end();
      server.emit('received');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  harness.workspace.setRequestUrl(`http://127.0.0.1:${port}/slack/events`);
  return {
    received,
    async next(n) {
      while (received.length < n) await once(server, 'received');
    },
  };
}

test('the signature is the one of Slack’s documentation', () => {
  const body =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
  expect(signature('8f742231b10e8888abcd99yyyzzz85a5', 1_531_420_618, body)).toBe(
    'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  );
});

test('command, modal, errors, submission and message over HTTP', async () => {
  await startHttpApp((app) => {
    app.command('/form', async ({ ack, body, client }) => {
      await client.views.open({ trigger_id: body.trigger_id, view: formView() });
      await ack(`form for ${body.text}`);
    });
    app.view('form', async ({ ack, view, client }) => {
      const name = view.state.values['name']?.['text']?.value;
      if (name === 'taken') return await ack({ response_action: 'errors', errors: { name: 'Taken.' } });
      await client.chat.postMessage({ channel: OPS, text: `Hello ${name}` });
      await ack();
    });
    app.message('ping', async ({ say }) => {
      await say('pong');
    });
  });
  const text = 'ünï & code = 50%';
  expect(await harness.post('act/command', { as: DANA, channel: OPS, command: '/form', text })).toMatchObject(
    {
      acked: true,
    },
  );
  const view = textAt(await harness.get(`views?as=${DANA}`), '/stack/0/id');
  const submit = (name: string) =>
    harness.post('act/submit', { as: DANA, view, values: { name: { text: name } } });
  expect(await submit('taken')).toEqual({ outcome: 'errors', errors: { name: 'Taken.' } });
  expect(await submit('Ada')).toEqual({ outcome: 'closed' });
  await harness.after(
    'message',
    () => harness.post('act/message', { as: DANA, channel: OPS, text: 'ping' }),
    2,
  );
  const messages = listAt(await harness.get(`messages?as=${DANA}&channel=${OPS}`), '/messages');
  expect(messages.map((message) => at(message, '/text'))).toEqual([
    `form for ${text}`,
    'Hello Ada',
    'ping',
    'pong',
  ]);
});

test('a wrong signing secret is refused by the app, and the person is told', async () => {
  await startHttpApp((app) => app.command('/form', async ({ ack }) => ack()), 'another-secret');
  expect(await harness.post('act/command', { as: DANA, channel: OPS, command: '/form' })).toMatchObject({
    acked: false,
    notice: '/form failed because the app did not respond.',
  });
});

test('content types are exact, and every request is signed', async () => {
  const { received } = await startReceiver(() => 200);
  await harness.post('act/command', { as: DANA, channel: OPS, command: '/form', text: 'x' });
  await harness.post('act/shortcut', { as: DANA, callback_id: 'on_anywhere' });
  await harness.post('act/home', { as: DANA });
  const form = 'application/x-www-form-urlencoded';
  expect(received.map(({ headers }) => headers['content-type'])).toEqual([form, form, 'application/json']);
  const secret = harness.workspace.tokens.signingSecret;
  for (const { headers, body } of received) {
    const base = `v0:${headers['x-slack-request-timestamp']}:${body}`;
    const expected = createHmac('sha256', secret).update(base).digest('hex');
    expect(headers['x-slack-signature']).toBe(`v0=${expected}`);
    expect(headers['x-slack-retry-num']).toBeUndefined();
  }
  expect(Object.fromEntries(new URLSearchParams(received[0]?.body))).toMatchObject({
    command: '/form',
    text: 'x',
    user_id: DANA,
    channel_id: OPS,
    is_enterprise_install: 'false',
  });
  expect(JSON.parse(new URLSearchParams(received[1]?.body).get('payload') ?? '')).toMatchObject({
    type: 'shortcut',
  });
});

test('a refused event is sent again at once with retry headers; an interaction is not', async () => {
  const { received, next } = await startReceiver((count) => (count === 1 ? 500 : 200));
  await harness.post('act/message', { as: DANA, channel: OPS, text: 'again' });
  await next(2);
  const [first, again] = received.map(({ body }) => JSON.parse(body));
  expect(again.event_id).toBe(first.event_id);
  expect(received[1]?.headers).toMatchObject({
    'x-slack-retry-num': '1',
    'x-slack-retry-reason': 'http_error',
  });
});

test('retryNext delivers an event twice although it was taken', async () => {
  const { received, next } = await startReceiver(() => 200);
  await harness.post('http', { retryNext: 1 });
  await harness.post('act/message', { as: DANA, channel: OPS, text: 'once' });
  await next(2);
  expect(received[1]?.headers['x-slack-retry-reason']).toBe('http_timeout');
  await harness.post('act/message', { as: DANA, channel: OPS, text: 'twice' });
  expect(received).toHaveLength(3);
});
