import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  at,
  clientOf,
  DANA,
  errorOf,
  formView,
  type Harness,
  listAt,
  manifest,
  OPS,
  PRIYA,
  plain,
  refusalOf,
  seed,
  startApp,
  startWorkspace,
  textAt,
  withScopes,
} from './harness.ts';

const LEADS = 'S0LEADS0001';
const SCOPES = [
  ...(manifest.oauth_config?.scopes?.bot ?? []),
  'bookmarks:read',
  'bookmarks:write',
  'files:read',
  'files:write',
  'mpim:history',
  'mpim:read',
  'mpim:write',
  'pins:read',
  'pins:write',
  'reactions:read',
];

/** One red pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

let harness: Harness;
beforeEach(async () => {
  harness = await startWorkspace({
    manifest: withScopes(...SCOPES),
    seed: {
      ...seed,
      people: [
        ...seed.people,
        { id: 'U0EVE000001', name: 'eve', realName: 'Eve', tz: 'UTC', isStranger: true },
      ],
      channels: [
        ...seed.channels,
        { id: 'C0SHARED001', name: 'shared', members: [DANA, 'U0EVE000001'], botIsMember: true },
      ],
      userGroups: [
        { id: LEADS, name: 'Leads', handle: 'leads', members: [DANA, PRIYA] },
        { id: 'S0GONE00001', name: 'Gone', handle: 'gone', members: [], isDisabled: true },
      ],
    },
  });
});
afterEach(() => harness.close());
const client = () => clientOf(harness);
const texts = async () =>
  listAt(await harness.get(`messages?channel=${OPS}&as=${DANA}`), '/messages').map((one) => at(one, '/text'));

describe('scheduled messages', () => {
  const soon = (seconds: number) => Math.floor(harness.clock.nowMs / 1_000) + seconds;
  const schedule = (post_at: number, text = 'later') =>
    client().chat.scheduleMessage({ channel: OPS, text, post_at });

  test('are posted when the workspace’s clock gets there, in their order', async () => {
    await schedule(soon(7_200), 'second');
    const first = await schedule(soon(3_600), 'first');
    expect(first).toMatchObject({ channel: OPS, post_at: soon(3_600), message: { type: 'delayed_message' } });
    const waiting = await client().chat.scheduledMessages.list({});
    expect(waiting.scheduled_messages?.map(({ text }) => text)).toEqual(['first', 'second']);
    expect(at(await harness.get('workspace'), '/clock/nextDue')).toEqual({
      at: '2026-11-16T09:00:00.000Z',
      what: 'A scheduled message in #ops',
    });
    await harness.post('clock', { toNextDue: true });
    expect(await texts()).toEqual(['first']);
    await harness.post('clock', { by: 86_400_000 });
    expect(await texts()).toEqual(['first', 'second']);
    expect((await client().chat.scheduledMessages.list({})).scheduled_messages).toEqual([]);
  });

  test('can be deleted while they wait, and are dropped where they may not be posted any more', async () => {
    const { scheduled_message_id: id = '' } = await schedule(soon(60));
    await client().chat.deleteScheduledMessage({ channel: OPS, scheduled_message_id: id });
    expect(
      await errorOf(client().chat.deleteScheduledMessage({ channel: OPS, scheduled_message_id: id })),
    ).toBe('invalid_scheduled_message_id');
    await schedule(soon(120));
    await harness.post(`channels/${OPS}`, { isArchived: true });
    await harness.post('clock', { by: 300_000 });
    expect(await texts()).toEqual([]);
  });

  test('may not be too early, too late, or too many', async () => {
    expect(await errorOf(schedule(soon(0)))).toBe('time_in_past');
    expect(await errorOf(schedule(soon(120 * 86_400)))).toBeNull();
    expect(await errorOf(schedule(soon(120 * 86_400 + 1)))).toBe('time_too_far');
    expect(await errorOf(schedule(1.5))).toBe('invalid_time');
    const base = Math.ceil(soon(3_600) / 300) * 300;
    for (let i = 0; i < 30; i++) await schedule(base + i);
    expect(await errorOf(schedule(base + 299))).toBe('restricted_too_many');
    expect(await errorOf(schedule(base + 300))).toBeNull();
  });

  test('are listed page by page, and by channel', async () => {
    for (let i = 1; i <= 3; i++) await schedule(soon(i));
    const page = await client().chat.scheduledMessages.list({ limit: 2 });
    const cursor = page.response_metadata?.next_cursor ?? '';
    const rest = await client().chat.scheduledMessages.list({ limit: 2, cursor });
    expect([page.scheduled_messages?.length, rest.scheduled_messages?.length]).toEqual([2, 1]);
    expect(
      (await client().chat.scheduledMessages.list({ channel: 'C0LEADS0001' })).scheduled_messages,
    ).toEqual([]);
    expect(await errorOf(client().chat.scheduledMessages.list({ channel: 'C0NOWHERE01' }))).toBe(
      'invalid_channel',
    );
    expect(await errorOf(client().chat.scheduledMessages.list({ cursor: 'x' }))).toBe('invalid_cursor');
  });
});

describe('files', () => {
  test('the stock three-step upload ends in a message, and the page gets the picture', async () => {
    const sent = await client().filesUploadV2({
      channel_id: OPS,
      file: PNG,
      filename: 'red.png',
      title: 'Red',
      initial_comment: 'A pixel',
    });
    const id = textAt(sent, '/files/0/files/0/id');
    const message = at(await harness.get(`messages?channel=${OPS}&as=${DANA}`), '/messages/0');
    expect(message).toMatchObject({ text: 'A pixel', files: [{ id, title: 'Red', mimetype: 'image/png' }] });
    const { file } = await client().files.info({ file: id });
    expect(file).toMatchObject({ id, name: 'red.png', size: PNG.length, channels: [OPS] });
    const shown = await fetch(file?.url_private ?? '');
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await shown.arrayBuffer()).equals(PNG)).toBe(true);
  });

  async function upload(filename: string, bytes: Buffer<ArrayBuffer>): Promise<string> {
    const begun = await client().files.getUploadURLExternal({ filename, length: bytes.length });
    const sent = await fetch(begun.upload_url ?? '', { method: 'POST', body: bytes });
    expect(await sent.text()).toBe(`OK - ${bytes.length}`);
    await client().files.completeUploadExternal({ files: [{ id: begun.file_id ?? '' }] });
    return begun.file_id ?? '';
  }

  test('a slack_file must be an uploaded picture, in messages and in views', async () => {
    const picture = await upload('red.png', PNG);
    const page = await upload('page.png', Buffer.from('<script>alert(1)</script>'));
    const text = await upload('notes.txt', Buffer.from('notes'));
    const block = (id: string) => ({ type: 'image' as const, alt_text: 'x', slack_file: { id } });
    const post = (id: string) => client().chat.postMessage({ channel: OPS, text: 'x', blocks: [block(id)] });
    expect(await errorOf(post(picture))).toBeNull();
    const refused = await refusalOf(post(text));
    expect(at(refused, '/data/error')).toBe('invalid_blocks');
    expect(at(refused, '/data/response_metadata/messages/0')).toContain(
      '[json-pointer:/blocks/0/slack_file]',
    );
    expect(await errorOf(post('F0NOWHERE01'))).toBe('invalid_blocks');
    const byUrl = (url: string) => {
      const block = { type: 'image' as const, alt_text: 'x', slack_file: { url } };
      return errorOf(client().chat.postMessage({ channel: OPS, text: 'x', blocks: [block] }));
    };
    const { file } = await client().files.info({ file: picture });
    expect(await byUrl(file?.url_private ?? '')).toBeNull();
    expect(await byUrl(`https://elsewhere.test/files/${picture}/red.png`)).toBe('invalid_blocks');
    const publish = (id: string) =>
      client().views.publish({ user_id: DANA, view: { type: 'home', blocks: [block(id)] } });
    expect(await errorOf(publish(picture))).toBeNull();
    expect(await errorOf(publish('F0NOWHERE01'))).toBe('invalid_arguments');
    // What only calls itself a picture is never shown.
    const served = await fetch(`${harness.workspace.url}/files/${page}`);
    expect(served.headers.get('content-disposition')).toBe('attachment');
    expect(served.headers.get('content-type')).toBe('application/octet-stream');
    expect(served.headers.get('content-security-policy')).toContain('sandbox');
  });

  test('a person’s files reach the app in a file_input', async () => {
    const values: unknown[] = [];
    const app = await startApp(harness, (bolt) => {
      bolt.command('/form', async ({ ack, body, client: own }) => {
        const element = {
          type: 'file_input' as const,
          action_id: 'given',
          filetypes: ['csv'],
          max_files: 1,
        };
        const block = { type: 'input' as const, block_id: 'files', label: plain('Files'), element };
        await own.views.open({ trigger_id: body.trigger_id, view: formView({ blocks: [block] }) });
        await ack();
      });
      bolt.view('form', async ({ ack, view }) => {
        values.push(view.state.values['files']?.['given']);
        await ack();
      });
    });
    const give = async (name: string) => {
      const contents = Buffer.from('a,b').toString('base64');
      return textAt(await harness.post('act/upload', { as: DANA, name, contents }), '/file/id');
    };
    const [csv, text] = [await give('figures.csv'), await give('notes.txt')];
    await harness.post('act/command', { as: DANA, channel: OPS, command: '/form' });
    const view = textAt(await harness.get(`views?as=${DANA}`), '/stack/0/id');
    const submit = (...given: string[]) =>
      harness.post('act/submit', { as: DANA, view, values: { files: { given } } });
    expect(await submit()).toMatchObject({ outcome: 'errors', errors: { files: expect.any(String) } });
    expect(await submit(text)).toMatchObject({ error: 'invalid_value' });
    expect(await submit(csv, csv)).toMatchObject({ error: 'invalid_value' });
    expect(await submit('F0NOWHERE01')).toMatchObject({ error: 'invalid_value' });
    expect(await submit(csv)).toEqual({ outcome: 'closed' });
    expect(values).toMatchObject([
      { type: 'file_input', files: [{ id: csv, name: 'figures.csv', size: 3 }] },
    ]);
    expect((await client().files.info({ file: csv })).file?.user).toBe(DANA);
    await app.stop();
  });

  test('what cannot be uploaded or found', async () => {
    const begin = (length: number) => client().files.getUploadURLExternal({ filename: 'a.txt', length });
    expect(await errorOf(begin(0))).toBe('missing_argument');
    expect(await errorOf(begin(50 * 1024 * 1024))).toBe('file_upload_size_restricted');
    const alt_text = 'x'.repeat(1_001);
    const described = client().apiCall('files.getUploadURLExternal', {
      filename: 'a',
      length: 1,
      alt_txt: alt_text,
    });
    expect(await errorOf(described)).toBe('alt_txt_too_large');
    const { file_id: id = '', upload_url: url = '' } = await begin(3);
    const finish = (more: object = {}) => client().files.completeUploadExternal({ files: [{ id }], ...more });
    expect(await errorOf(finish())).toBe('file_not_found');
    const wrong = await fetch(url, { method: 'POST', body: 'four' });
    expect([wrong.status, at(await wrong.json(), '/error')]).toEqual([400, 'wrong_length']);
    expect((await fetch(`${url}x`, { method: 'POST', body: 'abc' })).status).toBe(404);
    await fetch(url, { method: 'POST', body: 'abc' });
    expect((await fetch(url, { method: 'POST', body: 'abc' })).status).toBe(404);
    expect(await errorOf(finish({ channel_id: 'C0OPEN00001' }))).toBe('not_in_channel');
    expect(await errorOf(client().files.info({ file: id }))).toBe('file_not_found');
    expect(await errorOf(finish({ channel_id: OPS }))).toBeNull();
    expect(await errorOf(client().files.info({ file: id }))).toBeNull();
  });
});

describe('user groups', () => {
  test('are listed with members and count when asked for', async () => {
    const { usergroups } = await client().usergroups.list({ include_users: true, include_count: true });
    expect(usergroups).toMatchObject([{ id: LEADS, handle: 'leads', users: [DANA, PRIYA], user_count: '2' }]);
    const all = await client().usergroups.list({ include_disabled: true });
    expect(all.usergroups?.map(({ handle, users }) => [handle, users])).toEqual([
      ['leads', undefined],
      ['gone', undefined],
    ]);
    expect((await client().usergroups.users.list({ usergroup: LEADS })).users).toEqual([DANA, PRIYA]);
    expect(await errorOf(client().usergroups.users.list({ usergroup: 'S0NOBODY001' }))).toBe(
      'no_such_subteam',
    );
  });

  test('change by the control API', async () => {
    await harness.post('user-groups', { id: 'S0NEW000001', handle: 'new', members: [DANA] });
    await harness.post('user-groups/S0NEW000001', { members: [PRIYA], name: 'New' });
    expect((await client().usergroups.users.list({ usergroup: 'S0NEW000001' })).users).toEqual([PRIYA]);
    expect(await harness.post('user-groups', { handle: 'leads' })).toMatchObject({ error: 'handle_taken' });
    expect(await harness.post('user-groups', { handle: 'x', members: ['U0NOBODY001'] })).toMatchObject({
      error: 'not_found',
    });
  });

  test('link_names links their handles, not people', async () => {
    const text = 'to @leads, @dana and @gone';
    const linked = await client().chat.postMessage({ channel: OPS, text, link_names: true });
    expect(linked.message?.text).toBe(`to <!subteam^${LEADS}|@leads>, @dana and @gone`);
    // Left out of the update, it counts as false again.
    const updated = await client().chat.update({ channel: OPS, ts: linked.ts ?? '', text });
    expect(updated.message?.text).toBe(text);
  });
});

describe('reactions', () => {
  test('of several people are counted, and taken away', async () => {
    const { ts = '' } = await client().chat.postMessage({ channel: OPS, text: 'nice' });
    const item = { channel: OPS, timestamp: ts };
    await client().reactions.add({ ...item, name: 'eyes' });
    await harness.post('act/react', { as: DANA, channel: OPS, ts, name: 'eyes' });
    const bot = harness.workspace.botUserId;
    const reactions = async () => at(await client().reactions.get(item), '/message/reactions');
    expect(await reactions()).toEqual([{ name: 'eyes', users: [bot, DANA], count: 2 }]);
    await client().reactions.remove({ ...item, name: 'eyes' });
    expect(await reactions()).toEqual([{ name: 'eyes', users: [DANA], count: 1 }]);
    await harness.post('act/react', { as: DANA, channel: OPS, ts, name: 'eyes', remove: true });
    expect(await reactions()).toBeUndefined();
  });

  test('that are wrong', async () => {
    const { ts = '' } = await client().chat.postMessage({ channel: OPS, text: 'nice' });
    const item = { channel: OPS, timestamp: ts };
    expect(await errorOf(client().reactions.remove({ ...item, name: 'eyes' }))).toBe('no_reaction');
    expect(await errorOf(client().reactions.add({ ...item, name: 'No Such' }))).toBe('invalid_name');
    expect(await errorOf(client().reactions.get({ channel: OPS } as never))).toBe('no_item_specified');
    expect(await errorOf(client().reactions.get({ ...item, timestamp: 'soon' }))).toBe('bad_timestamp');
    expect(await errorOf(client().reactions.get({ ...item, timestamp: '1.000000' }))).toBe(
      'message_not_found',
    );
  });

  test('reach an app that is subscribed', async () => {
    await harness.close();
    harness = await startWorkspace({
      manifest: {
        ...withScopes(...SCOPES),
        settings: { event_subscriptions: { bot_events: ['reaction_added', 'reaction_removed'] } },
      },
    });
    const heard: string[] = [];
    const app = await startApp(harness, (bolt) => {
      bolt.event('reaction_added', async ({ event }) => {
        heard.push(`+${event.reaction} ${event.user} on ${event.item.ts}`);
      });
    });
    const { ts = '' } = await client().chat.postMessage({ channel: OPS, text: 'nice' });
    const react = () => harness.post('act/react', { as: DANA, channel: OPS, ts, name: 'tada' });
    await harness.after('delivery', react);
    expect(heard).toEqual([`+tada ${DANA} on ${ts}`]);
    await app.stop();
  });
});

describe('pins and bookmarks', () => {
  test('a message is pinned once', async () => {
    const { ts = '' } = await client().chat.postMessage({ channel: OPS, text: 'keep' });
    const item = { channel: OPS, timestamp: ts };
    await client().pins.add(item);
    expect(await errorOf(client().pins.add(item))).toBe('already_pinned');
    const { items } = await client().pins.list({ channel: OPS });
    expect(items).toMatchObject([
      { type: 'message', channel: OPS, message: { text: 'keep', pinned_to: [OPS] } },
    ]);
    expect(at(await client().conversations.history({ channel: OPS }), '/pin_count')).toBe(1);
    await client().chat.delete({ channel: OPS, ts });
    expect((await client().pins.list({ channel: OPS })).items).toEqual([]);
    expect(await errorOf(client().pins.add(item))).toBe('message_not_found');
    expect(await errorOf(client().pins.list({ channel: 'C0OPEN00001' }))).toBe('not_in_channel');
  });

  test('a link is kept as a bookmark', async () => {
    const bookmark = {
      channel_id: OPS,
      title: 'Handbook',
      type: 'link' as const,
      link: 'https://example.test/',
    };
    const added = await client().bookmarks.add({ ...bookmark, emoji: ':book:' });
    expect(added.bookmark).toMatchObject({ title: 'Handbook', emoji: ':book:', channel_id: OPS });
    expect((await client().bookmarks.list({ channel_id: OPS })).bookmarks).toMatchObject([
      { title: 'Handbook' },
    ]);
    const wrong = (change: object) => errorOf(client().bookmarks.add({ ...bookmark, ...change }));
    expect(await wrong({ link: 'javascript:alert(1)' })).toBe('invalid_link');
    expect(await wrong({ emoji: 'not an emoji' })).toBe('invalid_emoji');
    expect(await wrong({ type: 'folder' })).toBe('invalid_bookmark_type');
    expect(await wrong({ channel_id: 'C0SECRET001' })).toBe('channel_not_found');
  });
});

describe('group direct messages', () => {
  test('are opened once for the same people, and seen by them', async () => {
    const opened = await client().conversations.open({ users: `${PRIYA},${DANA}`, return_im: true });
    expect(opened.channel).toMatchObject({ is_mpim: true, is_im: false, is_private: true });
    expect(opened.already_open).toBeUndefined();
    const again = await client().conversations.open({ users: `${DANA},${PRIYA}` });
    expect([again.channel?.id, again.already_open]).toEqual([opened.channel?.id, true]);
    const channel = opened.channel?.id ?? '';
    await client().chat.postMessage({ channel, text: 'you two' });
    expect((await client().conversations.history({ channel })).messages?.[0]?.text).toBe('you two');
    const seenBy = async (as: string) =>
      listAt(await harness.get(`conversations?as=${as}`), '/conversations').some(
        (one) => at(one, '/id') === channel,
      );
    expect([await seenBy(PRIYA), await seenBy('U0GUEST0001')]).toEqual([true, false]);
    expect((await client().conversations.list({ types: 'mpim' })).channels?.map(({ id }) => id)).toEqual([
      channel,
    ]);
  });

  test('that cannot be opened', async () => {
    const open = (users: string[], more: object = {}) =>
      errorOf(client().conversations.open({ users: users.join(','), ...more }));
    expect(await open([DANA, 'U0NOBODY001'])).toBe('user_not_found');
    expect(await open([DANA, 'U0GONE00001'])).toBe('user_disabled');
    expect(await open([DANA, PRIYA], { prevent_creation: true })).toBe('channel_not_found');
    expect(await open(Array.from({ length: 9 }, (_, i) => `U0PERSON00${i}`))).toBe('too_many_users');
    expect(await errorOf(client().conversations.open({ channel: OPS }))).toBe(
      'method_not_supported_for_channel_type',
    );
    const shy = await startWorkspace({ manifest: withScopes('im:write') });
    expect(await errorOf(clientOf(shy).conversations.open({ users: `${DANA},${PRIYA}` }))).toBe(
      'missing_scope',
    );
    await shy.close();
  });
});

test('people of another organisation, and the channels they are in', async () => {
  expect((await client().users.info({ user: 'U0EVE000001' })).user).toMatchObject({
    is_stranger: true,
    team_id: 'T0STRANGERS',
  });
  const info = async (channel: string) => (await client().conversations.info({ channel })).channel;
  expect(await info('C0SHARED001')).toMatchObject({
    is_shared: true,
    is_ext_shared: true,
    connected_team_ids: ['T0STRANGERS'],
  });
  expect(await info(OPS)).toMatchObject({ is_shared: false, is_ext_shared: false });
  const app = await startApp(harness, () => {});
  await harness.post('act/message', { as: DANA, channel: 'C0SHARED001', text: 'hello both' });
  await harness.post('act/message', { as: DANA, channel: OPS, text: 'hello us' });
  const deliveries = listAt(await harness.get('deliveries?kind=events_api'), '/deliveries');
  expect(deliveries.map((one) => at(one, '/payload/is_ext_shared_channel'))).toEqual([true, false]);
  await app.stop();
});

test('every list method has cursors and a limit', async () => {
  const { ts = '' } = await client().chat.postMessage({ channel: OPS, text: 'parent' });
  const calls: [string, object][] = [
    ['chat.scheduledMessages.list', {}],
    ['conversations.history', { channel: OPS }],
    ['conversations.list', {}],
    ['conversations.members', { channel: OPS }],
    ['conversations.replies', { channel: OPS, ts }],
    ['users.conversations', {}],
    ['users.list', {}],
  ];
  for (const [method, args] of calls) {
    const error = (more: object) => errorOf(client().apiCall(method, { ...args, ...more }));
    expect(await error({ cursor: 'made-up' }), method).toBe('invalid_cursor');
    expect(await error({ limit: 1_001 }), method).toBe('invalid_limit');
    expect(await error({ limit: 1 }), method).toBeNull();
  }
});

test('a cut-off text comes with a warning; too much text in blocks has an error of its own', async () => {
  const cut = await client().chat.postMessage({ channel: OPS, text: 'y'.repeat(40_001) });
  expect(cut.response_metadata?.warnings).toEqual(['message_truncated']);
  const whole = await client().chat.postMessage({ channel: OPS, text: 'y'.repeat(40_000) });
  expect([whole.message?.text?.length, whole.response_metadata?.warnings]).toEqual([40_000, undefined]);
  const blocks = Array.from({ length: 5 }, () => ({
    type: 'section' as const,
    text: { type: 'mrkdwn' as const, text: 'x'.repeat(2_001) },
  }));
  expect(await errorOf(client().chat.postMessage({ channel: OPS, text: 'x', blocks }))).toBe(
    'msg_blocks_too_long',
  );
});
