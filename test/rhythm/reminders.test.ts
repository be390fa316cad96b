import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { editTeam, findTeam } from '../../src/org/index.ts';
import { startWorkplace, type Workplace } from '../support/workplace.ts';

const berlin = 'Europe/Berlin';

describe('one reminder, to the person whose part is missing', () => {
  let at: Workplace;
  beforeAll(async () => {
    at = await startWorkplace();
  });
  afterAll(() => at.close());
  const reminders = async (name: string) =>
    (await at.person(name).reads('DM')).filter(({ text }) => text.includes('Support'));
  const prisma = () => at.app.kernel.database.prisma;

  /** As `/pace teams` would: Support's lead becomes somebody else. */
  async function handOver(to: string): Promise<void> {
    const row = await prisma().team.findFirstOrThrow({ where: { name: 'Support' } });
    const team = await findTeam(prisma(), row.id);
    if (team === undefined) throw new Error('Support is gone');
    await at.app.kernel.work((work) =>
      editTeam(work, at.person('Dana').id, team.id, team.version, {
        name: team.name,
        rhythm: team.rhythm,
        people: { ...team.people, operationsLead: at.person(to).id },
        channels: team.channels,
      }),
    );
    await at.settle();
  }

  test('the lead and the workflow owner are reminded once; nobody else is', async () => {
    await at.goTo('2026-11-17 12:00', berlin);
    expect(await reminders('Dana')).toHaveLength(1);
    expect((await reminders('Dana'))[0]?.text).toContain('still needs its focus from you');
    expect((await reminders('Tom'))[0]?.text).toContain('one proposed change');
    expect(await reminders('Priya')).toEqual([]);
    expect(await reminders('Mia')).toEqual([]);
    await at.goTo('2026-11-18 09:50', berlin);
    expect(await reminders('Dana')).toHaveLength(1);
  });

  test('when the role goes to somebody else, prompt, Home and reminder follow, and the old holder is refused', async () => {
    const [dana, mia] = [at.person('Dana'), at.person('Mia')];
    expect(JSON.stringify(await dana.opensHome())).toContain('Set the focus');
    await handOver('Mia');
    const prompt = await mia.sees('#support-ops', 'Monday focus');
    expect(prompt.text).toContain(`<@${mia.id}>`);
    const home = async () => JSON.stringify(await dana.home());
    await expect.poll(home, { timeout: 5_000, interval: 50 }).not.toContain('Set the focus');
    expect(JSON.stringify(await mia.opensHome())).toContain('Set the focus');
    const [old] = await reminders('Dana');
    expect(JSON.stringify(old?.blocks)).not.toContain('"button"');
    await dana.clicks('Set the focus', { in: '#support-ops' });
    await dana.sees('#support-ops', 'Only the operations lead of Support can set the focus.');
  });

  test('whoever has answered is not reminded, and a settled reminder loses its button', async () => {
    const tom = at.person('Tom');
    await tom.clicks('Propose a change', { in: 'DM' });
    await tom.fillsAndSubmits({
      'What do we change?': 'Routing',
      'What do we expect from it?': 'Faster',
      'How do we back out?': 'Switch',
    });
    const [reminder] = await reminders('Tom');
    expect(JSON.stringify(reminder?.blocks)).not.toContain('"button"');
    await at.goTo('2026-11-18 10:01', berlin);
    await at.person('Mia').clicks('Say where we are', { in: '#support-ops' });
    await at.person('Mia').fillsAndSubmits({ 'Status against the focus': 'on track' });
    await at.goTo('2026-11-20 14:00', berlin);
    const all = [...(await reminders('Mia')), ...(await reminders('Dana'))];
    expect(all.filter(({ text }) => text.includes('where it stands'))).toEqual([]);
  });

  test('after a night too long for the prompt no late reminder comes, and an early answer is shown all the same', async () => {
    await at.goTo('2026-11-22 12:00', berlin);
    const mia = at.person('Mia');
    await mia.opensHome();
    await mia.clicksAtHome('Set the focus');
    await mia.fillsAndSubmits({ 'What is this week about?': 'Refunds' });
    const before = (await reminders('Mia')).length;
    await at.sleepUntil('2026-11-24 16:00', berlin);
    expect((await mia.sees('#support-ops', 'Week 48 · Monday focus')).text).toContain('Refunds');
    expect((await reminders('Mia')).length - before).toBeLessThanOrEqual(1);
    const { state } = await prisma().prompt.findFirstOrThrow({
      where: { kind: 'focus', cycle: { week: '2026-W48', team: { name: 'Support' } } },
    });
    expect(state).toBe('posted');
  });
});
