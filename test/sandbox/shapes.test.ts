import type { App } from '@slack/bolt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  at,
  clientOf,
  DANA,
  formView,
  type Harness,
  listAt,
  OPS,
  plain,
  startApp,
  startWorkspace,
  textAt,
} from './harness.ts';
import { misfits, shapeOf } from './shapes.ts';

let harness: Harness;
let app: App;
beforeAll(async () => {
  harness = await startWorkspace();
  app = await startApp(harness, (bolt) => {
    bolt.command('/form', async ({ ack, body, client }) => {
      await client.views.open({ trigger_id: body.trigger_id, view: formView({ notify_on_close: true }) });
      await ack();
    });
    bolt.view('form', async ({ ack }) => ack());
    bolt.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack }) => ack());
    bolt.action('go', async ({ ack }) => ack());
  });
});
afterAll(async () => {
  await app.stop();
  await harness.close();
});

/** A call as it goes over the wire, without what a client adds to the answer. */
async function call(method: string, args: { [key: string]: string } = {}, token?: string): Promise<unknown> {
  const response = await fetch(`${harness.workspace.apiUrl}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token ?? harness.workspace.tokens.bot}` },
    body: new URLSearchParams(args),
  });
  return await response.json();
}

/** The last thing of this type that was sent to the app. */
async function lastPayload(type: string): Promise<unknown> {
  const deliveries = listAt(await harness.get('deliveries'), '/deliveries');
  return at(
    deliveries.findLast((one) => at(one, '/payload/type') === type || type === at(one, '/kind')),
    '/payload',
  );
}

describe('answers', () => {
  test.each<[method: string, args: { [key: string]: string }, needed: string[], notInSample: string[]]>([
    [
      'auth.test',
      {},
      ['ok', 'url', 'team', 'user', 'team_id', 'user_id', 'bot_id', 'is_enterprise_install'],
      [],
    ],
    [
      'conversations.info',
      { channel: OPS, include_num_members: 'true' },
      ['ok', 'channel/id', 'channel/name', 'channel/is_archived', 'channel/is_member', 'channel/num_members'],
      [],
    ],
    ['conversations.info', { channel: 'C0LEADS0001' }, ['ok', 'channel/id', 'channel/is_private'], []],
    // The sample is of a channel; a direct message says who is on the other side.
    [
      'conversations.info',
      { channel: 'im' },
      ['channel/id', 'channel/user'],
      ['/channel/user', '/channel/is_user_deleted'],
    ],
    [
      'users.info',
      { user: DANA },
      ['ok', 'user/id', 'user/name', 'user/tz', 'user/profile/email', 'user/is_bot'],
      [],
    ],
    ['users.info', { user: 'bot' }, ['ok', 'user/id', 'user/is_bot', 'user/profile/bot_id'], []],
    ['users.info', { user: 'U0GONE00001' }, ['ok', 'user/id', 'user/deleted'], []],
    ['users.info', { user: 'USLACKBOT' }, ['ok', 'user/id'], []],
  ])('%s %o', async (method, args, needed, notInSample) => {
    const { channel } = await clientOf(harness).conversations.open({ users: DANA });
    const ids: { [name: string]: string } = { im: channel?.id ?? '', bot: harness.workspace.botUserId };
    const named = Object.fromEntries(Object.entries(args).map(([key, value]) => [key, ids[value] ?? value]));
    const answer = await call(method, named);
    const unknown = misfits(answer, await shapeOf(method));
    expect(unknown.filter((line) => !notInSample.includes(line.replace(': unknown', '')))).toEqual([]);
    for (const path of needed) expect(at(answer, `/${path}`), path).toBeDefined();
  });

  test('chat.getPermalink, usergroups.users.list and apps.connections.open', async () => {
    const { ts = '' } = await clientOf(harness).chat.postMessage({ channel: OPS, text: 'here' });
    await harness.post('user-groups', { id: 'S0GROUP0001', handle: 'leads', members: [DANA] });
    const answers: [string, unknown, string][] = [
      ['chat.getPermalink', await call('chat.getPermalink', { channel: OPS, message_ts: ts }), '/permalink'],
      [
        'usergroups.users.list',
        await call('usergroups.users.list', { usergroup: 'S0GROUP0001' }),
        '/users/0',
      ],
      [
        'apps.connections.open',
        await call('apps.connections.open', {}, harness.workspace.tokens.app),
        '/url',
      ],
    ];
    for (const [name, answer, needed] of answers) {
      expect(misfits(answer, await shapeOf(name)), name).toEqual([]);
      expect(textAt(answer, needed), name).not.toBe('');
    }
  });

  test('an error names itself as Slack’s do', async () => {
    const refused = await call('users.info', { user: 'U0NOBODY001' });
    expect(refused).toEqual({ ok: false, error: 'user_not_found' });
    expect(misfits(refused, await shapeOf('users.info'))).toEqual([]);
  });
});

describe('payloads', () => {
  const inOps = (more: object) => ({ as: DANA, channel: OPS, ...more });
  const openForm = async () => {
    await harness.post('act/command', inOps({ command: '/form', text: 'now' }));
    return textAt(await harness.get(`views?as=${DANA}`), '/stack/0/id');
  };

  test('a slash command', async () => {
    await openForm();
    const payload = await lastPayload('slash_commands');
    const { is_enterprise_install: flag, ...rest } = Object(payload);
    // It travels in a form, so that Slack's boolean is a text.
    expect(flag).toBe('false');
    expect(misfits(rest, await shapeOf('SlashCommandPayload'))).toEqual([]);
    for (const key of ['response_url', 'trigger_id', 'user_id', 'channel_name']) {
      expect(textAt(payload, `/${key}`), key).not.toBe('');
    }
  });

  test.each([
    ['view_submission', 'ViewSubmissionPayload', ['/view/blocks: unknown', '/response_urls: unknown']],
    ['view_closed', 'ViewClosedPayload', ['/view/blocks: unknown']],
  ])('%s', async (type, name, notInSample) => {
    const view = await openForm();
    if (type === 'view_closed') await harness.post('act/close', { as: DANA, view });
    else await harness.post('act/submit', { as: DANA, view, values: { name: { text: 'Ada' } } });
    const payload = await lastPayload(type);
    expect(textAt(payload, '/view/id')).toBe(view);
    expect(textAt(payload, '/view/hash')).not.toBe('');
    expect(misfits(payload, await shapeOf(name))).toEqual(notInSample);
  });

  test('block_actions in a message', async () => {
    const button = { type: 'button' as const, action_id: 'go', text: plain('Go'), value: '1' };
    const blocks = [{ type: 'actions' as const, block_id: 'b', elements: [button] }];
    const { ts } = await clientOf(harness).chat.postMessage({ channel: OPS, text: 'x', blocks });
    await harness.post('act/click', inOps({ ts, block_id: 'b', action_id: 'go' }));
    const payload = await lastPayload('block_actions');
    expect(at(payload, '/actions/0')).toMatchObject({
      action_id: 'go',
      block_id: 'b',
      value: '1',
      type: 'button',
    });
    expect(misfits(payload, await shapeOf('BlockActionPayload'))).toEqual([]);
  });
});
