import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codePoints, validateView } from '../../src/blockkit/index.ts';
import { homeView } from '../../src/home/home-view.ts';
import type { HomeData } from '../../src/home/load-home.ts';
import { fullCycle, people } from '../rhythm/sample-cycle.ts';
import { startWorkplace, type Workplace } from '../support/workplace.ts';

const berlin = 'Europe/Berlin';
const patience = { timeout: 5_000, interval: 50 };

describe('Home', () => {
  let at: Workplace;
  beforeAll(async () => {
    at = await startWorkplace();
  });
  afterAll(() => at.close());
  /** Without opening it anew: Home is drawn behind the scenes a moment after a change. */
  const sees = async (name: string) => JSON.stringify(await at.person(name).home());
  const shows = async (name: string) => JSON.stringify(await at.person(name).opensHome());

  test('a newcomer without a role sees one next step', async () => {
    const home = await at.person('Leo').opensHome();
    expect(JSON.stringify(home)).toContain('You hold no role in a team yet');
    expect(JSON.stringify(home).match(/"type":"button"/g)).toHaveLength(1);
  });

  test('when nothing is missing it says so, with the next prompt', async () => {
    expect(await shows('Mia')).toMatch(/Nothing needs you.*The next prompt is Mon 16 Nov 09:00/);
  });

  test('every part of the week can be answered from Home, in forms', async () => {
    const [dana, tom, priya] = [at.person('Dana'), at.person('Tom'), at.person('Priya')];
    await at.goTo('2026-11-16 09:01', berlin);
    expect(await shows('Dana')).toContain('Needs you now (1)');
    await dana.clicksAtHome('Set the focus');
    await dana.fillsAndSubmits({ 'What is this week about?': 'Billing' });
    await tom.opensHome();
    await tom.clicksAtHome('Propose a change');
    await tom.fillsAndSubmits({
      'What do we change?': 'Routing',
      'What do we expect from it?': 'Faster',
      'How do we back out?': 'Switch',
    });
    await priya.opensHome();
    await priya.clicksAtHome('Approve');
    await priya.sees('#support-ops', 'Frozen');
    await priya.form('Please note');
    await at.goTo('2026-11-18 10:01', berlin);
    await dana.opensHome();
    await dana.clicksAtHome('Say where we are');
    await dana.fillsAndSubmits({ 'Status against the focus': 'at risk' });
    await expect.poll(() => sees('Dana'), patience).toContain('checkpoint at risk');
    await at.goTo('2026-11-20 15:01', berlin);
    await dana.opensHome();
    await dana.clicksAtHome('Fill in the review');
    expect((await dana.form()).title.text).toBe('Review · 1 of 4');
    await dana.closes();
  });

  test('who holds no role but has something to do finds it, and its button works', async () => {
    const [dana, grace] = [at.person('Dana'), at.person('Grace')];
    await dana.clicks('Raise a blocker', { in: '#support-ops' });
    await dana.fillsAndSubmits({ 'What is stuck?': 'The billing export', 'Who can unblock it?': grace.id });
    expect(await shows('Grace')).toContain('The billing export');
    await grace.clicksAtHome('Unblock');
    await expect.poll(() => sees('Grace'), patience).not.toContain('The billing export');
    expect(await at.app.kernel.database.prisma.blocker.count({ where: { state: 'resolved' } })).toBe(1);
  });

  test('what somebody else settles leaves Home by itself', async () => {
    const [dana, ana] = [at.person('Dana'), at.person('Ana')];
    await dana.clicks('Raise a blocker', { in: '#support-ops' });
    await dana.fillsAndSubmits({ 'What is stuck?': 'The lookup', 'Who can unblock it?': ana.id });
    expect(await shows('Ana')).toContain('The lookup');
    await dana.clicks('Unblock', { in: '#support-ops', on: 'The lookup' });
    await expect.poll(() => sees('Ana'), patience).not.toContain('The lookup');
  });

  test('the week that is closed needs nothing from anybody', async () => {
    await at.goTo('2026-11-20 16:01', berlin);
    for (const name of ['Dana', 'Mia', 'Tom']) expect(await shows(name), name).toContain('Nothing needs you');
  });
});

test('Home stays within its limits with 50 teams and everything open', () => {
  const text = '<!channel> & '.repeat(60).slice(0, 600);
  const cycles = Array.from({ length: 50 }, (_, index) => {
    const cycle = fullCycle(text, { actions: 60, blockers: 20 }, []);
    return { ...cycle, team: { ...cycle.team, name: `${'<Team> & '.repeat(9)}${index}`.slice(0, 75) } };
  });
  const now = new Date('2026-11-20T14:45:00Z');
  const data: HomeData = {
    personId: people.lead,
    zone: 'America/Argentina/ComodRivadavia',
    now,
    hasAnyTeam: true,
    teams: cycles.map(({ team }) => team),
    needs: cycles.map((cycle) => ({ cycle, need: { kind: 'rework_focus', by: now, note: text } })),
    blockers: cycles.flatMap((cycle) => cycle.blockers.map((blocker) => ({ cycle, blocker }))),
    actions: cycles.flatMap((cycle) => cycle.carriedActions.map((action) => ({ cycle, action }))),
    weeks: cycles.map((cycle) => ({ cycle, early: { kind: 'publish_review', by: now } })),
    nextDates: cycles.map((cycle) => ({ cycle, what: 'review', at: now })),
    trouble: {
      undelivered: 1_000,
      holders: cycles.flatMap(({ team }) => [
        {
          team,
          holder: { role: 'workflow_owner' as const, personId: people.owner, why: 'is deactivated in Slack' },
        },
      ]),
    },
  };
  const view = homeView(data);
  expect(validateView(view)).toEqual([]);
  expect(codePoints(JSON.stringify(view))).toBeLessThan(250_000);
  expect(JSON.stringify(view)).not.toContain('<!channel>');
});
