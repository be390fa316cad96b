import type { App, BlockAction, SlackViewAction } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  at,
  clientOf,
  DANA,
  formView,
  type Harness,
  listAt,
  OPS,
  plain,
  silent,
  startApp,
  startWorkspace,
  textAt,
} from './harness.ts';

let harness: Harness;
const apps: App[] = [];
beforeEach(async () => {
  harness = await startWorkspace();
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop();
  await harness.close();
});

async function start(listen: (app: App) => void): Promise<App> {
  const app = await startApp(harness, listen);
  apps.push(app);
  return app;
}

const messages = async (as = DANA) =>
  listAt(await harness.get(`messages?channel=${OPS}&as=${as}`), '/messages');
const stack = async () => listAt(await harness.get(`views?as=${DANA}`), '/stack');
const inOps = (more: object = {}) => ({ as: DANA, channel: OPS, ...more });

test('an echo bot of ten lines', async () => {
  await start((app) => {
    app.message(async ({ message, say }) => {
      if ('text' in message && message.subtype === undefined) await say(`You said: ${message.text}`);
    });
  });
  const say = () => harness.post('act/message', inOps({ text: 'a < b & <!here>' }));
  // The person's message, then the bot's.
  await harness.after('message', say, 2);
  expect((await messages())[1]).toMatchObject({ text: 'You said: a &lt; b &amp; <!here>' });
});

test('command, modal, errors, submission, message, click, update', async () => {
  const submissions: SlackViewAction['view']['state']['values'][] = [];
  const clicks: BlockAction[] = [];
  await start((app) => {
    app.command('/form', async ({ ack, body, client }) => {
      await client.views.open({
        trigger_id: body.trigger_id,
        view: formView({ private_metadata: body.channel_id }),
      });
      await ack();
    });
    app.view('form', async ({ ack, view, client }) => {
      submissions.push(view.state.values);
      const name = view.state.values['name']?.['text']?.value;
      if (name === 'taken') {
        await ack({ response_action: 'errors', errors: { name: 'That name is taken.' } });
        return;
      }
      await client.chat.postMessage({
        channel: view.private_metadata,
        text: `Hello ${name}`,
        blocks: [
          {
            type: 'actions',
            block_id: 'deed',
            elements: [{ type: 'button', action_id: 'go', text: plain('Go'), value: 'v1' }],
          },
        ],
      });
      await ack();
    });
    app.action<BlockAction>('go', async ({ ack, body, client }) => {
      clicks.push(body);
      await client.chat.update({ channel: OPS, ts: body.message?.ts ?? '', text: 'Gone' });
      await ack();
    });
  });

  expect(await harness.post('act/command', inOps({ command: '/form', text: 'x' }))).toMatchObject({
    acked: true,
  });
  const [open] = await stack();
  const view = textAt(open, '/id');
  expect(open).toMatchObject({
    type: 'modal',
    state: { values: { name: { text: { value: null } } } },
    status: 'open',
  });

  const submit = (value: string) =>
    harness.post('act/submit', { as: DANA, view, values: { name: { text: value } } });
  expect(await submit('')).toMatchObject({
    outcome: 'errors',
    errors: { name: expect.stringContaining('required') },
  });
  expect(await submit('much too long')).toMatchObject({ outcome: 'errors' });
  expect(submissions).toEqual([]);
  expect(await submit('taken')).toEqual({ outcome: 'errors', errors: { name: 'That name is taken.' } });
  expect((await stack())[0]).toMatchObject({ errors: { name: 'That name is taken.' } });
  expect(await submit('Ada')).toEqual({ outcome: 'closed' });
  expect(submissions.at(-1)).toEqual({ name: { text: { type: 'plain_text_input', value: 'Ada' } } });
  expect(await stack()).toEqual([]);

  const posted = (await messages()).at(-1);
  const ts = textAt(posted, '/ts');
  expect(posted).toMatchObject({ text: 'Hello Ada', blocks: [{ block_id: 'deed' }] });
  const click = inOps({ ts, block_id: 'deed', action_id: 'go' });
  expect(await harness.post('act/click', click)).toMatchObject({ acked: true });
  expect(clicks[0]).toMatchObject({
    type: 'block_actions',
    container: { type: 'message', message_ts: ts, channel_id: OPS, is_ephemeral: false },
    channel: { id: OPS, name: 'ops' },
    user: { id: DANA, username: 'dana', team_id: 'T0TEAM00001' },
    actions: [{ type: 'button', action_id: 'go', block_id: 'deed', value: 'v1' }],
    response_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/response\//),
  });
  expect((await messages()).at(-1)).toMatchObject({ text: 'Gone' });
  // The button went with the update.
  expect(await harness.post('act/click', click)).toMatchObject({ error: 'not_found' });
});

test('a command that is answered in its ack, and one with text for everybody', async () => {
  await start((app) => {
    app.command('/form', async ({ ack, command }) => {
      await ack(command.text === 'all' ? { response_type: 'in_channel', text: 'Listen!' } : 'Just for you');
    });
    app.command('/escaped', async ({ ack, command }) => ack(command.text));
  });
  await harness.post('act/command', inOps({ command: '/form', text: '' }));
  await harness.post('act/command', inOps({ command: '/form', text: 'all' }));
  await harness.post('act/command', inOps({ command: '/escaped', text: 'ask @priya about #ops' }));
  expect((await messages()).map((message) => [at(message, '/text'), at(message, '/ephemeral')])).toEqual([
    ['Just for you', true],
    ['Listen!', undefined],
    ['ask <@U0PRIYA0001|priya> about <#C0OPS000001|ops>', true],
  ]);
  expect(await harness.post('act/command', inOps({ command: '/other' }))).toMatchObject({
    error: 'unknown_command',
  });
});

test('shortcuts, suggestions and events arrive in Slack’s shape', async () => {
  const seen: { [kind: string]: unknown } = {};
  await start((app) => {
    app.shortcut('on_message', async ({ ack, body }) => {
      seen['message'] = body;
      await ack();
    });
    app.shortcut('on_anywhere', async ({ ack, body, client }) => {
      seen['global'] = body;
      const element = { type: 'external_select' as const, action_id: 'pick', min_query_length: 0 };
      const blocks = [{ type: 'input' as const, block_id: 'ext', label: plain('Who'), element }];
      await client.views.open({ trigger_id: body.trigger_id, view: formView({ blocks }) });
      await ack();
    });
    app.options('pick', async ({ ack, payload }) => {
      seen['query'] = payload.value;
      await ack({ options: [{ text: plain('One'), value: '1' }] });
    });
    app.view('form', async ({ ack, view }) => {
      seen['values'] = view.state.values;
      await ack();
    });
    app.event('app_mention', async ({ event }) => {
      seen['mention'] = event;
    });
    app.event('app_home_opened', async ({ event, client }) => {
      seen['home'] = event;
      await client.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: [{ type: 'divider' }] },
      });
    });
    app.event('user_change', async ({ event }) => {
      seen['user'] = event.user;
    });
  });
  const ts = textAt(await harness.post('act/message', inOps({ text: 'hey @tester' })), '/ts');
  expect(seen['mention']).toMatchObject({ type: 'app_mention', channel: OPS, user: DANA, ts });
  await harness.post('act/shortcut', inOps({ callback_id: 'on_message', ts }));
  expect(seen['message']).toMatchObject({
    type: 'message_action',
    message_ts: ts,
    message: { text: expect.any(String) },
  });
  await harness.post('act/shortcut', { as: DANA, callback_id: 'on_anywhere' });
  expect(seen['global']).toMatchObject({ type: 'shortcut', callback_id: 'on_anywhere' });

  const view = textAt((await stack())[0], '/id');
  const values = { ext: { pick: '1' } };
  expect(await harness.post('act/submit', { as: DANA, view, values })).toMatchObject({
    error: 'invalid_value',
  });
  const asked = { as: DANA, view, block_id: 'ext', action_id: 'pick', query: 'o' };
  expect(await harness.post('act/suggest', asked)).toMatchObject({ options: [{ value: '1' }] });
  expect(seen['query']).toBe('o');
  expect(await harness.post('act/submit', { as: DANA, view, values })).toEqual({ outcome: 'closed' });
  expect(at(seen['values'], '/ext/pick/selected_option/value')).toBe('1');

  await harness.after('home', () => harness.post('act/home', { as: DANA }));
  expect(seen['home']).toMatchObject({ tab: 'home', channel: expect.stringMatching(/^D/) });
  expect(at(seen['home'], '/view')).toBeUndefined();
  await harness.post('act/home', { as: DANA });
  expect(at(seen['home'], '/view')).toMatchObject({ type: 'home', blocks: [{ type: 'divider' }] });
  await harness.post(`people/${DANA}`, { tz: 'Asia/Tokyo' });
  expect(seen['user']).toMatchObject({ id: DANA, tz: 'Asia/Tokyo', tz_offset: 32_400 });
});

test('the app hears only what its manifest subscribes to and has a scope for', async () => {
  const heard: string[] = [];
  await start((app) => {
    app.use(async ({ payload, next }) => {
      heard.push(textAt(payload, '/type'));
      await next();
    });
  });
  await harness.post('channels/C0LEADS0001', { topic: 'new' });
  await harness.post('act/message', {
    as: DANA,
    channel: 'C0LEADS0001',
    text: 'private channels are not subscribed',
  });
  await harness.post('channels', { name: 'brand-new', members: [DANA] });
  expect(heard).toEqual([]);
  await harness.post(`channels/${OPS}`, { addMembers: ['U0GUEST0001'], isArchived: true });
  expect(heard.toSorted()).toEqual(['channel_archive', 'member_joined_channel']);
});

describe('when things go wrong on the way', () => {
  test('without a connection the person is told, and events are lost', async () => {
    expect(await harness.post('act/command', inOps({ command: '/form' }))).toMatchObject({
      acked: false,
      notice: '/form failed because the app is not connected.',
    });
    await harness.post('act/message', inOps({ text: 'nobody listens' }));
    const deliveries = listAt(await harness.get('deliveries'), '/deliveries');
    expect(deliveries.map((delivery) => at(delivery, '/reason'))).toEqual(['not_connected', 'not_connected']);
  });

  test('a duplicated envelope carries the same event twice', async () => {
    const events: unknown[] = [];
    const second = Promise.withResolvers<void>();
    await start((app) => {
      app.message(async ({ body, context }) => {
        events.push([at(body, '/event_id'), context.retryNum]);
        if (events.length === 2) second.resolve();
      });
    });
    await harness.post('socket', { duplicateNext: 1 });
    await harness.post('act/message', inOps({ text: 'twice' }));
    await second.promise;
    const [first, again] = events;
    expect(at(first, '/0')).toBe(at(again, '/0'));
    expect([at(first, '/1'), at(again, '/1')]).toEqual([0, 1]);
  });

  test('an envelope can be held up', async () => {
    await start((app) => app.command('/form', async ({ ack }) => ack()));
    await harness.post('socket', { delayNextMs: 120 });
    const slow = await harness.post('act/command', inOps({ command: '/form' }));
    expect(at(slow, '/ms')).toBeGreaterThanOrEqual(115);
    const quick = await harness.post('act/command', inOps({ command: '/form' }));
    expect(at(quick, '/ms')).toBeLessThan(115);
  });

  test('each envelope goes to one of several connections', async () => {
    const heard: string[] = [];
    for (const name of ['a', 'b']) {
      await start((app) => {
        app.message(async () => {
          heard.push(name);
        });
      });
    }
    for (const text of ['1', '2', '3', '4']) await harness.post('act/message', inOps({ text }));
    expect(heard.toSorted()).toEqual(['a', 'a', 'b', 'b']);
  });

  test.each([{ drop: true }, { disconnect: 'refresh_requested' }])(
    'the client comes back after %o',
    async (how) => {
      const client = new SocketModeClient({
        appToken: harness.workspace.tokens.app,
        clientPingTimeout: 100,
        logger: silent,
        clientOptions: { slackApiUrl: harness.workspace.apiUrl },
      });
      await client.start();
      const back = new Promise((resolve) => client.once('connected', resolve));
      const connected = async () => at(await harness.get('workspace'), '/app/connected');
      expect(await connected()).toBe(true);
      const told = await harness.after('app', () => harness.post('socket', how));
      expect(told).toEqual({ type: 'app', connected: false });
      await back;
      expect(await connected()).toBe(true);
      await client.disconnect();
    },
  );

  test('a ticket opens one connection', async () => {
    const { url = '' } = await clientOf(harness, {
      token: harness.workspace.tokens.app,
    }).apps.connections.open({});
    const first = new WebSocket(url);
    await new Promise((resolve) => first.addEventListener('message', resolve, { once: true }));
    const second = new WebSocket(url);
    const refused = await new Promise((resolve) =>
      second.addEventListener('error', () => resolve('refused')),
    );
    expect(refused).toBe('refused');
    first.close();
  });

  test('an app that never acks: after 3 seconds the person is told, and the trigger has expired', async () => {
    let trigger = '';
    await start((app) => {
      app.command('/form', async ({ body }) => {
        trigger = body.trigger_id;
      });
    });
    const result = await harness.post('act/command', inOps({ command: '/form' }));
    expect(result).toMatchObject({ acked: false, notice: '/form failed because the app did not respond.' });
    expect(at(result, '/ms')).toBeGreaterThanOrEqual(2_990);
    const client = clientOf(harness);
    await expect(client.views.open({ trigger_id: trigger, view: formView() })).rejects.toMatchObject({
      data: { error: 'expired_trigger_id' },
    });
  });
});
