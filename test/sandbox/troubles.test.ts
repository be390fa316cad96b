import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  at,
  clientOf,
  DANA,
  errorOf,
  type Harness,
  listAt,
  manifest,
  OPS,
  PRIYA,
  silent,
  startApp,
  startWorkspace,
  textAt,
} from './harness.ts';

const EVENTS = [
  'app_uninstalled',
  'channel_left',
  'tokens_revoked',
  'user_change',
  'message.channels',
  'channel_archive',
];

let harness: Harness;
const stops: (() => Promise<unknown> | unknown)[] = [];
beforeEach(async () => {
  const settings = { event_subscriptions: { bot_events: EVENTS }, interactivity: { is_enabled: true } };
  harness = await startWorkspace({ manifest: { ...manifest, settings } });
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await harness.close();
});

const client = () => clientOf(harness);
const fault = (kind: string, more: object = {}) => harness.post('faults', { kind, ...more });
const say = (text: string) => harness.post('act/message', { as: DANA, channel: OPS, text });
const deliveries = async (query = '') => listAt(await harness.get(`deliveries${query}`), '/deliveries');
const names = async () => (await deliveries()).map((one) => at(one, '/name'));

async function start(listen: (app: App) => void = () => {}): Promise<App> {
  const app = await startApp(harness, listen);
  stops.push(() => app.stop());
  return app;
}

describe('the list of faults', () => {
  test('names every kind with what it takes', async () => {
    const kinds = listAt(await harness.get('faults'), '/kinds');
    expect(kinds.map((one) => at(one, '/kind'))).toEqual([
      '429',
      '500_before',
      '500_after',
      'timeout_before',
      'timeout_after',
      'slow',
      'error',
      'duplicate_next',
      'reorder_next',
      'delay_next',
      'app_rate_limited',
      'drop_sockets',
      'disconnect',
      'revoke_token',
      'uninstall',
      'reinstall',
      'archive_channel',
      'remove_bot',
      'deactivate_person',
    ]);
    for (const kind of kinds) expect(textAt(kind, '/what')).not.toBe('');
    expect(kinds.find((one) => at(one, '/kind') === 'disconnect')).toMatchObject({
      on: 'socket',
      fields: [
        { name: 'reason', required: true, values: ['warning', 'refresh_requested', 'link_disabled'] },
        { name: 'connections', required: false },
      ],
    });
  });

  test.each([
    ['flood', {}],
    ['error', {}],
    ['slow', { delayMs: 'long' }],
    ['disconnect', { reason: 'too_many_websockets' }],
    ['archive_channel', {}],
    ['429', { times: -1 }],
  ])('refuses %s with %o', async (kind, more) => {
    expect(await fault(kind, more)).toMatchObject({ error: 'invalid_fault' });
    expect(listAt(await harness.get('faults'), '/faults')).toEqual([]);
  });

  test('is forgotten at once', async () => {
    await fault('error', { error: 'fatal_error', times: 9 });
    await fetch(`${harness.workspace.url}/control/faults`, { method: 'DELETE' });
    expect(await errorOf(client().auth.test())).toBeNull();
  });
});

describe('calls', () => {
  test('a slow answer comes late, and the work is done', async () => {
    await fault('slow', { method: 'chat.postMessage', delayMs: 120 });
    const started = performance.now();
    await client().chat.postMessage({ channel: OPS, text: 'slow' });
    expect(performance.now() - started).toBeGreaterThanOrEqual(115);
    await fault('slow', { method: 'chat.postMessage', delayMs: 400 });
    const impatient = clientOf(harness, { timeout: 50 });
    expect(await errorOf(impatient.chat.postMessage({ channel: OPS, text: 'lost' }))).toBe(
      'slack_webapi_request_error',
    );
    const { messages = [] } = await client().conversations.history({ channel: OPS });
    expect(messages.map(({ text }) => text)).toEqual(['lost', 'slow']);
  });

  test('rate limits are switched while it runs', async () => {
    const post = (channel = OPS) =>
      errorOf(clientOf(harness, { rejectRateLimitedCalls: true }).chat.postMessage({ channel, text: 'x' }));
    expect(await harness.post('rate-limits', { mode: 'realistic' })).toEqual({ mode: 'realistic' });
    for (let i = 0; i < 5; i++) expect(await post()).toBeNull();
    expect(await post()).toBe('slack_webapi_rate_limited_error');
    expect(await post('C0LEADS0001')).toBeNull();
    await harness.post('rate-limits', { mode: 'off' });
    expect(await post()).toBeNull();
    expect(at(await harness.get('workspace'), '/rateLimits')).toBe('off');
    expect(await harness.post('rate-limits', { mode: 'some' })).toMatchObject({ error: 'invalid_mode' });
  });

  test('a tier holds per method and minute', async () => {
    await harness.post('rate-limits', { mode: 'realistic' });
    const hasty = clientOf(harness, { rejectRateLimitedCalls: true });
    let made = 0;
    let refused: unknown = null;
    // On a slow machine a call or two come back into the bucket meanwhile.
    while (refused === null && made < 60) {
      await hasty.users.list({}).then(
        () => made++,
        (error: unknown) => {
          refused = error;
        },
      );
    }
    expect(made).toBeGreaterThanOrEqual(20);
    expect(refused).toMatchObject({ code: 'slack_webapi_rate_limited_error' });
    expect(Number(at(refused, '/retryAfter'))).toBeLessThanOrEqual(3);
    expect(await errorOf(hasty.users.info({ user: DANA }))).toBeNull();
  });
});

describe('deliveries', () => {
  async function heardBy(): Promise<string[]> {
    const heard: string[] = [];
    await start((app) => {
      app.message(async ({ message }) => {
        if ('text' in message) heard.push(message.text ?? '');
      });
    });
    return heard;
  }

  test('events come twice', async () => {
    const heard = await heardBy();
    await fault('duplicate_next');
    await harness.after('delivery', () => say('once'));
    expect(heard).toEqual(['once', 'once']);
  });

  test('events come in another order', async () => {
    const heard = await heardBy();
    await fault('reorder_next', { times: 3 });
    const first = say('1');
    const second = harness.after('message', () => say('2'));
    await Promise.all([first, second, say('3')]);
    expect(heard).toHaveLength(3);
    const shown = listAt(await harness.get(`messages?channel=${OPS}&as=${DANA}`), '/messages');
    expect(heard).toEqual(shown.map((message) => at(message, '/text')).toReversed());
  });

  test('one waits', async () => {
    await heardBy();
    await fault('delay_next', { delayMs: 120 });
    await say('held');
    expect(Number(at((await deliveries())[0], '/ms'))).toBeGreaterThanOrEqual(115);
  });
});

describe('the app and its workspace', () => {
  test('a revoked token: the app is told, and every call is refused', async () => {
    await start();
    await fault('revoke_token');
    expect(at((await deliveries())[0], '/payload/event')).toMatchObject({
      type: 'tokens_revoked',
      tokens: { bot: [harness.workspace.botUserId] },
    });
    expect(await errorOf(client().auth.test())).toBe('token_revoked');
    await fault('revoke_token', { error: 'account_inactive' });
    expect(await errorOf(client().chat.postMessage({ channel: OPS, text: 'x' }))).toBe('account_inactive');
    await fault('reinstall');
    expect(await errorOf(client().auth.test())).toBeNull();
  });

  test('taken out of the workspace: two last events, then nothing', async () => {
    await start();
    await fault('uninstall');
    expect(await names()).toEqual(['tokens_revoked', 'app_uninstalled']);
    await say('anybody there?');
    const done = await harness.post('act/command', { as: DANA, channel: OPS, command: '/form' });
    const shortcut = await harness.post('act/shortcut', { as: DANA, callback_id: 'on_anywhere' });
    const notice = 'This app is no longer installed in this workspace.';
    expect([done, shortcut]).toMatchObject([
      { acked: false, notice },
      { acked: false, notice },
    ]);
    expect((await deliveries('?acked=true')).length).toBe(2);
    expect(await errorOf(client().auth.test())).toBe('token_revoked');
    expect(at(await harness.get('workspace'), '/app/installation')).toBe('uninstalled');
  });

  test('an archived channel, a bot that was taken out, somebody who left', async () => {
    await start();
    await fault('archive_channel', { channel: OPS });
    await fault('remove_bot', { channel: 'C0LEADS0001' });
    await fault('deactivate_person', { person: PRIYA });
    expect(await names()).toEqual(['channel_archive', 'user_change']);
    const post = (channel: string) => errorOf(client().chat.postMessage({ channel, text: 'x' }));
    expect([await post(OPS), await post('C0LEADS0001'), await post(PRIYA)]).toEqual([
      'is_archived',
      'channel_not_found',
      'channel_not_found',
    ]);
    expect(await errorOf(client().conversations.open({ users: PRIYA }))).toBe('user_disabled');
    expect(await fault('archive_channel', { channel: 'C0NOWHERE01' })).toMatchObject({ error: 'not_found' });
  });
});

/** A bare connection, and the frames that came over it. */
class Link {
  readonly frames: unknown[] = [];
  readonly #socket: WebSocket;

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#socket.on('message', (data) => {
      this.frames.push(JSON.parse(String(data)));
      this.#socket.emit('frame');
    });
    stops.push(() => this.#socket.terminate());
  }

  /** The `nth` frame. */
  async frame(nth: number): Promise<unknown> {
    while (this.frames.length < nth) await once(this.#socket, 'frame');
    return this.frames[nth - 1];
  }

  ack(envelope: unknown): void {
    this.#socket.send(JSON.stringify({ envelope_id: textAt(envelope, '/envelope_id') }));
  }
}

async function connect(more = ''): Promise<Link> {
  const app = clientOf(harness, { token: harness.workspace.tokens.app });
  const { url = '' } = await app.apps.connections.open({});
  const link = new Link(`${url}${more}`);
  await link.frame(1);
  return link;
}

describe('Socket Mode', () => {
  test('the eleventh connection is sent away', async () => {
    const links: Link[] = [];
    for (let i = 0; i < 11; i++) links.push(await connect());
    const first = links.map(({ frames }) => at(frames[0], '/type'));
    expect(first).toEqual([...Array.from({ length: 10 }, () => 'hello'), 'disconnect']);
    expect(at(links[9]?.frames[0], '/num_connections')).toBe(10);
    expect(at(links[10]?.frames[0], '/reason')).toBe('too_many_websockets');
  });

  test('a connection for debugging is announced as short', async () => {
    const time = '/debug_info/approximate_connection_time';
    expect(at((await connect('&debug_reconnects=true')).frames[0], time)).toBe(360);
    expect(at((await connect()).frames[0], time)).toBe(18_060);
  });

  test.each(['warning', 'refresh_requested', 'link_disabled'])(
    'asks clients to leave: %s',
    async (reason) => {
      const link = await connect();
      await fault('disconnect', { reason });
      expect(await link.frame(2)).toMatchObject({ type: 'disconnect', reason });
    },
  );

  test('app_rate_limited comes without an inner event', async () => {
    const link = await connect();
    const told = fault('app_rate_limited');
    const envelope = await link.frame(2);
    expect(envelope).toMatchObject({ type: 'events_api', payload: { type: 'app_rate_limited' } });
    expect(at(envelope, '/payload/event')).toBeUndefined();
    link.ack(envelope);
    await told;
  });

  test('an event that is not acked comes again, and says why', async () => {
    const link = await connect();
    void say('hello');
    expect(await link.frame(2)).toMatchObject({ type: 'events_api', retry_attempt: 0, retry_reason: '' });
    const again = await link.frame(3);
    expect(again).toMatchObject({ retry_attempt: 1, retry_reason: 'timeout' });
    expect(at(again, '/payload/event_id')).toBe(at(link.frames[1], '/payload/event_id'));
    link.ack(again);
  });

  test('an ack that comes too late is noted, and helps nobody', async () => {
    const link = await connect();
    const done = harness.post('act/command', { as: DANA, channel: OPS, command: '/form' });
    const envelope = await link.frame(2);
    expect(await done).toMatchObject({ acked: false });
    await harness.after('delivery', async () => link.ack(envelope));
    const [record] = await deliveries();
    expect(record).toMatchObject({ acked: false, reason: 'timeout' });
    expect(Number(at(record, '/lateMs'))).toBeGreaterThanOrEqual(3_000);
  });
});

describe('a request URL', () => {
  interface Receiver {
    received: IncomingMessage[];
    next(n: number): Promise<void>;
  }

  async function receive(
    status: (n: number) => number,
    headers: { [name: string]: string } = {},
  ): Promise<Receiver> {
    const received: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      received.push(request);
      request.resume().on('end', () => response.writeHead(status(received.length), headers).end());
      server.emit('received');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    stops.push(() => server.close());
    harness.workspace.setRequestUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return {
      received,
      async next(n) {
        while (received.length < n) await once(server, 'received');
      },
    };
  }

  const retryOf = ({ headers }: IncomingMessage) => [
    headers['x-slack-retry-num'],
    headers['x-slack-retry-reason'],
  ];

  test('events are repeated at once, after one minute and after five by the workspace’s clock', async () => {
    const receiver = await receive(() => 500);
    await say('hello');
    await receiver.next(2);
    await harness.after('delivery', () => harness.post('clock', { by: 60_000 }));
    expect(receiver.received).toHaveLength(3);
    await harness.post('clock', { by: 299_000 });
    expect(receiver.received).toHaveLength(3);
    await harness.post('clock', { by: 1_000 });
    await harness.post('clock', { by: 86_400_000 });
    expect(receiver.received.map(retryOf)).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
  });

  test('x-slack-no-retry stops the repeats', async () => {
    const receiver = await receive(() => 500, { 'x-slack-no-retry': '1' });
    await say('hello');
    await harness.post('clock', { by: 86_400_000 });
    expect(receiver.received).toHaveLength(1);
  });

  test('Bolt gives the challenge back and passes the ssl check; another server does not', async () => {
    const app = new App({
      token: harness.workspace.tokens.bot,
      signingSecret: harness.workspace.tokens.signingSecret,
      logger: silent,
      convoStore: false,
      clientOptions: { slackApiUrl: harness.workspace.apiUrl, retryConfig: { retries: 0 } },
    });
    const server = await app.start({ port: 0, host: '127.0.0.1' });
    stops.push(() => app.stop());
    const { port } = server.address() as AddressInfo;
    harness.workspace.setRequestUrl(`http://127.0.0.1:${port}/slack/events`);
    expect(await harness.post('http', { verify: true })).toMatchObject({ acked: true, verified: true });
    expect(await harness.post('http', { sslCheck: true })).toMatchObject({ acked: true });
    await receive(() => 200);
    expect(await harness.post('http', { verify: true })).toMatchObject({ acked: true, verified: false });
  });

  test('an answer after more than 3 seconds is none: the person is told, and nothing is repeated', async () => {
    const silentServer = createServer((request) => request.resume());
    silentServer.listen(0, '127.0.0.1');
    await once(silentServer, 'listening');
    stops.push(() => silentServer.closeAllConnections());
    const { port } = silentServer.address() as AddressInfo;
    harness.workspace.setRequestUrl(`http://127.0.0.1:${port}/`);
    const done = await harness.post('act/shortcut', { as: DANA, callback_id: 'on_anywhere' });
    const notice = 'From anywhere failed because the app did not respond.';
    expect(done).toMatchObject({ acked: false, notice });
    expect(Number(at(done, '/ms'))).toBeGreaterThanOrEqual(2_990);
    await harness.post('clock', { by: 86_400_000 });
    expect(await deliveries()).toMatchObject([{ reason: 'http_timeout' }]);
    silentServer.close();
  });

  test('nobody there: the person is told', async () => {
    harness.workspace.setRequestUrl('http://127.0.0.1:1/');
    expect(await harness.post('act/command', { as: DANA, channel: OPS, command: '/form' })).toMatchObject({
      acked: false,
      notice: '/form failed because the app did not respond.',
    });
  });
});

describe('the inspector', () => {
  test('calls carry arguments, answer, status and time, and are told of live', async () => {
    const told = await harness.after('call', () => client().chat.postMessage({ channel: OPS, text: 'seen' }));
    expect(told).toMatchObject({ method: 'chat.postMessage', ok: true, status: 200 });
    await errorOf(client().users.info({ user: 'U0NOBODY001' }));
    const [call] = listAt(await harness.get('calls?method=chat.postMessage'), '/calls');
    expect(call).toMatchObject({
      args: { text: 'seen' },
      answer: { ok: true, message: { text: 'seen' } },
      status: 200,
    });
    expect(at(call, '/seq')).toBe(at(told, '/seq'));
    expect(Number(at(call, '/ms'))).toBeGreaterThan(0);
    expect(listAt(await harness.get('calls?ok=false'), '/calls')).toMatchObject([
      { method: 'users.info', error: 'user_not_found', answer: { ok: false } },
    ]);
    expect(listAt(await harness.get('calls?limit=1'), '/calls')).toMatchObject([{ method: 'users.info' }]);
    expect(listAt(await harness.get(`calls?since=${at(told, '/seq')}`), '/calls')).toHaveLength(1);
  });

  test('deliveries carry payload, answer and time, and are told of live', async () => {
    await start((app) => app.command('/form', async ({ ack }) => ack('done')));
    const command = () => harness.post('act/command', { as: DANA, channel: OPS, command: '/form' });
    const told = await harness.after('delivery', command);
    expect(told).toMatchObject({ kind: 'slash_commands', name: '/form', acked: true });
    await say('an event');
    const [record, ...others] = await deliveries('?kind=slash_commands');
    expect(others).toEqual([]);
    expect(record).toMatchObject({
      name: '/form',
      via: 'socket',
      acked: true,
      payload: { command: '/form' },
    });
    expect(at(record, '/answer')).toEqual({ text: 'done' });
    expect((await deliveries('?acked=false')).length).toBe(0);
  });

  test('a greeting is what the app gave, word for word', async () => {
    const welcome = { text: 'Welcome to Northwind.', next: 'Type /form in #ops.' };
    const greeting = await startWorkspace({ welcome });
    stops.push(() => greeting.close());
    expect(at(await greeting.get('workspace'), '/welcome')).toEqual(welcome);
    expect(at(await harness.get('workspace'), '/welcome')).toBeNull();
  });
});
