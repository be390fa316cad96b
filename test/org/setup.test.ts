import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listTeams } from '../../src/org/index.ts';
import { listAt, textAt } from '../sandbox/harness.ts';
import {
  ALEX,
  DANA,
  findButton,
  LEADS,
  OLD,
  OPEN,
  OPS,
  PRIYA,
  SECRET,
  startWorld,
  TOM,
  type World,
} from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const teams = () => listTeams(world.kernel.database.prisma);
const named = async (name: string) => {
  const team = (await teams()).find((candidate) => candidate.name === name);
  if (team === undefined) throw new Error(`no team ${name}`);
  return team;
};
const roles = { qa_lead: PRIYA, workflow_owners: [TOM, PRIYA], approver: PRIYA };

describe('/pace setup', () => {
  test('four steps make a team, and the last one says what happens next', async () => {
    expect(await world.command(DANA, 'setup')).toMatchObject({ title: 'Set up a team · 1 of 4' });
    expect((await world.form(DANA)).json).toContain('Europe/Berlin');

    await world.submit(DANA, { name: '  Support  ', team_channel: OPS });
    expect(await world.form(DANA)).toMatchObject({ title: 'Set up a team · 2 of 4' });
    await world.submit(DANA, roles);
    expect(await world.form(DANA)).toMatchObject({ title: 'Set up a team · 3 of 4' });
    await world.submit(DANA, { leadership: LEADS });
    expect(await world.form(DANA)).toMatchObject({ title: 'Set up a team · 4 of 4' });
    const last = await world.submit(DANA);

    expect(last).toEqual({ outcome: 'updated', errors: {} });
    const done = await world.form(DANA);
    expect(done.json).toContain(
      `*Support is set up.* The first focus prompt goes to <#${OPS}> on Monday 23 Nov at 09:00 Berlin time, to <@${DANA}>.`,
    );
    expect(await named('Support')).toMatchObject({
      rhythm: { zone: 'Europe/Berlin', focus: { day: 1, time: '09:00' }, snapshotTime: '16:00' },
      people: { operationsLead: DANA, qaLead: PRIYA, approver: PRIYA },
      channels: { team: OPS, leadership: LEADS, delivery: OPS, reviews: OPS, escalations: OPS },
    });
    expect((await named('Support')).people.workflowOwners.toSorted()).toEqual([PRIYA, TOM].toSorted());
    // Whoever ran the first set-up is an admin, and nothing of the draft is left.
    expect(await world.kernel.database.prisma.admin.findMany()).toMatchObject([{ personId: DANA }]);
    expect(await world.kernel.database.prisma.formDraft.count()).toBe(0);
  });

  test('wrong answers are told at their fields, and nothing is kept', async () => {
    await world.command(TOM, 'setup');
    const first = await world.submit(TOM, { name: 'SUPPORT', team_channel: OPEN });
    expect(first.outcome).toBe('errors');
    expect(first.errors).toEqual({
      name: 'There is a team called Support already. Choose another name.',
      team_channel:
        'I am not in #open, so I could not post there. Type /invite @Pacekeeper in the channel, then press Next again.',
    });
    expect((await world.submit(TOM, { name: 'Sales', team_channel: SECRET })).errors).toEqual({
      team_channel:
        'I cannot see this channel, so I could not post there. Type /invite @Pacekeeper in the channel, then press Next again.',
    });
    expect((await world.submit(TOM, { team_channel: OLD })).errors).toEqual({
      team_channel: '#old is archived. Unarchive it, or choose another channel.',
    });
    expect(await world.kernel.database.prisma.formDraft.count()).toBe(0);

    await world.slack.post('faults', { method: 'conversations.info', kind: '500_before', times: 1 });
    expect((await world.submit(TOM, { team_channel: OPS })).errors).toEqual({
      team_channel:
        'Slack did not answer, so I could not check this channel. Nothing is saved. Press Next again in a minute.',
    });

    expect((await world.submit(TOM, { name: 'Sales', team_channel: OPS })).outcome).toBe('updated');
    const people = await world.submit(TOM, {
      operations_lead: ALEX,
      qa_lead: 'U0GONE00001',
      workflow_owners: [TOM, ALEX, 'U0ELSE00001'],
      approver: world.services.botUserId,
    });
    expect(people.errors).toEqual({
      operations_lead: 'Alex is a guest. Guests can read but not decide: choose a member.',
      qa_lead: 'Gone is deactivated in Slack: choose a member.',
      workflow_owners:
        'Alex is a guest. Guests can read but not decide: choose a member. Else is from another organisation. They can read but not decide: choose a member.',
      approver: expect.stringContaining('is an app. Only people can hold a role: choose a member.'),
    });

    await world.submit(TOM, { operations_lead: TOM, ...roles, workflow_owners: [TOM] });
    await world.submit(TOM, { leadership: LEADS });
    const week = await world.submit(TOM, { checkpoint_day: '6', snapshot_time: '14:00' });
    expect(week.errors).toEqual({
      checkpoint_time:
        'The checkpoint (Saturday 10:00) has to come after the focus (Monday 09:00) and before the review (Friday 15:00).',
      snapshot_time: 'The snapshot (14:00) has to come later on the day of the review (Friday 15:00).',
    });
    expect((await teams()).map(({ name }) => name)).toEqual(['Support']);
  });

  test('Back keeps what was entered, and a closed form goes on where it was', async () => {
    // Tom is still at step 4 of Sales, with a Saturday checkpoint that was refused.
    const { id, blocks } = await world.form(TOM);
    const back = findButton(blocks, 'Back');
    await world.slack.after('views', () => world.slack.post('act/click', { as: TOM, view: id, ...back }));
    expect(await world.form(TOM)).toMatchObject({ title: 'Set up a team · 3 of 4' });
    await world.slack.post('act/close', { as: TOM, view: id, all: true });

    const again = await world.command(TOM, 'setup');
    expect(again).toMatchObject({ title: 'Set up a team · 1 of 4' });
    expect(again.json).toContain('You began this earlier');
    for (let step = 1; step < 4; step += 1) expect((await world.submit(TOM)).outcome).toBe('updated');
    // Three days on one day, in order, are a week as well.
    const sameDay = { focus_day: '5', focus_time: '09:00', checkpoint_day: '5', checkpoint_time: '09:30' };
    expect(await world.submit(TOM, sameDay)).toEqual({ outcome: 'updated', errors: {} });
    expect((await world.form(TOM)).json).toContain('on Friday 20 Nov at 09:00 New York time');
    expect(await named('Sales')).toMatchObject({
      people: { operationsLead: TOM, workflowOwners: [TOM] },
      rhythm: { zone: 'America/New_York', checkpoint: { day: 5, time: '09:30' } },
    });
  });

  test('a zone is found by its city', async () => {
    const { id } = await world.command(DANA, 'setup');
    const offered = await world.slack.post('act/suggest', {
      as: DANA,
      view: id,
      block_id: 'zone',
      action_id: 'zone.search',
      query: 'tok',
    });
    expect(listAt(offered, '/options').map((option) => textAt(option, '/value'))).toContain('Asia/Tokyo');
    await world.slack.post('act/close', { as: DANA, view: id, all: true });
  });

  test('a guest may not', async () => {
    expect((await world.answerTo(ALEX, 'setup')).text).toMatch(
      /^Guests can read this, but not answer or decide/,
    );
  });
});

describe('/pace teams', () => {
  test('lists teams, with buttons for whoever may change them', async () => {
    const forDana = JSON.stringify(await world.answerTo(DANA, 'teams'));
    expect(forDana).toContain(
      'focus Mon 09:00 · checkpoint Wed 10:00 · review Fri 15:00 · snapshot 16:00 (Berlin time)',
    );
    expect(forDana.match(/"team\.edit"/g)).toHaveLength(2);
    // Priya leads nothing and is no admin.
    expect(JSON.stringify(await world.answerTo(PRIYA, 'teams'))).not.toContain('team.edit');
  });

  test('editing starts from the newest settings, and a second editor is told', async () => {
    const list = await world.answerTo(TOM, 'teams');
    await world.click(TOM, OPS, list, 'Edit', 'views');
    const first = await world.form(TOM);
    expect(first).toMatchObject({ title: 'Edit team · 1 of 4' });
    expect(first.json).toContain('Sales');

    const sales = await named('Sales');
    const danas = await world.answerTo(DANA, 'teams');
    await world.click(DANA, OPS, danas, 'Edit', 'views');
    await world.submit(DANA, { name: 'Sales and success' });
    for (let step = 2; step <= 4; step += 1) await world.submit(DANA);
    expect((await world.form(DANA)).json).toContain('*Sales and success is saved.*');
    expect(await named('Sales and success')).toMatchObject({ id: sales.id, version: sales.version + 1 });

    for (let step = 1; step <= 4; step += 1) await world.submit(TOM);
    expect((await world.form(TOM)).json).toContain(
      'Somebody changed Sales and success while this form was open.',
    );
    expect((await teams()).map(({ name }) => name)).toEqual(['Sales and success', 'Support']);
  });

  test('archived teams can be brought back', async () => {
    await world.click(DANA, OPS, await world.answerTo(DANA, 'teams'), 'Archive', 'ephemeral');
    expect((await world.messages(DANA, OPS)).at(-1)?.text).toBe(
      'Sales and success is archived: its prompts have stopped, and everything is kept. /pace teams brings it back.',
    );
    expect((await teams()).map(({ name }) => name)).toEqual(['Support']);

    await world.click(DANA, OPS, await world.answerTo(DANA, 'teams'), 'Bring back', 'ephemeral');
    expect((await teams()).map(({ name }) => name)).toEqual(['Sales and success', 'Support']);
  });
});

describe('people', () => {
  test('admins and the lead hear once of a role holder who left', async () => {
    const leave = (deleted: boolean) => world.slack.post(`people/${PRIYA}`, { deleted });
    // Priya is QA lead, workflow owner and approver of Support, and QA lead and approver of Sales.
    await world.slack.after('message', () => leave(true), 3);
    expect((await world.directMessages(DANA)).map(({ text }) => text).toSorted()).toEqual([
      "Sales and success needs another QA lead and approver. Priya is deactivated in Slack, and can no longer answer or decide. Choose somebody else in the team's settings. The settings are in /pace teams.",
      "Support needs another QA lead, workflow owner and approver. Priya is deactivated in Slack, and can no longer answer or decide. Choose somebody else in the team's settings. The settings are in /pace teams.",
    ]);
    expect(await world.directMessages(TOM)).toHaveLength(1);

    await leave(false);
    await leave(true);
    await world.kernel.settle();
    expect(await world.directMessages(DANA)).toHaveLength(2);
    expect((await world.answerTo(DANA, 'teams')).text).toContain(
      'Needs another QA lead: Priya is deactivated',
    );
    await leave(false);
  });
});
