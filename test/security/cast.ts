import { randomUUID } from 'node:crypto';
import { startWorkplace, type Workplace, type WorkplaceOptions } from '../support/workplace.ts';
import { Forger } from './forge.ts';

/** Everybody who could press a button in Support's channel, by what they are to that team. */
export const cast = {
  lead: 'U0DANA0001',
  qa: 'U0MIA00003',
  owner: 'U0TOM00002',
  approver: 'U0PRIYA004',
  /** Holds no role anywhere; what is open waits for this person. */
  doer: 'U0DOER0009',
  member: 'U0MEMBER10',
  otherLead: 'U0SAM00005',
  admin: 'U0ADMIN011',
  guest: 'U0LEO00008',
  stranger: 'U0STRANG12',
  deactivated: 'U0GONE0013',
  bot: 'U0BOT00014',
} as const;
export type Role = keyof typeof cast;

export interface Stage {
  readonly at: Workplace;
  readonly forger: Forger;
  readonly supportId: string;
  readonly salesId: string;
  /** A new week of Support, open and with nothing answered but what is given. */
  week(over?: { state?: string; focusState?: string; teamId?: string }): Promise<Week>;
  /** Everything that an answer or a decision would leave behind. */
  traces(): Promise<string>;
  close(): Promise<void>;
}

export interface Week {
  readonly cycleId: string;
  readonly blockerId: string;
  readonly actionId: string;
  /** Takes it off the stage: what is open is redrawn with every change. */
  end(): Promise<void>;
}

export async function setStage(options: WorkplaceOptions = {}): Promise<Stage> {
  const at = await startWorkplace({ transport: 'http', ...options });
  const forger = await new Forger(at).start();
  const { prisma } = at.app.kernel.database;
  const plain = { isDeleted: false, isGuest: false, isStranger: false, isBot: false, isSlackAdmin: false };
  const extra: [Role, Partial<typeof plain>][] = [
    ['doer', {}],
    ['member', {}],
    ['admin', { isSlackAdmin: true }],
    ['stranger', { isStranger: true }],
    ['deactivated', { isDeleted: true }],
    ['bot', { isBot: true }],
  ];
  for (const [role, flags] of extra) {
    const row = {
      ...plain,
      ...flags,
      name: `The ${role}`,
      zone: 'Europe/Berlin',
      refreshedAt: at.clock.now(),
    };
    await prisma.person.create({ data: { id: cast[role], ...row } });
  }
  const [sales, support] = await prisma.team.findMany({ orderBy: { name: 'asc' } });
  if (sales === undefined || support === undefined) throw new Error('the demo company has two teams');
  let serial = 0;

  return {
    at,
    forger,
    supportId: support.id,
    salesId: sales.id,
    week: async ({ state = 'open', focusState = 'missing', teamId = support.id } = {}) => {
      const number = 20 * 52 + serial++;
      const week = `${2030 + Math.floor(number / 52)}-W${String((number % 52) + 1).padStart(2, '0')}`;
      const now = at.clock.now().getTime();
      const hour = (count: number) => new Date(now + count * 3_600_000);
      const ids = { cycleId: randomUUID(), blockerId: randomUUID(), actionId: randomUUID() };
      const decided =
        focusState === 'approved' ? { focusDecidedBy: cast.approver, focusDecidedAt: hour(-1) } : {};
      await prisma.cycle.create({
        data: {
          id: ids.cycleId,
          teamId,
          week,
          state,
          focusState,
          ...decided,
          zone: 'Europe/Berlin',
          focusAt: hour(-40),
          checkpointAt: hour(-20),
          reviewAt: hour(-2),
          snapshotAt: hour(2),
          prompts: {
            create: (['focus', 'checkpoint', 'review'] as const).map((kind) => ({ kind, dueAt: hour(-2) })),
          },
        },
      });
      if (focusState !== 'missing') {
        await prisma.answer.create({
          data: {
            id: randomUUID(),
            cycleId: ids.cycleId,
            kind: 'focus',
            version: 1,
            personId: cast.lead,
            at: hour(-10),
            content: { focus: 'Billing', expectations: [] },
          },
        });
      }
      const item = { teamId, cycleId: ids.cycleId, text: 'The export', ownerId: cast.doer, position: 0 };
      await prisma.blocker.create({
        data: { id: ids.blockerId, ...item, dueAt: hour(20), raisedBy: cast.qa },
      });
      await prisma.action.create({ data: { id: ids.actionId, ...item, dueOn: '2026-12-01' } });
      return {
        ...ids,
        end: async () => {
          await prisma.cycle.update({ where: { id: ids.cycleId }, data: { state: 'closed' } });
          const done = { where: { cycleId: ids.cycleId } };
          await prisma.blocker.updateMany({ ...done, data: { state: 'resolved' } });
          await prisma.action.updateMany({ ...done, data: { state: 'done' } });
        },
      };
    },
    traces: async () => {
      const rows = await prisma.$queryRaw`
        SELECT (SELECT count(*)::int FROM "answer") AS answers, (SELECT count(*)::int FROM "reading") AS readings,
          (SELECT count(*)::int FROM "form_draft") AS drafts, (SELECT count(*)::int FROM "audit_event") AS audited,
          (SELECT count(*)::int FROM "delivery") AS messages, (SELECT count(*)::int FROM "handled") AS handled,
          (SELECT count(*)::int FROM "action" WHERE "state" = 'open') AS actions,
          (SELECT count(*)::int FROM "blocker" WHERE "state" = 'open') AS blockers,
          (SELECT sum("version")::int FROM "cycle") AS transitions`;
      return JSON.stringify(rows);
    },
    close: async () => {
      await forger.stop();
      await at.close();
    },
  };
}
