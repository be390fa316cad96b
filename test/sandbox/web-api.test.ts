import type { SectionBlock } from '@slack/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  at,
  clientOf,
  DANA,
  errorOf,
  type Harness,
  listAt,
  OPS,
  PRIYA,
  refusalOf,
  seed,
  startWorkspace,
  textAt,
  withScopes,
} from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startWorkspace();
});
afterAll(() => harness.close());

const client = () => clientOf(harness);
const section = (text: string): SectionBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });

describe('tokens and scopes', () => {
  test('auth.test says who the app is', async () => {
    const answer = await client().auth.test();
    expect(answer).toMatchObject({
      ok: true,
      team_id: seed.team.id,
      user: 'tester',
      is_enterprise_install: false,
    });
    expect(answer.response_metadata?.scopes).toContain('chat:write');
  });

  test('no token, a wrong token and a token of the wrong kind are refused', async () => {
    expect(await errorOf(clientOf(harness, { token: '' }).auth.test())).toBe('not_authed');
    expect(await errorOf(clientOf(harness, { token: 'xoxb-other' }).auth.test())).toBe('invalid_auth');
    expect(await errorOf(client().apps.connections.open({}))).toBe('not_allowed_token_type');
    const app = clientOf(harness, { token: harness.workspace.tokens.app });
    expect(await errorOf(app.users.list({}))).toBe('not_allowed_token_type');
    expect((await app.apps.connections.open({})).url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/link\/\?ticket=/);
  });

  test('an unknown method is named as such', async () => {
    expect(await errorOf(client().apiCall('chat.shout'))).toBe('unknown_method');
    expect(await errorOf(client().apiCall('constructor'))).toBe('unknown_method');
  });

  test('a missing scope names what is needed and what is there', async () => {
    const poor = await startWorkspace({ manifest: withScopes('chat:write', 'channels:read') });
    const refused = await refusalOf(clientOf(poor).users.info({ user: DANA }));
    expect(at(refused, '/data')).toMatchObject({
      error: 'missing_scope',
      needed: 'users:read',
      provided: 'chat:write,channels:read',
    });
    expect(await errorOf(clientOf(poor).conversations.history({ channel: OPS }))).toBe('missing_scope');
    expect(await errorOf(clientOf(poor).conversations.list({ types: 'private_channel' }))).toBe(
      'missing_scope',
    );
    expect(await errorOf(clientOf(poor).conversations.list({}))).toBeNull();
    await poor.close();
  });

  test('a token may come in the form, and a JSON body is read with the token in the header', async () => {
    const { apiUrl, tokens } = harness.workspace;
    const form = await fetch(`${apiUrl}auth.test`, {
      method: 'POST',
      body: new URLSearchParams({ token: tokens.bot }),
    });
    expect(await form.json()).toMatchObject({ ok: true });
    const json = await fetch(`${apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${tokens.bot}` },
      body: JSON.stringify({ channel: OPS, text: 'as JSON', blocks: [section('as JSON')] }),
    });
    expect(await json.json()).toMatchObject({ ok: true, message: { text: 'as JSON' } });
    const inBody = await fetch(`${apiUrl}auth.test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: tokens.bot }),
    });
    expect(await inBody.json()).toMatchObject({ error: 'not_authed' });
  });
});

describe('posting', () => {
  test('a message gets a ts that only grows, even when the clock goes back', async () => {
    const first = await client().chat.postMessage({ channel: OPS, text: 'one' });
    harness.clock.nowMs -= 86_400_000;
    const second = await client().chat.postMessage({ channel: OPS, text: 'two' });
    harness.clock.nowMs += 86_400_000;
    expect(second.ts && first.ts && second.ts > first.ts).toBe(true);
    expect(first.ts).toMatch(/^\d{10}\.\d{6}$/);
    expect(first.message).toMatchObject({
      type: 'message',
      text: 'one',
      bot_id: expect.stringMatching(/^B/),
    });
  });

  test.each([
    ['C0NOWHERE01', 'channel_not_found'],
    ['C0SECRET001', 'channel_not_found'],
    ['C0OPEN00001', 'not_in_channel'],
    ['C0OLD000001', 'is_archived'],
    ['U0GONE00001', 'channel_not_found'],
    ['#open', 'not_in_channel'],
  ])('to %s: %s', async (channel, error) => {
    expect(await errorOf(client().chat.postMessage({ channel, text: 'hello' }))).toBe(error);
  });

  test('chat:write.public reaches public channels without joining', async () => {
    const open = await startWorkspace({ manifest: withScopes('chat:write', 'chat:write.public') });
    expect(await errorOf(clientOf(open).chat.postMessage({ channel: '#open', text: 'hi' }))).toBeNull();
    expect(await errorOf(clientOf(open).chat.postMessage({ channel: 'C0SECRET001', text: 'hi' }))).toBe(
      'channel_not_found',
    );
    await open.close();
  });

  test('a person’s id posts into their direct message', async () => {
    const { channel } = await client().conversations.open({ users: PRIYA });
    const sent = await client().chat.postMessage({ channel: PRIYA, text: 'for you' });
    expect(sent.channel).toBe(channel?.id);
    expect(channel?.id).toMatch(/^D/);
    expect(await errorOf(client().conversations.open({ users: 'U0NOBODY001' }))).toBe('user_not_found');
    expect(await errorOf(client().conversations.open({ users: `${DANA},${PRIYA}` }))).toBe('missing_scope');
  });

  test('nothing to say, too much to say', async () => {
    const long = 'x'.repeat(4_001);
    expect(await errorOf(client().chat.postMessage({ channel: OPS } as never))).toBe('no_text');
    expect(
      (await client().chat.postMessage({ channel: OPS, text: 'y'.repeat(40_001) })).message?.text,
    ).toHaveLength(40_000);
    const { ts = '' } = await client().chat.postMessage({ channel: OPS, text: long });
    expect(await errorOf(client().chat.update({ channel: OPS, ts, text: long }))).toBe('msg_too_long');
    expect(await errorOf(client().chat.postEphemeral({ channel: OPS, user: DANA, text: long }))).toBe(
      'msg_too_long',
    );
    // Code points count, not UTF-16 units.
    expect(await errorOf(client().chat.update({ channel: OPS, ts, text: '🧭'.repeat(4_000) }))).toBeNull();
  });

  test('refused blocks come back with JSON pointers, and are noted with the call', async () => {
    const refused = await refusalOf(
      client().chat.postMessage({
        channel: OPS,
        text: 'x',
        blocks: [section('ok'), section('z'.repeat(3_001))],
      }),
    );
    expect(at(refused, '/data/error')).toBe('invalid_blocks');
    expect(at(refused, '/data/response_metadata/messages/0')).toMatch(
      /^\[ERROR\].*\[json-pointer:\/blocks\/1\/text\/text\]$/,
    );
    const calls = listAt(await harness.get('calls?method=chat.postMessage'), '/calls');
    expect(calls.at(-1)).toMatchObject({
      ok: false,
      error: 'invalid_blocks',
      problems: [{ pointer: '/blocks/1/text/text' }],
    });
    expect(
      await errorOf(client().chat.postMessage({ channel: OPS, text: 'x', blocks: 'no list' as never })),
    ).toBe('invalid_blocks_format');
    expect(
      await errorOf(
        client().chat.postMessage({ channel: OPS, text: 'x', metadata: { event_type: 'only' } as never }),
      ),
    ).toBe('invalid_metadata_format');
  });

  test('ids are made up where they are missing', async () => {
    const button = { type: 'button', text: { type: 'plain_text', text: 'Go' } };
    const { message } = await client().chat.postMessage({
      channel: OPS,
      text: 'x',
      blocks: [{ type: 'actions', elements: [button] }] as never,
    });
    const generated = expect.stringMatching(/^\w{5}$/);
    expect(message?.blocks).toMatchObject([
      { block_id: generated, elements: [{ action_id: generated, text: { emoji: true } }] },
    ]);
  });

  test('an update without blocks drops them, and only then marks the message as edited', async () => {
    const { ts = '' } = await client().chat.postMessage({ channel: OPS, text: 'a', blocks: [section('a')] });
    const kept = await client().chat.update({ channel: OPS, ts, text: 'b', blocks: [section('b')] });
    expect(kept.message?.blocks).toHaveLength(1);
    expect(kept.message?.edited).toBeUndefined();
    const bare = await client().chat.update({ channel: OPS, ts, text: 'c' });
    expect(bare.message?.blocks).toBeUndefined();
    expect(bare.message?.edited?.ts).toBeDefined();
  });

  test('only its own messages can be changed or deleted', async () => {
    const ts = textAt(await harness.post('act/message', { as: DANA, channel: OPS, text: 'mine' }), '/ts');
    expect(await errorOf(client().chat.update({ channel: OPS, ts, text: 'x' }))).toBe('cant_update_message');
    expect(await errorOf(client().chat.delete({ channel: OPS, ts }))).toBe('cant_delete_message');
    expect(await errorOf(client().chat.update({ channel: OPS, ts: '1.000000', text: 'x' }))).toBe(
      'message_not_found',
    );
    const own = await client().chat.postMessage({ channel: OPS, text: 'own' });
    expect(await errorOf(client().chat.delete({ channel: OPS, ts: own.ts ?? '' }))).toBeNull();
    expect(await errorOf(client().chat.delete({ channel: OPS, ts: own.ts ?? '' }))).toBe('message_not_found');
  });

  test('an ephemeral message is seen by one person in the channel, and cannot be updated', async () => {
    const sent = await client().chat.postEphemeral({ channel: OPS, user: DANA, text: 'psst' });
    const ts = sent.message_ts ?? '';
    const seen = async (as: string) =>
      listAt(await harness.get(`messages?channel=${OPS}&as=${as}`), '/messages').some(
        (message) => at(message, '/ts') === ts,
      );
    expect([await seen(DANA), await seen(PRIYA)]).toEqual([true, false]);
    expect(await errorOf(client().chat.update({ channel: OPS, ts, text: 'x' }))).toBe('message_not_found');
    expect(await errorOf(client().chat.postEphemeral({ channel: OPS, user: 'U0GUEST0001', text: 'x' }))).toBe(
      'user_not_in_channel',
    );
  });

  test('a permalink, and a reaction that is added once', async () => {
    const { ts = '' } = await client().chat.postMessage({ channel: OPS, text: 'look' });
    const { permalink } = await client().chat.getPermalink({ channel: OPS, message_ts: ts });
    expect(permalink).toBe(`https://northwind.slack.com/archives/${OPS}/p${ts.replace('.', '')}`);
    expect(await errorOf(client().reactions.add({ channel: OPS, timestamp: ts, name: 'eyes' }))).toBeNull();
    expect(await errorOf(client().reactions.add({ channel: OPS, timestamp: ts, name: 'eyes' }))).toBe(
      'already_reacted',
    );
  });
});

describe('threads and history', () => {
  test('replies count on their parent and are read page by page', async () => {
    const parent = await client().chat.postMessage({ channel: OPS, text: 'parent' });
    const ts = parent.ts ?? '';
    for (const text of ['one', 'two', 'three'])
      await client().chat.postMessage({ channel: OPS, thread_ts: ts, text });
    const first = await client().conversations.replies({ channel: OPS, ts, limit: 2 });
    expect(first.messages?.map((message) => message.text)).toEqual(['parent', 'one']);
    expect(first.messages?.[0]).toMatchObject({ reply_count: 3, thread_ts: ts });
    const cursor = first.response_metadata?.next_cursor ?? '';
    const second = await client().conversations.replies({ channel: OPS, ts, limit: 2, cursor });
    expect(second.messages?.map((message) => message.text)).toEqual(['two', 'three']);
    expect(second.has_more).toBe(false);
    const reply = second.messages?.[0]?.ts ?? '';
    expect(await errorOf(client().chat.postMessage({ channel: OPS, thread_ts: reply, text: 'x' }))).toBe(
      'cannot_reply_to_message',
    );
    expect(await errorOf(client().conversations.replies({ channel: OPS, ts: '1.000000' }))).toBe(
      'thread_not_found',
    );
    const history = await client().conversations.history({ channel: OPS, limit: 1 });
    expect(history.messages?.[0]?.text).toBe('parent');
  });

  test('metadata is read back only when asked for', async () => {
    const metadata = { event_type: 'delivery', event_payload: { id: 'd1' } };
    const { ts = '' } = await client().chat.postMessage({ channel: OPS, text: 'with data', metadata });
    const read = async (all: boolean) => {
      const options = { channel: OPS, oldest: ts, inclusive: true, limit: 1, include_all_metadata: all };
      return (await client().conversations.history(options)).messages?.[0]?.metadata;
    };
    expect(await read(false)).toBeUndefined();
    expect(await read(true)).toEqual(metadata);
    await client().chat.update({ channel: OPS, ts, text: 'changed' });
    expect(await read(true)).toEqual(metadata);
    await client().chat.update({ channel: OPS, ts, text: 'changed', metadata: {} as never });
    expect(await read(true)).toBeUndefined();
  });

  test('history needs membership, and its pages join up', async () => {
    expect(await errorOf(client().conversations.history({ channel: 'C0OPEN00001' }))).toBe('not_in_channel');
    expect(await errorOf(client().conversations.history({ channel: OPS, cursor: 'nonsense' }))).toBe(
      'invalid_cursor',
    );
    expect(await errorOf(client().conversations.history({ channel: OPS, limit: 5_000 }))).toBe(
      'invalid_limit',
    );
    const all = (await client().conversations.history({ channel: OPS })).messages?.map(({ ts }) => ts) ?? [];
    const paged: (string | undefined)[] = [];
    for await (const page of client().paginate('conversations.history', { channel: OPS, limit: 3 })) {
      paged.push(...listAt(page, '/messages').map((message) => textAt(message, '/ts')));
    }
    expect(all.length).toBeGreaterThan(6);
    expect(paged).toEqual(all);
  });
});

describe('people and conversations', () => {
  test('users.info has zone and email, and hides a deactivated person’s details', async () => {
    const { user } = await client().users.info({ user: DANA });
    expect(user).toMatchObject({
      real_name: 'Dana Reyes',
      tz: 'Europe/Berlin',
      tz_offset: 3_600,
      is_owner: true,
      profile: { email: 'dana@northwind.test' },
    });
    const gone = await client().users.info({ user: 'U0GONE00001' });
    expect(gone.user).toMatchObject({ deleted: true });
    expect(gone.user?.tz).toBeUndefined();
    expect(await errorOf(client().users.info({ user: 'U0NOBODY001' }))).toBe('user_not_found');
    expect((await client().users.lookupByEmail({ email: 'DANA@northwind.test' })).user?.id).toBe(DANA);
    expect(await errorOf(client().users.lookupByEmail({ email: 'x@y.test' }))).toBe('users_not_found');
  });

  test('without users:read.email the address is left out', async () => {
    const shy = await startWorkspace({ manifest: withScopes('users:read') });
    expect((await clientOf(shy).users.info({ user: DANA })).user?.profile?.email).toBeUndefined();
    await shy.close();
  });

  test('users.list holds Slackbot and the bot, and can be paged', async () => {
    const { members = [] } = await client().users.list({});
    expect(members.map(({ name }) => name)).toEqual(['slackbot', 'dana', 'priya', 'gus', 'gone', 'tester']);
    const page = await client().users.list({ limit: 4 });
    const cursor = page.response_metadata?.next_cursor ?? '';
    expect((await client().users.list({ limit: 4, cursor })).members).toHaveLength(2);
  });

  test('conversations by type, membership and members', async () => {
    const names = async (types: string, more: object = {}) =>
      (await client().conversations.list({ types, ...more })).channels?.map(({ name }) => name);
    expect(await names('public_channel')).toEqual(['ops', 'open', 'old']);
    expect(await names('public_channel', { exclude_archived: true })).toEqual(['ops', 'open']);
    expect(await names('private_channel')).toEqual(['leads']);
    expect(await errorOf(client().conversations.list({ types: 'constructor' }))).toBe('invalid_types');
    const mine = await client().users.conversations({ types: 'public_channel,private_channel' });
    expect(mine.channels?.map(({ name }) => name)).toEqual(['ops', 'leads', 'old']);
    const { channel } = await client().conversations.info({ channel: OPS, include_num_members: true });
    expect(channel).toMatchObject({ is_channel: true, is_member: true, is_private: false, num_members: 3 });
    expect(await errorOf(client().conversations.info({ channel: 'C0SECRET001' }))).toBe('channel_not_found');
    const { members } = await client().conversations.members({ channel: OPS });
    expect(members).toEqual([DANA, PRIYA, harness.workspace.botUserId]);
  });

  test('joining a channel, and joining it again', async () => {
    const other = await startWorkspace();
    const joined = await clientOf(other).conversations.join({ channel: 'C0OPEN00001' });
    expect(joined.channel?.is_member).toBe(true);
    const again = await clientOf(other).conversations.join({ channel: 'C0OPEN00001' });
    expect(again.warning).toBe('already_in_channel');
    expect(await errorOf(clientOf(other).conversations.join({ channel: 'C0OLD000001' }))).toBe('is_archived');
    await other.close();
  });

  test('team, bot and user groups', async () => {
    expect((await client().team.info()).team).toMatchObject({ domain: 'northwind' });
    const { bot_id: bot = '' } = await client().auth.test();
    expect((await client().bots.info({ bot })).bot?.name).toBe('tester');
    expect((await client().usergroups.list({})).usergroups).toEqual([]);
  });
});

test('blocks.validate needs no token and points at what is wrong', async () => {
  const anonymous = clientOf(harness, { token: '' });
  expect(await errorOf(anonymous.apiCall('blocks.validate', { blocks: [section('fine')] }))).toBeNull();
  const header = { type: 'header', text: { type: 'mrkdwn', text: 'x' } };
  const refused = await refusalOf(anonymous.apiCall('blocks.validate', { blocks: [header] }));
  expect(refused).toMatchObject({
    data: { error: 'invalid_blocks', errors: [{ pointer: '/blocks/0/text/type' }] },
  });
});

describe('rate limits and faults', () => {
  test('more than a burst into one channel is told to wait', async () => {
    const strict = await startWorkspace({ rateLimits: 'realistic' });
    const hasty = clientOf(strict, { rejectRateLimitedCalls: true });
    const post = (channel: string) => hasty.chat.postMessage({ channel, text: 'quick' });
    for (let i = 0; i < 5; i++) await post(OPS);
    const refused = await refusalOf(post(OPS));
    expect(refused).toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 1 });
    expect(await errorOf(post('C0LEADS0001'))).toBeNull();
    await strict.close();
  });

  test('a fault hits the named method as often as it says', async () => {
    await harness.post('faults', { method: 'auth.test', kind: 'error', error: 'token_revoked', times: 2 });
    expect(await errorOf(client().team.info())).toBeNull();
    expect(await errorOf(client().auth.test())).toBe('token_revoked');
    expect(listAt(await harness.get('faults'), '/faults')).toMatchObject([{ times: 1 }]);
    expect(await errorOf(client().auth.test())).toBe('token_revoked');
    expect(await errorOf(client().auth.test())).toBeNull();
    await harness.post('faults', { kind: '429', retryAfterSeconds: 7 });
    const limited = await refusalOf(clientOf(harness, { rejectRateLimitedCalls: true }).auth.test());
    expect(limited).toMatchObject({ retryAfter: 7 });
    expect(await harness.post('faults', { kind: 'flood' })).toMatchObject({ error: 'invalid_fault' });
  });

  test.each([
    ['500_before', false, 'slack_webapi_http_error'],
    ['500_after', true, 'slack_webapi_http_error'],
    ['timeout_before', false, 'slack_webapi_request_error'],
    ['timeout_after', true, 'slack_webapi_request_error'],
  ])('%s: the message is there: %s', async (kind, isThere, code) => {
    await harness.post('faults', { method: 'chat.postMessage', kind });
    const text = `doubtful ${kind}`;
    const impatient = clientOf(harness, { timeout: 150 });
    expect(await errorOf(impatient.chat.postMessage({ channel: OPS, text }))).toBe(code);
    const { messages = [] } = await client().conversations.history({ channel: OPS, limit: 1 });
    expect(messages[0]?.text === text).toBe(isThere);
  });
});
