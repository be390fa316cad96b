import type { App } from '@slack/bolt';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  at,
  clientOf,
  DANA,
  type Harness,
  listAt,
  OPS,
  plain,
  startApp,
  startWorkspace,
  textAt,
} from './harness.ts';

let harness: Harness;
let app: App;
let url = '';

beforeEach(async () => {
  harness = await startWorkspace();
  app = await startApp(harness, (bolt) => {
    bolt.use(async ({ body, next }) => {
      url = textAt(body, '/response_url') || url;
      await next();
    });
    bolt.command('/form', async ({ ack }) => ack());
    bolt.action('go', async ({ ack }) => ack());
  });
});
afterEach(async () => {
  await app.stop();
  await harness.close();
});

async function respond(body: object): Promise<[number, unknown]> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(url, init);
  return [response.status, at(await response.json(), '/error')];
}

const command = (channel = OPS) => harness.post('act/command', { as: DANA, channel, command: '/form' });
const shown = async (channel = OPS) => {
  const messages = listAt(await harness.get(`messages?as=${DANA}&channel=${channel}`), '/messages');
  return messages.map((message) => [at(message, '/text'), at(message, '/ephemeral') ?? false]);
};

async function clickedMessage(ephemeral: boolean): Promise<void> {
  const blocks = [
    {
      type: 'actions' as const,
      block_id: 'b',
      elements: [{ type: 'button' as const, action_id: 'go', text: plain('Go') }],
    },
  ];
  const client = clientOf(harness);
  const ts = ephemeral
    ? (await client.chat.postEphemeral({ channel: OPS, user: DANA, text: 'first', blocks })).message_ts
    : (await client.chat.postMessage({ channel: OPS, text: 'first', blocks })).ts;
  await harness.post('act/click', { as: DANA, channel: OPS, ts, block_id: 'b', action_id: 'go' });
}

test('takes five posts, ephemeral unless in_channel', async () => {
  await command();
  expect(await respond({ text: 'one' })).toEqual([200, undefined]);
  expect(await respond({ text: 'two', response_type: 'in_channel' })).toEqual([200, undefined]);
  for (const text of ['three', 'four', 'five']) expect(await respond({ text })).toEqual([200, undefined]);
  expect(await respond({ text: 'six' })).toEqual([404, 'used_url']);
  expect((await shown()).slice(0, 2)).toEqual([
    ['one', true],
    ['two', false],
  ]);
});

test('expires after 30 minutes of real time, whatever the workspace’s clock says', async () => {
  await command();
  harness.clock.nowMs += 7 * 86_400_000;
  expect(await respond({ text: 'still good' })).toEqual([200, undefined]);
  const now = performance.now();
  const later = vi.spyOn(performance, 'now').mockReturnValue(now + 30 * 60_000 + 1_000);
  const answer = await respond({ text: 'late' });
  later.mockRestore();
  expect(answer).toEqual([404, 'expired_url']);
});

test('works in channels the bot is not in', async () => {
  await command('C0SECRET001');
  expect(await respond({ text: 'here', response_type: 'in_channel' })).toEqual([200, undefined]);
  expect(await shown('C0SECRET001')).toEqual([['here', false]]);
});

test('replaces and deletes the message that was clicked', async () => {
  await clickedMessage(false);
  await respond({ text: 'second', replace_original: true });
  expect(await shown()).toEqual([['second', false]]);
  await respond({ delete_original: true });
  expect(await shown()).toEqual([]);
});

test('replaces an ephemeral message, which stays ephemeral', async () => {
  await clickedMessage(true);
  await respond({ text: 'second', replace_original: true, response_type: 'in_channel' });
  expect(await shown()).toEqual([['second', true]]);
});

test('an ephemeral click carries no message', async () => {
  await clickedMessage(true);
  const delivery = listAt(await harness.get('deliveries'), '/deliveries').at(-1);
  expect(at(delivery, '/payload/container')).toMatchObject({ type: 'message', is_ephemeral: true });
  expect(at(delivery, '/payload/message')).toBeUndefined();
});

test('refuses what Slack refuses, and notes it down', async () => {
  await command();
  expect(await respond({ text: 'x', blocks: [{ type: 'nonsense' }] })).toEqual([400, 'invalid_blocks']);
  expect(await respond({})).toEqual([400, 'no_text']);
  const calls = listAt(await harness.get('calls?method=response_url'), '/calls');
  expect(calls.map((call) => at(call, '/error'))).toEqual(['invalid_blocks', 'no_text']);
});
