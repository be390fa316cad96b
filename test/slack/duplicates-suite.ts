import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorkplace, type Workplace, type WorkplaceOptions } from '../support/workplace.ts';

const berlin = 'Europe/Berlin';

/** Whatever Slack delivers twice has one effect, and nobody is bothered with it. */
export function duplicatesSuite(title: string, options: WorkplaceOptions): void {
  describe(title, () => {
    let at: Workplace;
    beforeAll(async () => {
      at = await startWorkplace(options);
      await at.goTo('2026-11-16 09:01', berlin);
    });
    afterAll(() => at.close());

    const twice = () =>
      options.transport === 'http'
        ? at.control('POST', 'http', { retryNext: 1 })
        : at.control('POST', 'socket', { duplicateNext: 1 });
    const prisma = () => at.app.kernel.database.prisma;
    const complaints = async () =>
      (await at.person('Dana').reads('#support-ops')).filter(({ ephemeral }) => ephemeral === true);

    test('a click that opens a form opens one, and there is no complaint about the second', async () => {
      await twice();
      await at.person('Dana').clicks('Set the focus', { in: '#support-ops' });
      expect((await at.person('Dana').form()).title.text).toContain('focus');
      await at.settle();
      expect(await complaints()).toEqual([]);
    });

    test('a form that came too late is explained, and the button can be pressed again', async () => {
      const dana = at.person('Dana');
      await dana.closes();
      await at.control('POST', 'faults', {
        method: 'views.open',
        kind: 'error',
        error: 'expired_trigger_id',
        times: 1,
      });
      await dana.clicks('Set the focus', { in: '#support-ops' });
      expect((await complaints()).map(({ text }) => text)).toEqual([
        'Slack waited no longer for me to open the form. Please press the button again; nothing is lost.',
      ]);
      await dana.clicks('Set the focus', { in: '#support-ops' });
    });

    test('a submission is stored once', async () => {
      const dana = at.person('Dana');
      await twice();
      await dana.fillsAndSubmits({ 'What is this week about?': 'Once is enough' });
      if (!(await dana.hasNoForm())) {
        await twice();
        await dana.submits();
      }
      await at.settle();
      const answers = await prisma().answer.findMany();
      expect(answers.map(({ kind, version }) => [kind, version])).toEqual([['focus', 1]]);
      expect(await complaints()).toHaveLength(1);
    });

    test('an approval counts once', async () => {
      await at.person('Tom').clicks('Propose a change', { in: '#support-ops' });
      await at.person('Tom').fillsAndSubmits({
        'What do we change?': 'Answer twice',
        'What do we expect from it?': 'Nothing',
        'How do we back out?': 'Answer once',
      });
      await twice();
      await at.person('Priya').clicks('Approve', { in: '#support-ops' });
      await at.settle();
      const approvals = await prisma().auditEvent.count({
        where: { action: { contains: 'approved' } },
      });
      expect(approvals).toBe(1);
      const seen = await at.person('Priya').reads('#support-ops');
      expect(seen.filter(({ ephemeral }) => ephemeral === true)).toEqual([]);
    });

    test('a message to the app is answered once', async () => {
      await twice();
      await at.person('Tom').says('hello?');
      await at.settle();
      expect(
        (await at.person('Tom').reads('DM')).filter(({ text }) => text.includes('/pace status')),
      ).toHaveLength(1);
    });

    test('an opened Home is harmless', async () => {
      await twice();
      expect((await at.person('Priya').opensHome()).type).toBe('home');
      expect(await prisma().openedHome.count({ where: { personId: at.person('Priya').id } })).toBe(1);
    });

    test('what was done is remembered over a restart', async () => {
      const before = await prisma().handled.count();
      expect(before).toBeGreaterThan(3);
      await at.restart();
      await at.restart();
      expect(await prisma().handled.count()).toBe(before);
      await at.person('Tom').says('still there?');
      await at.settle();
      const answers = (await at.person('Tom').reads('DM')).filter(({ text }) =>
        text.includes('/pace status'),
      );
      expect(answers).toHaveLength(2);
    });
  });
}
