import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { postMessage } from '../../src/slack/index.ts';
import { DANA, LEADS, OPS, PRIYA, SECRET, startWorld, TOM, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  // The first to set up a team is the admin.
  await world.command(DANA, 'setup');
  await world.submit(DANA, { name: 'Support', team_channel: OPS });
  await world.submit(DANA, { operations_lead: TOM, qa_lead: PRIYA, workflow_owners: [TOM], approver: PRIYA });
  await world.submit(DANA, { leadership: LEADS });
  await world.submit(DANA);
});
afterAll(() => world.close());
afterEach(async () => {
  await world.kernel.settle();
});

async function post(channelId: string, text: string): Promise<string> {
  return world.kernel.work((work) =>
    postMessage(work, { key: `test:${randomUUID()}`, to: { channelId }, message: { text } }),
  );
}
const stateOf = async (id: string) =>
  (await world.kernel.database.prisma.delivery.findUniqueOrThrow({ where: { id } })).state;
const notices = async (as: string) =>
  (await world.directMessages(as)).filter(({ text }) =>
    /deliver|arrived|tried again|posted again|found/.test(text),
  );
const last = async (as: string) => {
  const found = (await notices(as)).at(-1);
  if (found === undefined) throw new Error('no notice');
  return found;
};

describe('a message that could not be delivered', () => {
  test('is told to the admins once, however many there are, and is sent when one of them says so', async () => {
    let first = '';
    await world.slack.after('message', async () => {
      first = await post(SECRET, 'Week 47 · Monday focus · Support');
    });
    expect((await last(DANA)).text).toBe(
      `*A message could not be delivered to <#${SECRET}>.*\n• Week 47 · Monday focus · Support\nI am not in <#${SECRET}>, or it does not exist any more. Type \`/invite @Pacekeeper\` there, or choose another channel in the team's settings.\nNothing is lost: I keep it. Press Try again when the cause is mended.`,
    );
    let second = '';
    await world.slack.after('message_changed', async () => {
      second = await post(SECRET, 'Week 47 · Wednesday checkpoint · Support');
    });
    expect(await notices(DANA)).toHaveLength(1);
    expect((await last(DANA)).text).toContain('*2 messages could not be delivered');
    // The lead of the team is no admin.
    expect(await notices(TOM)).toEqual([]);

    await world.slack.post(`channels/${SECRET}`, { botIsMember: true });
    const dm = await world.dmOf(DANA);
    await world.click(DANA, dm, await last(DANA), 'Try again', 'message_changed');
    await world.kernel.settle();
    expect([await stateOf(first), await stateOf(second)]).toEqual(['sent', 'sent']);
    const done = await last(DANA);
    expect(done.text).toContain(`2 messages to <#${SECRET}>: tried again by <@${DANA}>`);
    expect(JSON.stringify(done.blocks)).not.toContain('button');
    expect((await world.messages(DANA, SECRET)).map(({ text }) => text)).toEqual(
      expect.arrayContaining(['Week 47 · Monday focus · Support']),
    );
  });

  test('is told again when it fails again', async () => {
    await world.slack.post(`channels/${SECRET}`, { botIsMember: false });
    await world.slack.after('message_changed', () => post(SECRET, 'Week 47 · Friday review'));
    await world.click(DANA, await world.dmOf(DANA), await last(DANA), 'Try again', 'message_changed');
    await world.kernel.settle();
    expect(await notices(DANA)).toHaveLength(1);
    const again = await last(DANA);
    expect(again.text).toContain('*A message could not be delivered');
    expect(JSON.stringify(again.blocks)).toContain('Try again');
  });

  test('a notice that cannot be delivered makes no other notice', async () => {
    await world.slack.post('faults', {
      method: 'conversations.open',
      kind: 'error',
      error: 'user_disabled',
      times: 1,
    });
    const before = await world.kernel.database.prisma.delivery.count({
      where: { key: { startsWith: 'admin-notice:' } },
    });
    await post('C0GONE00001', 'Lost');
    await world.kernel.settle();
    const after = await world.kernel.database.prisma.delivery.findMany({
      where: { key: { startsWith: 'admin-notice:' } },
    });
    expect(after).toHaveLength(before + 1);
    expect(after.filter(({ state }) => state === 'failed')).toHaveLength(1);
  });
});

describe('a message in doubt', () => {
  /** As the outbox leaves it when Slack does not say whether it arrived, and history cannot be read. */
  async function doubt(text: string): Promise<string> {
    await world.slack.post('faults', { method: 'chat.postMessage', kind: '500_before', times: 1 });
    await world.slack.post('faults', {
      method: 'conversations.history',
      kind: 'error',
      error: 'missing_scope',
      times: 1,
    });
    return post(OPS, text);
  }

  test('is looked for by an admin, who may post it again', async () => {
    let id = '';
    await world.slack.after('message', async () => {
      id = await doubt('Week 47 · snapshot');
    });
    expect(await stateOf(id)).toBe('in_doubt');
    const notice = await last(DANA);
    expect(notice.text).toContain(`*Slack did not say whether a message to <#${OPS}> arrived.*`);
    await world.click(DANA, await world.dmOf(DANA), notice, 'Post it again', 'message_changed');
    await world.kernel.settle();
    expect(await stateOf(id)).toBe('sent');
    expect(
      (await world.messages(DANA, OPS)).filter(({ text }) => text === 'Week 47 · snapshot'),
    ).toHaveLength(1);
    expect((await last(DANA)).text).toContain(`posted again for <@${DANA}>`);
  });

  test('or say that it is there', async () => {
    let id = '';
    await world.slack.after('message_changed', async () => {
      id = await doubt('Week 47 · another');
    });
    await world.click(DANA, await world.dmOf(DANA), await last(DANA), 'It is there', 'message_changed');
    await world.kernel.settle();
    expect(await stateOf(id)).toBe('sent');
    expect(await world.messages(DANA, OPS)).not.toContainEqual(
      expect.objectContaining({ text: 'Week 47 · another' }),
    );
    expect((await last(DANA)).text).toContain(`found in Slack by <@${DANA}>`);
  });
});
