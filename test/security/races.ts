import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postSnapshot } from '../../src/rhythm/close-cycle.ts';
import type { WorkplaceOptions } from '../support/workplace.ts';
import { cast, type Stage, setStage } from './cast.ts';
import { chosen, person, state } from './forge.ts';

const text = (d: object) => JSON.stringify({ v: 1, d });

/** Two people at the same instant; the embedded engine has one connection, so only a server tells the whole truth. */
export function runRaces(title: string, options: WorkplaceOptions = {}): void {
  describe(title, () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await setStage(options);
    });
    afterAll(() => stage.close());
    const audited = (action: string, cycleId: string) =>
      stage.at.app.kernel.database.prisma.auditEvent.count({
        where: { action, subject: `cycle:${cycleId}` },
      });

    test('two approvals are one approval, and the second is told who was first', async () => {
      const week = await stage.week({ focusState: 'proposed' });
      const value = text({ cycleId: week.cycleId, focus: 1, change: 0 });
      const approve = () =>
        stage.forger.click('focus.approve', { personId: cast.approver, value, isQuiet: true });
      await approve();
      const second = await stage.forger.click('focus.approve', { personId: cast.approver, value });
      expect(second.told).toMatch(/^You approved this focus, .* Nothing was changed\./);
      expect(await audited('focus.approved', week.cycleId)).toBe(1);
      await week.end();
    });

    test('two approvals at once are one', async () => {
      for (let round = 0; round < 5; round += 1) {
        const week = await stage.week({ focusState: 'proposed' });
        const value = text({ cycleId: week.cycleId, focus: 1, change: 0 });
        const approve = () =>
          stage.forger.click('focus.approve', { personId: cast.approver, value, isQuiet: true });
        await Promise.all([approve(), approve()]);
        expect(await audited('focus.approved', week.cycleId)).toBe(1);
        await week.end();
      }
    });

    test('an answer and the snapshot: whatever was accepted is in the snapshot, and nothing is accepted after it', async () => {
      const { kernel, services } = stage.at.app;
      for (let round = 0; round < 5; round += 1) {
        const week = await stage.week({ focusState: 'proposed' });
        const [answer] = await Promise.all([
          stage.forger.submit('checkpoint.save', {
            personId: cast.lead,
            privateMetadata: text({ cycleId: week.cycleId, seen: 0 }),
            values: state({ status: chosen('at_risk'), note: '' }),
          }),
          kernel.work((work) => postSnapshot(work, services, week.cycleId)),
        ]);
        const { content } = await kernel.database.prisma.snapshot.findUniqueOrThrow({
          where: { cycleId: week.cycleId },
        });
        const wasAccepted = answer.action === 'close';
        expect(JSON.stringify(content)).toContain(`"status":${wasAccepted ? '"at_risk"' : 'null'}`);
        if (!wasAccepted) expect(answer.told).toMatch(/cannot be changed any more/);
        await week.end();
      }
    });

    test('an approval and an edit: one of the two, never an approval of what was not seen', async () => {
      const { prisma } = stage.at.app.kernel.database;
      for (let round = 0; round < 5; round += 1) {
        const week = await stage.week({ focusState: 'proposed' });
        await Promise.all([
          stage.forger.click('focus.approve', {
            personId: cast.approver,
            value: text({ cycleId: week.cycleId, focus: 1, change: 0 }),
            isQuiet: true,
          }),
          stage.forger.submit('focus.save', {
            personId: cast.lead,
            privateMetadata: text({ cycleId: week.cycleId, step: 0 }),
            values: state({ focus: 'Something else' }),
          }),
        ]);
        const { focusState } = await prisma.cycle.findUniqueOrThrow({ where: { id: week.cycleId } });
        const versions = await prisma.answer.count({ where: { cycleId: week.cycleId, kind: 'focus' } });
        expect([focusState, versions]).toEqual(focusState === 'approved' ? ['approved', 1] : ['proposed', 2]);
        await week.end();
      }
    });

    test('an approval of a version that was edited meanwhile is refused', async () => {
      const week = await stage.week({ focusState: 'proposed' });
      await stage.forger.submit('change.save', {
        personId: cast.owner,
        privateMetadata: text({ cycleId: week.cycleId, seen: 0 }),
        values: state({ change: 'Routing', impact: 'Faster', rollback: 'Switch' }),
      });
      const seen = { cycleId: week.cycleId, focus: 1, change: 0 };
      const late = await stage.forger.click('focus.approve', { personId: cast.approver, value: text(seen) });
      expect(late.told).toMatch(/was edited meanwhile/);
      const back = await stage.forger.submit('focus.return', {
        personId: cast.approver,
        privateMetadata: text(seen),
        values: state({ note: 'Less' }),
      });
      expect(back.told).toMatch(/was edited meanwhile.*Nothing was decided.*still in the form underneath/);
      await week.end();
    });

    test('two who tick off the same action: the second is told who was first', async () => {
      const week = await stage.week();
      const value = text({ cycleId: week.cycleId, itemId: week.actionId });
      await stage.forger.click('action.finish', { personId: cast.doer, value, isQuiet: true });
      const second = await stage.forger.click('action.finish', { personId: cast.lead, value });
      expect(second.told).toBe('The doer ticked this off before you. Nothing was changed.');
      await week.end();
    });

    test('two who answer the checkpoint: the second gets the form back with what was typed, and who was first', async () => {
      const { prisma } = stage.at.app.kernel.database;
      const week = await stage.week();
      const say = (personId: string, seen: number, note: string) =>
        stage.forger.submit('checkpoint.save', {
          personId,
          privateMetadata: text({ cycleId: week.cycleId, seen }),
          values: state({ status: chosen('on_track'), note }),
        });
      expect((await say(cast.lead, 0, 'fine')).action).toBe('close');
      const second = await say(cast.qa, 0, 'not fine');
      expect([second.action, second.opened]).toEqual(['update', 'checkpoint.save']);
      expect(await prisma.answer.count({ where: { cycleId: week.cycleId } })).toBe(1);
      expect((await say(cast.qa, 1, 'not fine')).action).toBe('close');
      const answers = await prisma.answer.findMany({
        where: { cycleId: week.cycleId },
        orderBy: { version: 'asc' },
      });
      expect(answers.map(({ version, personId }) => [version, personId])).toEqual([
        [1, cast.lead],
        [2, cast.qa],
      ]);
      await week.end();
    });

    test('the same submission delivered twice is carried out once', async () => {
      const week = await stage.week();
      const form = {
        personId: cast.lead,
        privateMetadata: text({ cycleId: week.cycleId }),
        values: state({ text: 'Stuck', owner: person(cast.member), due: 2_000_000_000 }),
      };
      const answers = await stage.forger.twice('blocker.save', form);
      expect(answers.map(({ action }) => action)).toEqual(['close', 'close']);
      const { prisma } = stage.at.app.kernel.database;
      expect(await prisma.blocker.count({ where: { cycleId: week.cycleId, raisedBy: cast.lead } })).toBe(1);
      await week.end();
    });
  });
}
