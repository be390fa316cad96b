import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { postMessage } from '../../src/slack/index.ts';
import type { Workplace } from '../support/workplace.ts';
import { makeTeam, startCompany, story } from './calendar.ts';

const berlin = 'Europe/Berlin';
const hourMs = 3_600_000;
// Weeks of a whole company pass in each of these.
vi.setConfig({ testTimeout: 90_000 });

let at: Workplace;
afterEach(() => at.close());

const cycleOf = (name: string, week: string) =>
  at.app.kernel.database.prisma.cycle.findFirstOrThrow({
    where: { team: { name }, week },
    include: { prompts: true },
  });
const promptState = async (name: string, week: string, kind: string) =>
  (await cycleOf(name, week)).prompts.find((prompt) => prompt.kind === kind)?.state;

describe('a missed tick', () => {
  test('an instant that nobody looked at is dealt with at the next look', async () => {
    at = await startCompany('2026-11-14T12:00:00Z');
    const team = await makeTeam(at, 'Support', berlin);
    await at.goTo('2026-11-16 08:59', berlin);
    const { prisma } = at.app.kernel.database;
    const { offsetMs } = await prisma.clockOffset.findUniqueOrThrow({ where: { id: 1 } });
    // Time goes on, and no timer of the scheduler fires.
    await prisma.clockOffset.update({ where: { id: 1 }, data: { offsetMs: offsetMs + 20n * 60_000n } });
    expect(await story(at, team)).toEqual([]);
    at.app.kernel.scheduler.wake();
    await expect.poll(() => story(at, team)).toEqual(['focus Mon 16 Nov 09:19']);
    await at.goTo('2026-11-16 12:00', berlin);
    expect(await story(at, team)).toHaveLength(1);
  });
});

describe('a machine that sleeps', () => {
  test('for 30 hours over Monday nine: what is too late is recorded as missed, what is not is done', async () => {
    at = await startCompany('2026-11-11T12:00:00Z');
    const usual = await makeTeam(at, 'Usual', berlin);
    const early = await makeTeam(at, 'Early', berlin, { checkpoint: { day: 2, time: '10:00' } });
    const midweek = await makeTeam(at, 'Midweek', berlin, {
      focus: { day: 4, time: '09:00' },
      checkpoint: { day: 5, time: '10:00' },
      review: { day: 1, time: '15:00' },
    });
    await at.goTo('2026-11-16 08:00', berlin);
    await at.sleepUntil('2026-11-17 14:00', berlin);

    // The focus is 29 h late: recorded, not posted.
    expect(await story(at, usual)).toEqual([]);
    expect(await promptState('Usual', '2026-W47', 'focus')).toBe('missed');
    const { prisma } = at.app.kernel.database;
    const missed = await prisma.auditEvent.findMany({ where: { action: 'prompt.missed' } });
    expect(missed.map(({ data }) => (data as { prompt: string }).prompt).toSorted()).toEqual([
      'focus',
      'focus',
      'review',
    ]);
    // The checkpoint of Tuesday ten is four hours late and still in its time.
    expect(await story(at, early)).toEqual(['checkpoint Tue 17 Nov 14:00']);
    // The snapshot of Monday four goes out late, once; its review has no more time.
    expect(await story(at, midweek)).toEqual([
      'focus Thu 12 Nov 09:00',
      'checkpoint Fri 13 Nov 10:00',
      'snapshot Tue 17 Nov 14:00',
    ]);
    expect((await cycleOf('Midweek', '2026-W47')).state).toBe('closed');
  });

  test('and a missed focus can still be set from Home: then its message is posted, and the week goes on', async () => {
    at = await startCompany('2026-11-14T12:00:00Z');
    const team = await makeTeam(at, 'Support', berlin);
    await at.goTo('2026-11-16 08:00', berlin);
    await at.sleepUntil('2026-11-17 14:00', berlin);
    const dana = at.person('Dana');
    await dana.opensHome();
    await dana.clicksAtHome('Set the focus');
    await dana.fillsAndSubmits({ 'What is this week about?': 'Better late than never' });
    if (!(await dana.hasNoForm())) await dana.submits();
    await at.settle();
    expect(await story(at, team)).toEqual(['focus Tue 17 Nov 14:00']);
    expect(
      (
        await at.control<{ messages: { text: string }[] }>(
          'GET',
          `messages?channel=${team.channel}&as=${dana.id}`,
        )
      ).messages[0]?.text,
    ).toContain('Better late than never');
    await at.goTo('2026-11-18 10:01', berlin);
    expect(await story(at, team)).toEqual(['focus Tue 17 Nov 14:00', 'checkpoint Wed 18 Nov 10:00']);
  });

  test('for three weeks: one late snapshot, no flood, and the next week comes as usual', async () => {
    at = await startCompany('2026-11-14T12:00:00Z');
    const teams = [await makeTeam(at, 'Support', berlin), await makeTeam(at, 'Sales', 'America/New_York')];
    await at.goTo('2026-11-16 08:00', berlin);
    await at.sleepUntil('2026-12-07 08:00', berlin);
    for (const team of teams) {
      const told = await story(at, team, berlin);
      expect(told, team.name).toEqual(['snapshot Mon 7 Dec 08:00']);
    }
    expect(await at.person('Dana').reads('DM')).toEqual([]);
    await at.goTo('2026-12-07 16:00', berlin);
    for (const team of teams) {
      expect((await story(at, team)).at(-1), team.name).toBe('focus Mon 7 Dec 09:00');
    }
    const weeks = await at.app.kernel.database.prisma.cycle.findMany({
      where: { team: { name: 'Support' } },
      orderBy: { week: 'asc' },
    });
    expect(weeks.map(({ week, state }) => [week, state])).toEqual([
      ['2026-W47', 'closed'],
      ['2026-W50', 'open'],
    ]);
  });
});

describe('a clock that is set back', () => {
  async function setBack(ms: number): Promise<void> {
    const { clock, virtualTime } = at.app.kernel;
    await virtualTime.jumpTo(new Date(clock.now().getTime() - ms));
  }

  async function say(text: string): Promise<{ id: string; ts: number }> {
    const id = await at.app.kernel.work((work) =>
      postMessage(work, {
        key: randomUUID(),
        to: { channelId: at.channel('#delivery') },
        message: { text },
      }),
    );
    await at.settle();
    const row = await at.app.kernel.database.prisma.delivery.findUniqueOrThrow({ where: { id } });
    return { id, ts: Number(row.ts) };
  }

  test.each([
    ['an hour', hourMs],
    ['a day', 24 * hourMs],
  ])(
    'by %s: nothing is posted twice, and what comes later stands later',
    async (_much, ms) => {
      at = await startCompany('2026-11-14T12:00:00Z');
      const team = await makeTeam(at, 'Support', berlin);
      await at.goTo('2026-11-16 09:30', berlin);
      const before = await say('Before');
      await setBack(ms);
      const after = await say('After');
      expect(after.ts).toBeGreaterThan(before.ts);
      await at.goTo('2026-11-20 16:30', berlin);
      await setBack(ms);
      await at.goTo('2026-11-20 18:00', berlin);
      expect(await story(at, team)).toEqual([
        'focus Mon 16 Nov 09:00',
        'checkpoint Wed 18 Nov 10:00',
        'review Fri 20 Nov 15:00',
        'snapshot Fri 20 Nov 16:00',
      ]);
      expect((await cycleOf('Support', '2026-W47')).state).toBe('closed');
      expect((await cycleOf('Support', '2026-W48')).state).toBe('open');
    },
    40_000,
  );

  test('what waited for another try does not wait for a day more', async () => {
    at = await startCompany('2026-11-14T12:00:00Z');
    await at.control('POST', 'faults', { method: 'chat.postMessage', kind: '500_after', times: 1 });
    const { id } = await say('Doubtful when the clock was set back');
    await setBack(24 * hourMs);
    const { prisma } = at.app.kernel.database;
    await expect
      .poll(async () => (await prisma.delivery.findUniqueOrThrow({ where: { id } })).state)
      .toBe('sent');
    const found = (await at.person('Dana').reads('#delivery')).filter(({ text }) =>
      text.startsWith('Doubtful'),
    );
    expect(found).toHaveLength(1);
  });

  test('an event that nobody has heard yet is heard now, not in a day', async () => {
    at = await startCompany('2026-11-14T12:00:00Z');
    const { kernel } = at.app;
    await kernel.scheduler.stop();
    await makeTeam(at, 'Unheard', berlin);
    const { prisma } = kernel.database;
    expect(await prisma.cycle.count()).toBe(0);
    // Nobody has moved this clock before.
    await prisma.clockOffset.create({ data: { id: 1, offsetMs: -86_400_000n } });
    kernel.scheduler.start();
    await expect.poll(() => prisma.cycle.count()).toBe(1);
  });
});
