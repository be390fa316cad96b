import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realEpochSeconds } from '../../sandbox/real-time.ts';
import { startHttpFace } from '../../src/http/index.ts';
import { ReplayGuard } from '../../src/slack/replay-guard.ts';
import { answersToSlack } from '../../src/slack/response-url.ts';
import { startKernel } from '../support/kernel.ts';
import { startWorkplace, type Workplace } from '../support/workplace.ts';
import { asForm, form, type Reply, send, signatureOf, signedHeaders } from './signed.ts';

const status = async (reply: Promise<Reply>) => (await reply).status;
const why = async (reply: Promise<Reply>) => {
  const { status, text } = await reply;
  return [status, (JSON.parse(text) as { error: string }).error];
};

describe('requests to the app, over HTTP', () => {
  let at: Workplace;
  let serial = 0;
  beforeAll(async () => {
    at = await startWorkplace({ transport: 'http' });
  });
  afterAll(() => at.close());

  /** A click that ends in words for Dana; each is another one. */
  const click = () => {
    serial += 1;
    return asForm({
      type: 'block_actions',
      team: { id: 'T0HARBOR01' },
      user: { id: 'U0DANA0001' },
      trigger_id: `1.${serial}`,
      actions: [{ type: 'button', action_id: 'no.such', block_id: 'b', action_ts: `1.${serial}` }],
    });
  };
  const opened = async () => {
    await at.settle();
    const { calls } = await at.control<{ calls: { args: { trigger_id: string } }[] }>(
      'GET',
      'calls?method=views.open',
    );
    return new Set(calls.map(({ args }) => args.trigger_id)).size;
  };

  test('what is signed now is taken, and so is what took 290 seconds or comes from a clock that is fast', async () => {
    for (const ageSeconds of [0, 290, -290]) {
      const body = click();
      expect(await status(send(at.app.url, { headers: signedHeaders(at, body, ageSeconds), body }))).toBe(
        200,
      );
    }
  });

  test.each([
    ['the past', 302],
    ['yesterday', 86_400],
    ['the future', -302],
    ['tomorrow', -86_400],
  ])('a right signature with a timestamp from %s is refused', async (_when, ageSeconds) => {
    const before = await opened();
    const body = click();
    const reply = send(at.app.url, { headers: signedHeaders(at, body, ageSeconds), body });
    expect(await status(reply)).toBe(401);
    expect(await opened()).toBe(before);
  });

  test('the same request is carried out once, however its signature is dressed up', async () => {
    const before = await opened();
    const body = click();
    const headers = signedHeaders(at, body);
    const signature = headers['x-slack-signature'] ?? '';
    const again = await Promise.all([
      send(at.app.url, { headers, body }),
      send(at.app.url, { headers, body }),
    ]);
    expect(again.map((reply) => reply.status).sort()).toEqual([200, 409]);
    expect(await why(send(at.app.url, { headers, body }))).toEqual([409, 'seen_before']);
    const timestamp = headers['x-slack-request-timestamp'] ?? '';
    for (const dressed of [
      { ...headers, 'x-slack-signature': `${signature}=` },
      { ...headers, 'x-slack-signature': `${signature}=again` },
      { ...headers, 'x-slack-signature': signature.toUpperCase() },
      { ...headers, 'x-slack-request-timestamp': `${timestamp}.0` },
      { ...headers, 'x-slack-request-timestamp': `0x${Number(timestamp).toString(16)}` },
    ]) {
      expect(await why(send(at.app.url, { headers: dressed, body }))).toEqual([401, 'bad_signature']);
    }
    expect(await status(send(at.app.url, { headers: { ...headers, 'x-slack-retry-num': '1' }, body }))).toBe(
      409,
    );
    expect(await opened()).toBe(before + 1);
  });

  test('Slack’s own retry of an event is a new request, and is taken', async () => {
    const body = JSON.stringify({
      type: 'event_callback',
      team_id: 'T0HARBOR01',
      event_id: 'Ev1',
      event: { type: 'app_home_opened', user: 'U0DANA0001', tab: 'home', channel: 'D1' },
    });
    const json = (ageSeconds: number) => ({
      ...signedHeaders(at, body, ageSeconds),
      'content-type': 'application/json',
    });
    expect(await status(send(at.app.url, { headers: json(3), body }))).toBe(200);
    const retry = { ...json(0), 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' };
    expect(await status(send(at.app.url, { headers: retry, body }))).toBe(200);
  });

  test('what was not carried out may come again with the same signature', async () => {
    const body = asForm({ type: 'nobody_knows' });
    const headers = signedHeaders(at, body);
    expect(await why(send(at.app.url, { headers, body }))).toEqual([400, 'not_understood']);
    expect(await why(send(at.app.url, { headers, body }))).toEqual([400, 'not_understood']);
  });

  test.each<[string, (headers: Record<string, string>, body: string) => Record<string, string>]>([
    ['another secret', (h, body) => resigned(h, body, 'another secret')],
    ['the empty secret', (h, body) => resigned(h, body, '')],
    ['another body', (h, body) => resigned(h, `${body}&`, at.slack.tokens.signingSecret)],
    ['no signature', (h) => without(h, 'x-slack-signature')],
    ['no timestamp', (h) => without(h, 'x-slack-request-timestamp')],
    ['neither', (h) => ({ 'content-type': h['content-type'] ?? '' })],
    ['an empty signature', (h) => ({ ...h, 'x-slack-signature': '' })],
    ['half a signature', (h) => ({ ...h, 'x-slack-signature': 'v0=' })],
    ['version 1', (h) => ({ ...h, 'x-slack-signature': `v1=${'a'.repeat(64)}` })],
    ['a timestamp in words', (h) => ({ ...h, 'x-slack-request-timestamp': 'now' })],
    ['an endless timestamp', (h) => ({ ...h, 'x-slack-request-timestamp': 'Infinity' })],
  ])('a request with %s is refused with 401', async (_what, change) => {
    const body = click();
    const headers = change(signedHeaders(at, body), body);
    expect(await why(send(at.app.url, { headers, body }))).toEqual([401, 'bad_signature']);
  });

  test('a signed body of a type or shape that Slack does not send is refused with 400', async () => {
    const odd: [string, string][] = [
      ['text/plain', click()],
      ['multipart/form-data', click()],
      [form, 'payload=null'],
      [form, 'payload={'],
      [form, 'payload=%5B%5D'],
      [form, ''],
      ['application/json', 'null'],
      ['application/json', '7'],
      ['application/json', '[]'],
      ['application/json', ''],
      ['application/json', '{}'],
      ['application/json', '{"event":null}'],
      ['application/json', '{"event":{"type":"app_home_opened","channel":null}}'],
    ];
    for (const [type, body] of odd) {
      const headers = { ...signedHeaders(at, body), 'content-type': type };
      expect([type, body, ...(await why(send(at.app.url, { headers, body })))]).toEqual([
        type,
        body,
        400,
        'not_understood',
      ]);
    }
  });

  test('Slack’s look at the certificate needs no signature, and nothing can be smuggled in with it', async () => {
    const before = await opened();
    const headers = { 'content-type': form };
    expect(await status(send(at.app.url, { headers, body: 'ssl_check=1&token=x' }))).toBe(200);
    expect(await status(send(at.app.url, { headers, body: `ssl_check=1&${click()}` }))).toBe(200);
    expect(await status(send(at.app.url, { headers, body: 'ssl_check=0&token=x' }))).toBe(401);
    expect(await opened()).toBe(before);
  });

  test('the address is confirmed to Slack only', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    const headers = { ...signedHeaders(at, body), 'content-type': 'application/json' };
    expect(await send(at.app.url, { headers, body })).toEqual({
      status: 200,
      text: JSON.stringify({ challenge: 'abc' }),
    });
    expect(await status(send(at.app.url, { headers: { 'content-type': 'application/json' }, body }))).toBe(
      401,
    );
  });

  test('a body over 1 MiB is refused with 413, signed or not', async () => {
    const body = asForm('x'.repeat(1_100_000));
    const refused = async (headers: Record<string, string>) => {
      const reply = await send(at.app.url, { headers, body }).catch((error: { code?: string }) => error.code);
      // The connection is closed on whoever goes on sending; some hear the answer only as that.
      return typeof reply === 'object' ? reply.status : reply;
    };
    expect([413, 'EPIPE', 'ECONNRESET']).toContain(await refused({ 'content-type': form }));
    expect([413, 'EPIPE', 'ECONNRESET']).toContain(await refused(signedHeaders(at, body)));
  });

  test('other methods and other paths are answered, and nothing ends the process', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']) {
      expect([method, await status(send(at.app.url, { method }))]).toEqual([method, 405]);
    }
    for (const path of [
      '//',
      '/../',
      '/healthz/',
      '/%',
      '/%00',
      '/\\',
      '/slack/events/',
      '/control/act',
      '/.env',
    ]) {
      expect([path, await status(send(at.app.url, { method: 'GET', path }))]).toEqual([path, 404]);
      expect([path, await status(send(at.app.url, { path }))]).toEqual([path, 405]);
    }
    expect(await status(send(at.app.url, { method: 'GET', path: '/healthz?x=//' }))).toBe(200);
  });

  test('an answer goes to Slack and nowhere else', async () => {
    const before = await opened();
    const payload = {
      type: 'block_actions',
      team: { id: 'T0HARBOR01' },
      user: { id: 'U0DANA0001' },
      response_url: 'http://169.254.169.254/latest/meta-data',
      actions: [{ type: 'button', action_id: 'no.such', block_id: 'b', action_ts: '9.9' }],
    };
    const body = asForm(payload);
    expect(await status(send(at.app.url, { headers: signedHeaders(at, body), body }))).toBe(400);
    expect(await opened()).toBe(before);
  });

  function resigned(headers: Record<string, string>, body: string, secret: string) {
    const timestamp = headers['x-slack-request-timestamp'] ?? '';
    return { ...headers, 'x-slack-signature': signatureOf(secret || '\u0000', timestamp, body) };
  }
});

function without(headers: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}

test('whoever sends slowly, headers or body, is cut off', async () => {
  const { kernel, close } = await startKernel();
  const face = await startHttpFace({
    kernel,
    host: '127.0.0.1',
    port: 0,
    isSlackConnected: () => true,
    slackListener: (request) => void request.resume(),
    localWorkspaceUrl: undefined,
    arriveWithinMs: 300,
  });
  const { port } = new URL(face.url);
  const answerTo = async (text: string) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.setEncoding('utf8').write(text);
    let heard = '';
    socket.on('data', (chunk: string) => {
      heard += chunk;
    });
    await once(socket, 'close');
    return heard.split('\r\n')[0];
  };
  const late = 'HTTP/1.1 408 Request Timeout';
  const slow = 'POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n';
  expect(await Promise.all([answerTo(slow), answerTo(`${slow}\r\npayload=`)])).toEqual([late, late]);
  await face.stop();
  await close();
});

describe('the memory for what was seen', () => {
  const id = () => randomBytes(8).toString('hex');

  test('it forgets what is too old to be believed anyway', () => {
    let now = realEpochSeconds();
    const guard = new ReplayGuard(() => now);
    for (let second = 0; second < 2_000; second += 1) {
      now += 1;
      expect(guard.admit(id(), now)).toBe(true);
    }
    expect(guard.size).toBeLessThanOrEqual(302);
    const last = id();
    expect(guard.admit(last, now)).toBe(true);
    now += 299;
    expect(guard.admit(last, now - 299)).toBe(false);
  });

  test('it is bounded in number too', () => {
    const guard = new ReplayGuard(() => 0, 100);
    for (let n = 0; n < 1_000; n += 1) guard.admit(id(), 0);
    expect(guard.size).toBe(100);
  });
});

test.each<[unknown, string, boolean]>([
  [undefined, 'https://slack.com/api/', true],
  ['https://hooks.slack.com/actions/T1/2/x', 'https://slack.com/api/', true],
  ['https://hooks.slack-gov.com/actions/T1/2/x', 'https://slack-gov.com/api/', true],
  ['http://127.0.0.1:4001/response/1', 'http://127.0.0.1:4001/api/', true],
  ['http://hooks.slack.com/actions', 'https://slack.com/api/', false],
  ['https://hooks.slack.com.example.org/', 'https://slack.com/api/', false],
  ['https://hooks.slack.com@example.org/', 'https://slack.com/api/', false],
  ['https://example.org/#hooks.slack.com', 'https://slack.com/api/', false],
  ['http://127.0.0.1/', 'https://slack.com/api/', false],
  ['file:///etc/passwd', 'https://slack.com/api/', false],
  ['not an address', 'https://slack.com/api/', false],
  [7, 'https://slack.com/api/', false],
])('an answer to %s with the API at %s: %s', (to, api, isSlack) => {
  expect(answersToSlack(to, api)).toBe(isSlack);
});
