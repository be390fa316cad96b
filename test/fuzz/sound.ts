import { expect } from 'vitest';
import { auditPages, exportAudit, verifyAudit } from '../../src/governance/index.ts';
import { LocalDateSchema } from '../../src/kernel/wall-time.ts';
import { ReadingSchema } from '../../src/kpi/reading.ts';
import { SetupDraftSchema } from '../../src/org/setup-draft.ts';
import { answerSchemas } from '../../src/rhythm/answers.ts';
import { FocusDraftSchema } from '../../src/rhythm/focus-draft.ts';
import { ReviewDraftSchema } from '../../src/rhythm/review-draft.ts';
import type { Workplace } from '../support/workplace.ts';

const drafts = { focus: FocusDraftSchema, review: ReviewDraftSchema, team_setup: SetupDraftSchema };

/** Every row that people's input becomes can be read, belongs to somebody, and is in the log exactly as often as it is stored. */
export async function expectSound(at: Workplace): Promise<void> {
  const { prisma } = at.app.kernel.database;
  for (const { kind, content } of await prisma.answer.findMany()) {
    answerSchemas[kind as keyof typeof answerSchemas].parse(content);
  }
  for (const { form, content } of await prisma.formDraft.findMany()) {
    drafts[form as keyof typeof drafts].parse(content);
  }
  const kept = { action: await prisma.action.findMany(), blocker: await prisma.blocker.findMany() };
  const people = new Set((await prisma.person.findMany()).map(({ id }) => id));
  for (const { text, ownerId } of [...kept.action, ...kept.blocker]) {
    expect(text.trim()).not.toBe('');
    expect(people).toContain(ownerId);
  }
  for (const { dueOn } of kept.action) LocalDateSchema.parse(dueOn);
  const readings = await prisma.reading.findMany({ where: { kind: { in: ['ratio', 'mean'] } } });
  for (const { kind, numerator, denominator, value, n } of readings) {
    ReadingSchema.parse(kind === 'ratio' ? { kind, numerator, denominator } : { kind, value, n });
  }
  const lines: string[] = [];
  await exportAudit(auditPages(prisma), async (text) => void lines.push(...text.trimEnd().split('\n')));
  expect((await verifyAudit(lines)).problems).toEqual([]);
  const logged = (action: string) => prisma.auditEvent.count({ where: { action: { endsWith: action } } });
  expect(await logged('.answered')).toBe(await prisma.answer.count());
  expect(await logged('blocker.raised')).toBe(kept.blocker.length);
  expect(await prisma.dueRow.findMany({ where: { state: 'dead' } })).toEqual([]);
  expect(await prisma.eventDelivery.findMany({ where: { state: 'dead' } })).toEqual([]);
  const health = await fetch(`${at.app.url}/healthz`, { signal: AbortSignal.timeout(2_000) });
  expect(health.status).toBe(200);
}

/** Everything that a submission which was answered with errors must not have touched. */
export async function stored(at: Workplace): Promise<string> {
  const rows = await at.app.kernel.database.prisma.$queryRaw`
    SELECT (SELECT count(*)::int FROM "answer") AS answers, (SELECT count(*)::int FROM "reading") AS readings,
      (SELECT count(*)::int FROM "audit_event" WHERE "action" NOT LIKE 'message.%') AS audited, (SELECT count(*)::int FROM "action") AS actions,
      (SELECT count(*)::int FROM "blocker") AS blockers, (SELECT count(*)::int FROM "team") AS teams,
      (SELECT sum("version")::int FROM "cycle") AS transitions`;
  return JSON.stringify(rows);
}
