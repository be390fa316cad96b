import { describe, expect, test } from 'vitest';
import { auditPages } from '../../src/governance/export-audit.ts';
import { planRetention, retentionDue } from '../../src/governance/retention.ts';
import { verifyAudit } from '../../src/governance/verify-audit.ts';
import { verifyTexts } from '../../src/governance/verify-texts.ts';
import { defaultRetention } from '../../src/playbook/index.ts';
import { type Engine, testKernel, useDatabase, wiring } from '../kernel/database.ts';
import { dump, fill } from './filled.ts';

const words = 'The offer to Contoso';
/** Monday 16 November 2026: everything in the database is of that day, in real time of the audit log. */
const day = Date.parse('2026-11-16T08:00:00Z');
const days = (count: number) => new Date(day + count * 86_400_000);

export function retentionSuite(engine: Engine): void {
  const here = useDatabase(engine);

  /** Lets the night come after which so many days have gone by. */
  async function night(after: Date, policy = defaultRetention): Promise<void> {
    const { kernel } = testKernel(here.get());
    await kernel.start(wiring({ dueHandlers: [retentionDue(policy)] }));
    await kernel.virtualTime.jumpTo(after);
    await planRetention(kernel);
    // Its night, and one second for each further batch.
    await kernel.virtualTime.walkTo(new Date(after.getTime() + 86_400_000));
    await kernel.stop();
  }

  async function holding(): Promise<string[]> {
    const rows = await dump(here.get());
    return Object.keys(rows).filter((table) => rows[table]?.some((row) => row.includes('Contoso')));
  }

  describe(`retention (${engine})`, () => {
    test('each kind is kept its own time and then gone, and nothing of the rest', async () => {
      await fill(here.get(), { words });
      const rows = await dump(here.get());
      const all = [
        'action',
        'answer',
        'audit_text',
        'blocker',
        'cycle',
        'delivery',
        'form_draft',
        'person',
        'snapshot',
        'team',
      ];
      expect(await holding()).toEqual(all);
      // A message that still waits is never erased.
      await here.get().prisma.delivery.updateMany({ where: { state: 'sending' }, data: { state: 'failed' } });

      await night(days(6));
      expect(await holding()).toEqual(all);
      expect(await here.get().prisma.handled.count()).toBe(1);
      await night(days(30));
      expect(await here.get().prisma.handled.count()).toBe(0);
      await night(days(89));
      expect(await holding()).toEqual(all);
      await night(days(100));
      expect(await holding()).toEqual(all.filter((table) => table !== 'form_draft'));
      expect(await here.get().prisma.dueRow.count({ where: { kind: 'rhythm.prompt' } })).toBe(0);
      expect(await here.get().prisma.domainEvent.count()).toBe(0);
      await night(days(182));
      expect(await holding()).not.toContain('delivery');
      await night(days(400));
      expect(await holding()).toEqual(['action', 'answer', 'blocker', 'cycle', 'person', 'snapshot', 'team']);
      await night(days(3 * 365 - 2));
      expect(await holding()).toContain('answer');
      await night(days(3 * 365 + 1));
      expect(await holding()).toEqual(['person', 'team']);
      // Numbers stay as they were.
      expect((await dump(here.get()))['reading']).toEqual(rows['reading']);
    });

    test('what is still drawn says when it was erased, and keeps its shape', async () => {
      await fill(here.get(), { words });
      await night(days(1_200));
      const { prisma } = here.get();
      const mark = expect.stringMatching(/^\(erased on 2030-0[23]-\d\d\)$/);
      const contents = await prisma.answer.findMany({ orderBy: { kind: 'asc' } });
      expect(contents.map(({ content }) => content)).toEqual([
        { status: 'on_track', note: mark },
        { focus: mark, expectations: [{ measure: 'm', mindChanger: mark, size: 0.1 }] },
        {
          readings: {},
          outcomes: mark,
          lessons: '',
          decision: { kind: 'decision', text: mark },
          actions: [{ text: mark, ownerId: 'U1', dueOn: '2026-11-20' }],
        },
      ]);
      expect(await prisma.action.findFirstOrThrow()).toMatchObject({ text: mark, state: 'done' });
      expect(await prisma.cycle.findFirstOrThrow()).toMatchObject({
        focusNote: mark,
        erasedAt: expect.any(Date),
      });
      expect(await prisma.delivery.findFirstOrThrow({ where: { state: 'sent' } })).toMatchObject({
        payload: { text: mark },
        version: 1,
      });
    });

    test('the log still verifies, says redacted, and tells what was erased', async () => {
      await fill(here.get(), { words });
      await night(days(1_200));
      const { prisma } = here.get();
      const lines = (await auditPages(prisma)(0, 500)).map((line) => JSON.stringify(line));
      expect(await verifyAudit(lines)).toMatchObject({ ok: true, problems: [] });
      expect(await verifyTexts(prisma)).toEqual({
        ok: true,
        count: 3,
        redacted: [1, 2, 3],
        changed: [],
        added: [],
      });
      expect(
        lines.filter((line) => line.includes('texts.erased')).map((line) => JSON.parse(line).data),
      ).toEqual([{ weeks: 1, formDrafts: 1, messages: 1, auditTexts: 3 }]);
    });

    test('a week with an open action is kept until it is closed', async () => {
      await fill(here.get(), { words });
      await here.get().prisma.action.updateMany({ data: { state: 'open' } });
      await night(days(1_200));
      expect(await holding()).toContain('answer');
      await here.get().prisma.action.updateMany({ data: { state: 'dropped' } });
      await night(days(1_202));
      // The message that waits to be sent is kept too.
      expect(await holding()).toEqual(['delivery', 'person', 'team']);
    });

    test('more than one batch is erased in one night, each in a transaction of its own', async () => {
      await fill(here.get(), { words });
      await here.get().prisma.formDraft.createMany({
        data: Array.from({ length: 1_203 }, (_, index) => ({
          id: `d${index}`,
          personId: 'U1',
          form: 'f',
          subjectId: `${index}`,
          content: { words },
          updatedAt: days(0),
        })),
      });
      await night(days(120));
      expect(await here.get().prisma.formDraft.count()).toBe(0);
      const counts = await here
        .get()
        .prisma.auditEvent.findMany({ where: { action: 'texts.erased' }, orderBy: { seq: 'asc' } });
      expect(counts.map(({ data }) => data)).toEqual([
        { formDrafts: 500 },
        { formDrafts: 500 },
        { formDrafts: 204 },
      ]);
    });

    test('what the company keeps for ever is kept', async () => {
      await fill(here.get(), { words });
      const before = await holding();
      const forever = Object.fromEntries(Object.keys(defaultRetention).map((kind) => [kind, undefined]));
      await night(days(10_000), { ...defaultRetention, ...forever } as typeof defaultRetention);
      expect(await holding()).toEqual(before);
    });
  });
}
