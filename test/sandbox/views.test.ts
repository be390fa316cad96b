import type { App } from '@slack/bolt';
import type { ModalView, ViewsOpenResponse } from '@slack/web-api';
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
  startApp,
  startWorkspace,
  textAt,
} from './harness.ts';

let harness: Harness;
let app: App;
/** What the app's view listener answers with. */
let answer: object | undefined;
let trigger = '';
const closed: unknown[] = [];

beforeEach(async () => {
  harness = await startWorkspace();
  answer = undefined;
  closed.length = 0;
  app = await startApp(harness, (bolt) => {
    bolt.use(async ({ body, next }) => {
      trigger = textAt(body, '/trigger_id') || trigger;
      await next();
    });
    bolt.command('/form', async ({ ack }) => ack());
    bolt.action(/.*/, async ({ ack }) => ack());
    bolt.view('form', async ({ ack }) => ack(answer as never));
    bolt.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, body }) => {
      closed.push(body);
      await ack();
    });
  });
});
afterEach(async () => {
  await app.stop();
  await harness.close();
});

const client = () => clientOf(harness);
const stack = async () => listAt(await harness.get(`views?as=${DANA}`), '/stack');
const button = {
  type: 'actions' as const,
  block_id: 'more',
  elements: [{ type: 'button' as const, action_id: 'go', text: plain('Go') }],
};
const withButton = (extra: Partial<ModalView> = {}) =>
  formView({ blocks: [...formView().blocks, button], ...extra });

/** A fresh trigger from a command. */
async function command(): Promise<string> {
  await harness.post('act/command', { as: DANA, channel: OPS, command: '/form' });
  return trigger;
}

async function open(view = withButton()): Promise<{ id: string; hash: string }> {
  const opened = await client().views.open({ trigger_id: await command(), view });
  return idAndHash(opened);
}

function idAndHash({ view }: ViewsOpenResponse): { id: string; hash: string } {
  return { id: view?.id ?? '', hash: view?.hash ?? '' };
}

/** A fresh trigger from a click in the view. */
async function clickIn(view: string): Promise<string> {
  await harness.post('act/click', { as: DANA, view, block_id: 'more', action_id: 'go' });
  return trigger;
}

const submit = (view: string, text = 'Ada') =>
  harness.post('act/submit', { as: DANA, view, values: { name: { text } } });

describe('triggers', () => {
  test('a trigger opens one view, and a refused view does not spend it', async () => {
    const id = await command();
    const broken = formView({ title: plain('much longer than twenty-four characters') });
    const refused = await refusalOf(client().views.open({ trigger_id: id, view: broken }));
    expect(refused).toMatchObject({ data: { error: 'invalid_arguments' } });
    expect(textAt(refused, '/data/response_metadata/messages/0')).toContain(
      '[json-pointer:/view/title/text]',
    );
    expect(await errorOf(client().views.open({ trigger_id: id, view: formView() }))).toBeNull();
    expect(await errorOf(client().views.open({ trigger_id: id, view: formView() }))).toBe(
      'exchanged_trigger_id',
    );
    expect(await errorOf(client().views.open({ trigger_id: 'made.up', view: formView() }))).toBe(
      'invalid_trigger_id',
    );
  });

  test('a push needs a trigger from inside a modal', async () => {
    expect(await errorOf(client().views.push({ trigger_id: await command(), view: formView() }))).toBe(
      'invalid_trigger_id',
    );
  });
});

describe('the stack', () => {
  test('holds three views, which know the root and the one below', async () => {
    const root = await open();
    const second = idAndHash(
      await client().views.push({ trigger_id: await clickIn(root.id), view: withButton() }),
    );
    const third = idAndHash(
      await client().views.push({ trigger_id: await clickIn(second.id), view: withButton() }),
    );
    expect((await stack()).map((view) => [at(view, '/root_view_id'), at(view, '/previous_view_id')])).toEqual(
      [
        [root.id, null],
        [root.id, root.id],
        [root.id, second.id],
      ],
    );
    const push = client().views.push({ trigger_id: await clickIn(third.id), view: withButton() });
    expect(await errorOf(push)).toBe('push_limit_reached');
    expect(await submit(root.id)).toMatchObject({ error: 'not_on_top' });
    expect(await submit(third.id)).toEqual({ outcome: 'closed' });
    expect(await stack()).toHaveLength(2);
    answer = { response_action: 'clear' };
    expect(await submit(second.id)).toEqual({ outcome: 'cleared' });
    expect(await stack()).toEqual([]);
  });

  test('belongs to one person', async () => {
    const { id } = await open();
    expect(listAt(await harness.get(`views?as=${PRIYA}`), '/stack')).toEqual([]);
    expect(await harness.post('act/submit', { as: PRIYA, view: id })).toMatchObject({ error: 'not_found' });
  });

  test('view_closed is sent where it was asked for', async () => {
    const quiet = await open();
    await harness.post('act/close', { as: DANA, view: quiet.id });
    expect(closed).toEqual([]);
    const root = await open(withButton({ notify_on_close: true }));
    await client().views.push({
      trigger_id: await clickIn(root.id),
      view: formView({ notify_on_close: true }),
    });
    const top = textAt((await stack())[1], '/id');
    await harness.post('act/close', { as: DANA, view: top });
    expect(closed.at(-1)).toMatchObject({ is_cleared: false, view: { id: top } });
    await harness.post('act/close', { as: DANA, view: root.id, all: true });
    expect(closed.at(-1)).toMatchObject({ is_cleared: true, view: { id: root.id } });
  });
});

describe('answers to a submission', () => {
  test('update keeps the view’s id and changes its hash', async () => {
    const { id, hash } = await open();
    answer = { response_action: 'update', view: formView({ title: plain('Next') }) };
    expect(await submit(id)).toEqual({ outcome: 'updated' });
    expect((await stack())[0]).toMatchObject({ id, title: { text: 'Next' } });
    expect(textAt((await stack())[0], '/hash')).not.toBe(hash);
  });

  test('push puts a view on top', async () => {
    const { id } = await open();
    answer = { response_action: 'push', view: formView() };
    expect(await submit(id)).toEqual({ outcome: 'pushed' });
    expect(await stack()).toHaveLength(2);
  });

  test.each([
    [
      'errors for a block that is no input',
      { response_action: 'errors', errors: { more: 'No.' } },
      '/errors/more',
    ],
    [
      'a view that Slack refuses',
      { response_action: 'update', view: { type: 'modal', blocks: [] } },
      '/title',
    ],
    ['text where only an action may be', { text: 'Thanks!' }, '/response_action'],
    ['an unknown action', { response_action: 'explode' }, '/response_action'],
  ])('%s: the person sees trouble, the delivery names it', async (_name, wrong, pointer) => {
    const { id } = await open();
    answer = wrong;
    expect(await submit(id)).toMatchObject({ outcome: 'no_answer', notice: expect.any(String) });
    const problems = listAt(listAt(await harness.get('deliveries'), '/deliveries').at(-1), '/problems');
    expect(problems.map((problem) => at(problem, '/pointer'))).toContain(pointer);
    expect((await stack())[0]).toMatchObject({ id, status: 'open', notice: expect.any(String) });
  });
});

describe('updates', () => {
  test('what was typed stays where block_id and action_id stay', async () => {
    const { id } = await open();
    await harness.post('act/fill', { as: DANA, view: id, values: { name: { text: 'half' } } });
    const [input] = formView().blocks;
    const other = { ...formView().blocks[0], block_id: 'other' };
    await client().views.update({ view_id: id, view: formView({ blocks: [input, other] as never }) });
    expect(at((await stack())[0], '/state/values')).toMatchObject({
      name: { text: { value: 'half' } },
      other: { text: { value: null } },
    });
  });

  test('a stale hash conflicts, an unknown view is not found', async () => {
    const { id, hash } = await open(formView({ external_id: 'mine' }));
    const first = await client().views.update({
      external_id: 'mine',
      hash,
      view: formView({ external_id: 'mine' }),
    });
    expect(first.view?.id).toBe(id);
    expect(await errorOf(client().views.update({ view_id: id, hash, view: formView() }))).toBe(
      'hash_conflict',
    );
    expect(await errorOf(client().views.update({ view_id: 'V0NOWHERE01', view: formView() }))).toBe(
      'not_found',
    );
  });

  test('an external id is taken once, and a huge view is too large', async () => {
    const { id } = await open(withButton({ external_id: 'mine' }));
    const push = client().views.push({
      trigger_id: await clickIn(id),
      view: formView({ external_id: 'mine' }),
    });
    expect(await errorOf(push)).toBe('duplicate_external_id');
    const option = (i: number) => ({ text: plain(`${'x'.repeat(70)}${i}`), value: `${'y'.repeat(140)}${i}` });
    const options = Array.from({ length: 100 }, (_, i) => option(i));
    const blocks = Array.from({ length: 20 }, (_, i) => ({
      type: 'input' as const,
      block_id: `b${i}`,
      label: plain('Pick'),
      element: { type: 'static_select' as const, action_id: 'a', options },
    }));
    expect(await errorOf(client().views.update({ view_id: id, view: formView({ blocks }) }))).toBe(
      'view_too_large',
    );
  });

  test('a Home tab keeps its id and checks its hash', async () => {
    const view = { type: 'home' as const, blocks: [{ type: 'divider' as const }] };
    const first = await client().views.publish({ user_id: DANA, view });
    const second = await client().views.publish({ user_id: DANA, view, hash: first.view?.hash ?? '' });
    expect(second.view?.id).toBe(first.view?.id);
    expect(await errorOf(client().views.publish({ user_id: DANA, view, hash: first.view?.hash ?? '' }))).toBe(
      'hash_conflict',
    );
    expect(at(await harness.get(`home?as=${PRIYA}`), '/view')).toBeNull();
    const off = await startWorkspace({ manifest: { ...manifest, features: {} } });
    expect(await errorOf(clientOf(off).views.publish({ user_id: DANA, view }))).toBe('not_enabled');
    await off.close();
  });
});

test('an input asks for block_actions only with dispatch_action', async () => {
  const input = { ...formView().blocks[0], block_id: 'live', dispatch_action: true };
  const { id } = await open(formView({ blocks: [formView().blocks[0], input] as never }));
  const before = listAt(await harness.get('deliveries'), '/deliveries').length;
  await harness.post('act/fill', {
    as: DANA,
    view: id,
    values: { name: { text: 'quiet' }, live: { text: 'loud' } },
  });
  const sent = listAt(await harness.get('deliveries'), '/deliveries').slice(before);
  expect(sent.map((delivery) => at(delivery, '/payload/actions/0'))).toMatchObject([
    { block_id: 'live', type: 'plain_text_input', value: 'loud' },
  ]);
  expect(at(sent[0], '/payload/view/state/values/name/text/value')).toBe('quiet');
});

test('an app whose manifest does not enable interactivity hears of no click', async () => {
  const deaf = await startWorkspace({ manifest: { ...manifest, settings: {} } });
  const { ts = '' } = await clientOf(deaf).chat.postMessage({ channel: OPS, text: 'x', blocks: [button] });
  const click = { as: DANA, channel: OPS, ts, block_id: 'more', action_id: 'go' };
  expect(await deaf.post('act/click', click)).toMatchObject({
    acked: false,
    notice: expect.stringContaining('interactivity'),
  });
  await deaf.close();
});
