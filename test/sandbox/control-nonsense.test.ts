import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  clientOf,
  DANA,
  formView,
  type Harness,
  OPS,
  plain,
  startApp,
  startWorkspace,
  textAt,
} from './harness.ts';

/** Every POST of the control API, with a body that would do. Null stands for what is made at run time. */
const POSTS: [path: string, body: { [key: string]: unknown }][] = [
  ['act/message', { as: DANA, channel: OPS, text: 'x', thread_ts: null }],
  ['act/command', { as: DANA, channel: OPS, command: '/form', text: 'x' }],
  ['act/shortcut', { as: DANA, callback_id: 'on_message', channel: OPS, ts: null }],
  ['act/click', { as: DANA, channel: OPS, ts: null, block_id: 'b', action_id: 'go', value: 'x' }],
  ['act/fill', { as: DANA, view: null, values: { name: { text: 'x' } } }],
  ['act/submit', { as: DANA, view: null, values: { name: { text: 'x' } } }],
  ['act/close', { as: DANA, view: null, all: false }],
  ['act/home', { as: DANA, tab: 'home' }],
  ['act/suggest', { as: DANA, view: null, block_id: 'b', action_id: 'go', query: 'x' }],
  ['act/react', { as: DANA, channel: OPS, ts: null, name: 'eyes', remove: false }],
  ['act/upload', { as: DANA, name: 'a.txt', contents: 'YWJj' }],
  ['read', { as: DANA, channel: OPS }],
  ['clock', { by: 1, to: '2026-11-20T08:00:00Z', toNextDue: true }],
  ['people', { id: 'U0NEW000001', name: 'new', realName: 'New', tz: 'UTC', isOwner: false }],
  [`people/${DANA}`, { title: 'x', deleted: false }],
  ['channels', { id: 'C0NEW000001', name: 'new', members: [DANA], topic: 'x' }],
  [`channels/${OPS}`, { topic: 'x', addMembers: [], removeMembers: [], isArchived: false }],
  ['user-groups', { id: 'S0NEW000001', handle: 'new', members: [DANA] }],
  ['faults', { kind: 'slow', method: 'auth.test', times: 1, delayMs: 1, error: 'x', reason: 'x' }],
  ['rate-limits', { mode: 'off' }],
  ['socket', { drop: false, disconnect: 'x', duplicateNext: 0, delayNextMs: 0 }],
  ['http', { retryNext: 0, verify: false, sslCheck: false }],
];

const JUNK: readonly unknown[] = [
  null,
  '',
  '\u0000',
  '💥',
  'constructor',
  '__proto__',
  0,
  -1,
  1e21,
  true,
  [],
  [null],
  {},
  { a: {} },
];

let harness: Harness;
let stop: () => Promise<unknown>;
let made: { ts: string; view: string };

beforeAll(async () => {
  harness = await startWorkspace();
  const app = await startApp(harness, (bolt) => {
    bolt.command('/form', async ({ ack, body, client }) => {
      await client.views.open({ trigger_id: body.trigger_id, view: formView() }).catch(() => {});
      await ack();
    });
    bolt.action('go', async ({ ack }) => ack());
    bolt.options('go', async ({ ack }) => ack({ options: [] }));
    bolt.shortcut(/.*/, async ({ ack }) => ack());
    bolt.view('form', async ({ ack }) => ack());
  });
  stop = () => app.stop();
});
afterAll(async () => {
  await stop();
  await harness.close();
});

async function makeNew(): Promise<void> {
  await harness.post('reset', {});
  const button = { type: 'button' as const, action_id: 'go', text: plain('Go') };
  const blocks = [{ type: 'actions' as const, block_id: 'b', elements: [button] }];
  const { ts = '' } = await clientOf(harness).chat.postMessage({ channel: OPS, text: 'x', blocks });
  await harness.post('act/command', { as: DANA, channel: OPS, command: '/form' });
  made = { ts, view: textAt(await harness.get(`views?as=${DANA}`), '/stack/0/id') };
}

test.each(POSTS)('%s is not upset by nonsense', async (path, sample) => {
  await makeNew();
  const filled = Object.entries(sample).map(([key, value]) => [
    key,
    value ?? (key === 'view' ? made.view : made.ts),
  ]);
  for (const key of Object.keys(sample)) {
    for (const junk of JUNK) {
      const body = { ...Object.fromEntries(filled), [key]: junk };
      const answer = await harness.post(path, body);
      expect(textAt(answer, '/error'), `${key}: ${JSON.stringify(junk)}`).not.toBe('internal_error');
    }
  }
});

test.each(['calls', 'conversations', 'deliveries', 'faults', 'home', 'messages', 'views', 'workspace'])(
  'GET %s is not upset by nonsense',
  async (path) => {
    for (const query of [
      '',
      '?as=x',
      `?as=${DANA}&channel=x`,
      `?as=${DANA}&channel=${OPS}&thread=x&before=y`,
    ]) {
      expect(textAt(await harness.get(`${path}${query}`), '/error'), query).not.toBe('internal_error');
    }
    for (const query of ['since=x', 'limit=-1', 'limit=x', 'limit=0', 'method=%00', 'ok=maybe']) {
      const answer = await harness.get(`${path}?as=${DANA}&channel=${OPS}&${query}`);
      expect(textAt(answer, '/error'), query).not.toBe('internal_error');
    }
  },
);
