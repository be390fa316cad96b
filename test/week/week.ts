import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorkplace, type Workplace, type WorkplaceOptions } from '../support/workplace.ts';

const berlin = 'Europe/Berlin';

/** A team's whole week, step by step; the same story on every database and over both transports. */
export function tellTheWeek(title: string, options: () => WorkplaceOptions): void {
  describe(title, () => {
    let at: Workplace;
    beforeAll(async () => {
      at = await startWorkplace(options());
    });
    afterAll(() => at.close());

    test('on Monday at nine the focus prompt is in the team channel, once', async () => {
      await at.goTo('2026-11-16 08:59', berlin);
      expect(await at.person('Dana').reads('#support-ops')).toEqual([]);
      await at.goTo('2026-11-16 09:01', berlin);
      const prompts = await at.person('Dana').reads('#support-ops');
      expect(prompts.map(({ text }) => text.split('\n')[0])).toEqual(['Week 47 · Monday focus · Support']);
    });

    test('Dana sets the focus in two steps; what cannot be is answered at its field and nothing is stored', async () => {
      const dana = at.person('Dana');
      await dana.clicks('Set the focus', { in: '#support-ops' });
      await dana.fillsAndSubmits({
        'What is this week about?': 'First answers to billing questions under two hours',
        'Which measures do we expect to move?': ['Response speed'],
      });
      const refused = await dana.fillsAndSubmits({
        'Response speed: which way?': 'Down',
        'Response speed: by how much, in h?': 'a lot',
        'Response speed: what would change our mind?': 'Volume above 200',
      });
      expect(refused.errors).toEqual({
        'Response speed: by how much, in h?': 'Please enter digits only, without letters or a unit.',
      });
      expect(await at.app.kernel.database.prisma.answer.count()).toBe(0);
      await dana.fillsAndSubmits({ 'Response speed: by how much, in h?': '0.9' });
      const message = await dana.sees('#support-ops', 'waiting for approval');
      expect(message.text).toContain('First answers to billing questions under two hours');
      expect(message.text).toContain('would change our mind: Volume above 200');
    });

    test('Tom proposes the one change, Priya approves, and it is frozen', async () => {
      const [tom, priya, dana] = [at.person('Tom'), at.person('Priya'), at.person('Dana')];
      await tom.clicks('Propose a change', { in: '#support-ops' });
      await tom.fillsAndSubmits({
        'What do we change?': 'Route billing questions before triage',
        'What do we expect from it?': '0.8 h faster',
        'How do we back out?': 'Switch the rule off',
      });
      await dana.clicks('Approve', { in: '#support-ops' });
      await dana.sees('#support-ops', 'Only the approver of Support can approve');
      await priya.clicks('Approve', { in: '#support-ops' });
      const message = await priya.sees('#support-ops', 'Frozen: the review is measured against this.');
      expect(JSON.stringify(message.blocks)).not.toContain('"button"');
      expect(message.text).toContain('Route billing questions before triage');
    });

    test('on Wednesday the checkpoint says where we are and what is stuck', async () => {
      await at.goTo('2026-11-18 10:01', berlin);
      const dana = at.person('Dana');
      await dana.sees('#support-ops', 'Wednesday checkpoint');
      await dana.clicks('Say where we are', { in: '#support-ops' });
      await dana.fillsAndSubmits({
        'Status against the focus': 'at risk',
        'What is behind it?': 'Billing backlog from the outage',
      });
      await dana.clicks('Raise a blocker', { in: '#support-ops' });
      await dana.fillsAndSubmits({
        'What is stuck?': 'The billing export',
        'Who can unblock it?': at.person('Tom').id,
      });
      const message = await dana.sees('#support-ops', 'The billing export');
      await dana.sees('#support-ops', '1 blocker');
      expect((await dana.sees('#support-ops', 'at risk')).text).toContain('Billing backlog from the outage');
      expect(message.text).toBeTruthy();
    });

    test('on Friday the review takes numbers, asks about odd ones, and needs a decision', async () => {
      await at.goTo('2026-11-20 15:01', berlin);
      const dana = at.person('Dana');
      await dana.clicks('Fill in the review', { in: '#support-ops' });
      const wrong = await dana.fillsAndSubmits({
        'Response speed: Hours to first answer': 'two',
        'Completion rate: Completed': '62',
        'Completion rate: Started': '58',
      });
      expect(wrong.errors).toEqual({
        'Response speed: Hours to first answer': 'Please enter digits only, without letters or a unit.',
        'Completion rate: Completed': 'Completed (62) cannot be more than started (58).',
      });
      await dana.fills({
        'Response speed: Hours to first answer': '27',
        'Response speed: Requests answered': '143',
        'Completion rate: Completed': '58',
        'Completion rate: Started': '62',
      });
      await dana.submits();
      expect((await dana.form()).title.text).toBe('Is this right?');
      await dana.closes();
      await dana.fillsAndSubmits({ 'Response speed: Hours to first answer': '2.7' });
      if ((await dana.form()).title.text === 'Is this right?') await dana.submits();
      expect((await dana.form()).title.text).toBe('Review · 2 of 4');
      await dana.submits();
      if ((await dana.form()).title.text === 'Is this right?') await dana.submits();
      expect((await dana.form()).title.text).toBe('Review · 3 of 4');
      const undecided = await dana.fillsAndSubmits({
        'What did we learn?': 'The account lookup fails for merged accounts.',
      });
      expect(Object.keys(undecided.errors)).toContain('Decision');
      await dana.fillsAndSubmits({
        Decision: 'We decided something',
        'What is decided, or why does nothing change?': 'Keep billing routing for two more weeks',
      });
      await dana.fillsAndSubmits({
        'Action 1': 'Find the cause of the rework',
        'Action 1: who?': at.person('Tom').id,
        'Action 1: by when?': '2026-11-25',
      });
      const review = await dana.sees('#support-ops', 'published by');
      expect(review.text).toContain('Response speed* 2.7 h (n = 143)');
      expect(review.text).toContain('Keep billing routing for two more weeks');
      expect(review.text).toContain('Find the cause of the rework');
    });

    test('the snapshot goes to leadership and delivery at its time, once, and the week is closed', async () => {
      await at.goTo('2026-11-20 16:01', berlin);
      const priya = at.person('Priya');
      for (const channel of ['#leadership', '#delivery']) {
        const snapshots = await priya.reads(channel);
        expect(snapshots).toHaveLength(1);
        expect(snapshots[0]?.text).toContain('Support · week 47 · KPI snapshot');
        expect(snapshots[0]?.text).toMatch(/Log head \d+:[0-9a-f]{64}/);
      }
      const { state } = await at.app.kernel.database.prisma.cycle.findFirstOrThrow({
        where: { team: { name: 'Support' }, week: '2026-W47' },
      });
      expect(state).toBe('closed');
    });

    test('a team that did not answer is shown as missing, and its snapshot still goes out once', async () => {
      await at.goTo('2026-11-20 16:01', 'America/New_York');
      const messages = await at.person('Priya').reads('#leadership');
      expect(messages.filter(({ text }) => text.includes('Sales · week 47'))).toHaveLength(1);
      expect(messages.find(({ text }) => text.includes('Sales · week 47'))?.text).toContain('missing');
    });

    test('open actions come back on Monday', async () => {
      await at.goTo('2026-11-23 09:01', berlin);
      const tom = at.person('Tom');
      await tom.sees('#support-ops', 'Open from earlier weeks: 1 action');
      await tom.clicks('Done', { in: '#support-ops', on: 'Find the cause of the rework' });
      expect(await at.app.kernel.database.prisma.action.count({ where: { state: 'done' } })).toBe(1);
    });
  });
}
