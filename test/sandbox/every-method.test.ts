import { afterAll, beforeAll, expect, test } from 'vitest';
import { methodNames } from '../../sandbox/web-api/dispatch.ts';
import {
  clientOf,
  DANA,
  errorOf,
  type Harness,
  OPS,
  PRIYA,
  plain,
  startApp,
  startWorkspace,
  textAt,
  withScopes,
} from './harness.ts';

const SCOPES =
  'bookmarks:read bookmarks:write channels:history channels:join channels:read chat:write commands files:read ' +
  'files:write groups:history groups:read im:history im:read im:write mpim:read mpim:write pins:read pins:write ' +
  'reactions:read reactions:write team:read usergroups:read users:read users:read.email';

const leads = { id: 'S0GROUP0001', handle: 'leads', members: [DANA] };

let harness: Harness;
let trigger = '';
let stop: () => Promise<unknown>;

beforeAll(async () => {
  harness = await startWorkspace({ manifest: withScopes(...SCOPES.split(' ')) });
  const app = await startApp(harness, (bolt) => {
    bolt.use(async ({ body, next }) => {
      trigger = textAt(body, '/trigger_id') || trigger;
      await next();
    });
    bolt.command('/form', async ({ ack }) => ack());
    bolt.action('go', async ({ ack }) => ack());
  });
  stop = () => app.stop();
  await harness.post('user-groups', leads);
});
afterAll(async () => {
  await stop();
  await harness.close();
});

interface Args {
  [key: string]: unknown;
}

/** How a method is called well, and one way of calling it badly with what Slack says to that. */
interface Case {
  well(): Args | Promise<Args>;
  badly: Args;
  error: string;
  token?: 'app';
}

const client = () => clientOf(harness);
const nobody = { user: 'U0NOBODY001' };
const nowhere = { channel: 'C0NOWHERE01' };
const button = { type: 'button', action_id: 'go', text: plain('Go') };
const modal = {
  type: 'modal',
  title: plain('T'),
  blocks: [{ type: 'actions', block_id: 'b', elements: [button] }],
};
const home = { type: 'home', blocks: [{ type: 'divider' }] };

async function posted(): Promise<string> {
  return (await client().chat.postMessage({ channel: OPS, text: 'x' })).ts ?? '';
}

const item = async () => ({ channel: OPS, timestamp: await posted() });
const schedule = () => ({ channel: OPS, text: 'x', post_at: Math.floor(harness.clock.nowMs / 1_000) + 600 });

async function freshTrigger(): Promise<string> {
  await harness.post('act/command', { as: DANA, channel: OPS, command: '/form' });
  return trigger;
}

async function opened(): Promise<string> {
  const args = { trigger_id: await freshTrigger(), view: modal };
  return textAt(await client().apiCall('views.open', args), '/view/id');
}

async function uploaded(finish: boolean): Promise<string> {
  const begun = await client().files.getUploadURLExternal({ filename: 'a.txt', length: 3 });
  await fetch(begun.upload_url ?? '', { method: 'POST', body: 'abc' });
  const id = begun.file_id ?? '';
  if (finish) await client().files.completeUploadExternal({ files: [{ id }] });
  return id;
}

const CASES: { [method: string]: Case } = {
  'apps.connections.open': {
    well: () => ({}),
    badly: { token: 'xapp-wrong' },
    error: 'invalid_auth',
    token: 'app',
  },
  'auth.test': { well: () => ({}), badly: { token: 'xoxb-wrong' }, error: 'invalid_auth' },
  'blocks.validate': {
    well: () => ({ blocks: [{ type: 'divider' }] }),
    badly: { blocks: [{ type: 'nothing' }] },
    error: 'invalid_blocks',
  },
  'bookmarks.add': {
    well: () => ({ channel_id: OPS, title: 'T', type: 'link', link: 'https://example.test/' }),
    badly: { channel_id: OPS, title: 'T', type: 'link', link: 'example.test' },
    error: 'invalid_link',
  },
  'bookmarks.list': {
    well: () => ({ channel_id: OPS }),
    badly: { channel_id: 'C0NOWHERE01' },
    error: 'channel_not_found',
  },
  'bots.info': {
    well: async () => ({ bot: (await client().auth.test()).bot_id }),
    badly: { bot: 'B0NOBODY001' },
    error: 'bot_not_found',
  },
  'chat.delete': {
    well: async () => ({ channel: OPS, ts: await posted() }),
    badly: { channel: OPS, ts: '1.000000' },
    error: 'message_not_found',
  },
  'chat.deleteScheduledMessage': {
    well: async () => {
      const { scheduled_message_id } = await client().chat.scheduleMessage(schedule());
      return { channel: OPS, scheduled_message_id };
    },
    badly: { channel: OPS, scheduled_message_id: 'Q0NOWHERE01' },
    error: 'invalid_scheduled_message_id',
  },
  'chat.getPermalink': {
    well: async () => ({ channel: OPS, message_ts: await posted() }),
    badly: { channel: OPS, message_ts: '1.000000' },
    error: 'message_not_found',
  },
  'chat.postEphemeral': {
    well: () => ({ channel: OPS, user: DANA, text: 'x' }),
    badly: { channel: OPS, text: 'x', ...nobody },
    error: 'user_not_in_channel',
  },
  'chat.postMessage': {
    well: () => ({ channel: OPS, text: 'x' }),
    badly: { channel: OPS },
    error: 'no_text',
  },
  'chat.scheduleMessage': {
    well: schedule,
    badly: { channel: OPS, text: 'x', post_at: 1 },
    error: 'time_in_past',
  },
  'chat.scheduledMessages.list': { well: () => ({}), badly: nowhere, error: 'invalid_channel' },
  'chat.update': {
    well: async () => ({ channel: OPS, ts: await posted(), text: 'y' }),
    badly: { channel: OPS, ts: '1.000000', text: 'y' },
    error: 'message_not_found',
  },
  'conversations.history': {
    well: () => ({ channel: OPS }),
    badly: { channel: 'C0OPEN00001' },
    error: 'not_in_channel',
  },
  'conversations.info': { well: () => ({ channel: OPS }), badly: nowhere, error: 'channel_not_found' },
  'conversations.join': {
    well: () => ({ channel: 'C0OPEN00001' }),
    badly: { channel: 'C0OLD000001' },
    error: 'is_archived',
  },
  'conversations.list': { well: () => ({}), badly: { types: 'other' }, error: 'invalid_types' },
  'conversations.members': { well: () => ({ channel: OPS }), badly: nowhere, error: 'channel_not_found' },
  'conversations.open': {
    well: () => ({ users: `${DANA},${PRIYA}` }),
    badly: { users: 'U0GONE00001' },
    error: 'user_disabled',
  },
  'conversations.replies': {
    well: async () => ({ channel: OPS, ts: await posted() }),
    badly: { channel: OPS, ts: '1.000000' },
    error: 'thread_not_found',
  },
  'files.completeUploadExternal': {
    well: async () => ({ files: [{ id: await uploaded(false) }], channel_id: OPS }),
    badly: { files: [{ id: 'F0NOWHERE01' }] },
    error: 'file_not_found',
  },
  'files.getUploadURLExternal': {
    well: () => ({ filename: 'a.txt', length: 3 }),
    badly: { filename: 'a.txt', length: 0 },
    error: 'missing_argument',
  },
  'files.info': {
    well: async () => ({ file: await uploaded(true) }),
    badly: { file: 'F0NOWHERE01' },
    error: 'file_not_found',
  },
  'pins.add': { well: item, badly: { channel: OPS }, error: 'no_item_specified' },
  'pins.list': { well: () => ({ channel: OPS }), badly: nowhere, error: 'channel_not_found' },
  'reactions.add': {
    well: async () => ({ ...(await item()), name: 'eyes' }),
    badly: { channel: OPS, timestamp: '1.000000', name: 'eyes' },
    error: 'message_not_found',
  },
  'reactions.get': { well: item, badly: {}, error: 'no_item_specified' },
  'reactions.remove': {
    well: async () => {
      const reaction = { ...(await item()), name: 'eyes' };
      await client().reactions.add(reaction);
      return reaction;
    },
    badly: { channel: OPS, timestamp: '1.000000', name: 'No Such' },
    error: 'invalid_name',
  },
  'team.info': { well: () => ({}), badly: { token: 'xoxb-wrong' }, error: 'invalid_auth' },
  'usergroups.list': { well: () => ({}), badly: { token: 'xoxb-wrong' }, error: 'invalid_auth' },
  'usergroups.users.list': {
    well: () => ({ usergroup: 'S0GROUP0001' }),
    badly: { usergroup: 'S0NOWHERE01' },
    error: 'no_such_subteam',
  },
  'users.conversations': {
    well: () => ({ user: DANA }),
    badly: { cursor: 'made-up' },
    error: 'invalid_cursor',
  },
  'users.info': { well: () => ({ user: DANA }), badly: nobody, error: 'user_not_found' },
  'users.list': { well: () => ({}), badly: { limit: 1_001 }, error: 'invalid_limit' },
  'users.lookupByEmail': {
    well: () => ({ email: 'dana@northwind.test' }),
    badly: { email: 'nobody@northwind.test' },
    error: 'users_not_found',
  },
  'views.open': {
    well: async () => ({ trigger_id: await freshTrigger(), view: modal }),
    badly: { trigger_id: '1.2.3', view: modal },
    error: 'invalid_trigger_id',
  },
  'views.publish': {
    well: () => ({ user_id: DANA, view: home }),
    badly: { user_id: 'U0NOBODY001', view: home },
    error: 'user_not_found',
  },
  'views.push': {
    well: async () => {
      const view = await opened();
      await harness.post('act/click', { as: DANA, view, block_id: 'b', action_id: 'go' });
      return { trigger_id: trigger, view: modal };
    },
    badly: { trigger_id: '1.2.3', view: modal },
    error: 'invalid_trigger_id',
  },
  'views.update': {
    well: async () => ({ view_id: await opened(), view: modal }),
    badly: { view_id: 'V0NOWHERE01', view: modal },
    error: 'not_found',
  },
};

test('every method has its case', () => {
  expect(Object.keys(CASES).toSorted()).toEqual(methodNames.toSorted());
});

test.each(Object.entries(CASES))(
  '%s works, and refuses as Slack does',
  async (method, { well, badly, error, token }) => {
    const { token: wrong, ...args } = badly;
    const kind = harness.workspace.tokens[token ?? 'bot'];
    const stock = clientOf(harness, { token: kind });
    expect(await stock.apiCall(method, await well())).toMatchObject({ ok: true });
    const other = clientOf(harness, { token: typeof wrong === 'string' ? wrong : kind });
    expect(await errorOf(other.apiCall(method, args))).toBe(error);
  },
);

const JUNK: readonly unknown[] = [
  '',
  '\u0000',
  '[',
  '{}',
  '[]',
  '-1',
  '1e309',
  '💥'.repeat(50),
  "'; drop table people; --",
  '../../etc',
  'constructor',
  '__proto__',
  'null',
  '[null, 1, "x", {"id": {}}]',
];

test.each(methodNames)('%s is not upset by nonsense', async (method) => {
  await harness.post('reset', {});
  await harness.post('user-groups', leads);
  const { well, token } = CASES[method] ?? { well: () => ({}) };
  const good = await well();
  const headers = { authorization: `Bearer ${harness.workspace.tokens[token ?? 'bot']}` };
  const call = async (body: object): Promise<unknown> => {
    const json = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } };
    const sent = { ...json, body: JSON.stringify(body) };
    return await (await fetch(`${harness.workspace.apiUrl}${method}`, sent)).json();
  };
  const keys = [
    ...Object.keys(good),
    'cursor',
    'limit',
    'types',
    'blocks',
    'metadata',
    'thread_ts',
    'attachments',
  ];
  for (const key of keys) {
    for (const junk of [
      ...JUNK,
      null,
      0,
      -1,
      1e21,
      true,
      [],
      {},
      [[]],
      [null],
      { type: 'modal', blocks: 1 },
    ]) {
      const answer = await call({ ...good, [key]: junk });
      expect(textAt(answer, '/error'), `${key}: ${JSON.stringify(junk)}`).not.toBe('internal_error');
    }
  }
});
