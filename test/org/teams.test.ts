import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Work } from '../../src/kernel/index.ts';
import { onGaveUp, onMessageFailed, type Services, type Team, unusableHolders } from '../../src/org/index.ts';
import { mendDelivery } from '../../src/org/mend-delivery.ts';
import { createTeam, editTeam, setTeamState, type TeamDetails } from '../../src/org/save-team.ts';
import { troubleCodec } from '../../src/org/trouble.ts';
import { type Click, postMessage } from '../../src/slack/index.ts';
import { startKernel, type TestKernel } from '../support/kernel.ts';
import { shippedPlaybook } from './world.ts';

const [DANA, TOM, PRIYA] = ['U0DANA00001', 'U0TOM000001', 'U0PRIYA0001'] as const;
const details: TeamDetails = {
  name: 'Support',
  rhythm: {
    zone: 'Europe/Berlin',
    focus: { day: 1, time: '09:00' },
    checkpoint: { day: 3, time: '10:00' },
    review: { day: 5, time: '15:00' },
    snapshotTime: '16:00',
  },
  people: { operationsLead: TOM, qaLead: PRIYA, workflowOwners: [TOM], approver: PRIYA },
  channels: { team: 'C1', leadership: 'C2', delivery: 'C1', reviews: 'C1', escalations: 'C1' },
};

let started: TestKernel;
beforeAll(async () => {
  started = await startKernel();
  await started.start({ jobs: [{ queue: 'slack.delivery', concurrency: 1, handle: async () => undefined }] });
});
afterAll(() => started.close());

const work = <T>(run: (work: Work) => Promise<T>) => started.kernel.work(run);
const prisma = () => started.kernel.database.prisma;

beforeEach(async () => {
  const db = prisma();
  await db.delivery.deleteMany();
  await db.admin.deleteMany();
  await db.teamRole.deleteMany();
  await db.teamChannel.deleteMany();
  await db.team.deleteMany();
  await db.person.deleteMany();
  for (const [id, name] of [
    [DANA, 'Dana'],
    [TOM, 'Tom'],
    [PRIYA, 'Priya'],
  ] as const) {
    await db.person.create({ data: { id, name, zone: 'UTC', refreshedAt: started.clock.now() } });
  }
});

const made = (name = 'Support'): Promise<Team> => work((w) => createTeam(w, DANA, { ...details, name }));
const newest = () => prisma().auditEvent.findFirst({ orderBy: { seq: 'desc' } });

describe('teams', () => {
  test('the first to make one is the admin; others are not', async () => {
    await made();
    await work((w) => createTeam(w, TOM, { ...details, name: 'Sales' }));
    expect(await prisma().admin.findMany()).toMatchObject([{ personId: DANA }]);
    expect(await newest()).toMatchObject({ actor: TOM, action: 'team.created' });
  });

  test('a name is taken however it is written, and nothing in it is a wildcard', async () => {
    await made('A_B');
    await expect(made('a_b')).rejects.toMatchObject({ code: 'name_taken' });
    await expect(made('AxB')).resolves.toMatchObject({ name: 'AxB' });
    await expect(made('%')).resolves.toMatchObject({ name: '%' });
    // Its own name is not in its way.
    const sales = await made('Sales');
    const edited = await work((w) => editTeam(w, DANA, sales.id, 1, { ...details, name: 'SALES' }));
    expect(edited).toMatchObject({ name: 'SALES', version: 2 });
  });

  test('the name of an archived team is free, and then it cannot come back under it', async () => {
    const old = await made();
    await work((w) => setTeamState(w, DANA, old.id, 'archived'));
    await made();
    await expect(work((w) => setTeamState(w, DANA, old.id, 'active'))).rejects.toMatchObject({
      code: 'name_taken',
    });
  });

  test('the operations lead and admins change it, nobody else, and nobody over the head of another', async () => {
    const team = await made();
    const edit = (by: string, version: number) =>
      work((w) => editTeam(w, by, team.id, version, { ...details, name: `by ${by}` }));
    await expect(edit(PRIYA, 1)).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(edit(TOM, 1)).resolves.toMatchObject({ version: 2 });
    await expect(edit(DANA, 1)).rejects.toMatchObject({
      code: 'changed_meanwhile',
      saved: 'Nothing of this form was saved.',
    });
    expect(await prisma().team.findMany()).toMatchObject([{ name: `by ${TOM}`, version: 2 }]);
  });

  test('whoever left shows up with every role', async () => {
    const team = await made();
    expect(await unusableHolders(prisma(), team)).toEqual([]);
    await prisma().person.update({ where: { id: PRIYA }, data: { isGuest: true } });
    expect(await unusableHolders(prisma(), team)).toEqual([
      { role: 'qa_lead', personId: PRIYA, why: 'is a guest' },
      { role: 'approver', personId: PRIYA, why: 'is a guest' },
    ]);
  });
});

describe('notices to admins', () => {
  const failure = {
    code: 'is_archived',
    detail: null,
    channelId: 'C1',
    personId: null,
    inDoubt: false,
  };

  /** A delivery that has failed, and the domain event about it. */
  async function failed(key: string): Promise<string> {
    return work(async (w) => {
      const deliveryId = await postMessage(w, { key, to: { channelId: 'C1' }, message: { text: key } });
      await w.tx.delivery.update({
        where: { id: deliveryId },
        data: { state: 'failed', error: 'is_archived' },
      });
      await onMessageFailed(w, { ...failure, key, deliveryId });
      return deliveryId;
    });
  }
  const told = async () =>
    (await prisma().delivery.findMany({ where: { key: { startsWith: 'admin-notice:' } } })).map(
      ({ personId }) => personId,
    );

  function clickBy(personId: string, value: string): Click {
    const refuse = () => Promise.reject(new Error('not expected'));
    return {
      personId,
      onceKey: `click:${personId}:${value}`,
      origin: { kind: 'message' },
      value,
      openForm: refuse,
      redrawForm: refuse,
      tell: refuse,
      replaceMessage: refuse,
    };
  }
  const services = (): Services => ({
    kernel: started.kernel,
    playbook: shippedPlaybook(),
    botUserId: 'U0BOT000001',
    get client(): never {
      throw new Error('Slack is not asked');
    },
    get people(): never {
      throw new Error('nobody is looked up');
    },
  });

  test('a storm is one notice to each admin, and notices about notices are none', async () => {
    await made();
    await prisma().person.update({ where: { id: PRIYA }, data: { isSlackAdmin: true } });
    for (let count = 0; count < 40; count += 1) await failed(`storm:${count}`);
    expect((await told()).toSorted()).toEqual([DANA, PRIYA].toSorted());
    await failed('admin-notice:C1:is_archived:failed:1:U0DANA00001');
    // The one that failed, and the two from before.
    expect(await told()).toHaveLength(3);
  });

  test('before there is an admin, the operations lead of a team that uses the channel hears', async () => {
    await made();
    await prisma().admin.deleteMany();
    await failed('first');
    expect(await told()).toEqual([TOM]);
    await prisma().team.updateMany({ data: { state: 'archived' } });
    await prisma().delivery.deleteMany();
    await failed('second');
    expect(await told()).toEqual([]);
  });

  test('only admins may deal with it, once', async () => {
    await made();
    const id = await failed('lost');
    const trouble = { ...failure, hour: Math.floor(started.clock.now().getTime() / 3_600_000) };
    const value = troubleCodec.encode({ trouble, deliveryIds: [id] });
    const stateNow = async () => (await prisma().delivery.findUnique({ where: { id } }))?.state;

    await expect(mendDelivery(services(), clickBy(TOM, value), 'retry')).rejects.toMatchObject({
      code: 'not_allowed',
    });
    expect(await stateNow()).toBe('failed');
    await mendDelivery(services(), clickBy(DANA, value), 'retry');
    expect(await stateNow()).toBe('waiting');
    expect(await newest()).toMatchObject({
      actor: DANA,
      action: 'message.retried',
      subject: `delivery:${id}`,
    });
    await expect(mendDelivery(services(), clickBy(DANA, value), 'retry')).rejects.toMatchObject({
      code: 'already_handled',
    });
    await prisma().person.update({ where: { id: PRIYA }, data: { isSlackAdmin: true } });
    await expect(mendDelivery(services(), clickBy(PRIYA, value), 'retry')).rejects.toMatchObject({
      code: 'mended_already',
    });
  });

  test('what was given up is told once an hour for each kind', async () => {
    await made();
    const gave = (key: string) =>
      work((w) => onGaveUp(w, { what: 'rhythm.plan', key, reason: 'boom', reference: '1' }));
    await gave('a');
    await gave('b');
    expect(await told()).toEqual([DANA]);
  });
});
