import { flushCompileCache } from 'node:module';
import { startApp } from '../../src/app.ts';
import { auditPages, exportAudit, verifyAudit } from '../../src/governance/index.ts';
import { createClock, createLog, openDatabase } from '../../src/kernel/index.ts';
import { createTeam, type TeamDetails } from '../../src/org/index.ts';
import { loadPlaybook } from '../../src/playbook/index.ts';
import type { Ask, Orders, Progress, Report } from './soak-child.ts';

// Pacekeeper in a process of its own, so that the soak can kill it. It is told the time and nothing else: every process
// of one test is told the same, as if each had a clock that is right.

const orders = JSON.parse(process.argv[2] ?? '') as Orders;
let aheadMs = orders.aheadMs;
const loaded = loadPlaybook('playbook');
if (loaded.kind !== 'ok') throw new Error('the shipped playbook is not valid');
const database = await openDatabase(orders.database);
const clock = createClock(() => Date.now() + aheadMs);
const app = await startApp({
  database,
  clock,
  log: createLog('warn', [], process.stderr),
  playbook: loaded.playbook,
  slack: {
    isLocal: true,
    apiUrl: orders.apiUrl,
    tokens: { kind: 'socket', botToken: orders.tokens.bot, appToken: orders.tokens.app },
  },
  host: '127.0.0.1',
  port: 0,
  // A month passes in minutes, and so does the time in which Slack allows its messages.
  outbox: { doubtWaitMs: 1_000, readPaceMs: () => performance.now() * 100 },
});
const { kernel } = app;
const { prisma } = kernel.database;

async function obey(ask: Ask): Promise<unknown> {
  switch (ask.do) {
    case 'time':
      aheadMs = ask.aheadMs;
      kernel.scheduler.wake();
      return undefined;
    case 'teams':
      for (const details of ask.details) await createOnce(details, ask.admin);
      return undefined;
    case 'progress':
      return progress();
    case 'report':
      return report();
    case 'memory':
      return process.memoryUsage.rss();
    case 'stop':
      await app.stop();
      await database.close();
      return undefined;
  }
}

async function createOnce(details: TeamDetails, actor: string): Promise<void> {
  if ((await prisma.team.count({ where: { name: details.name } })) > 0) return;
  await kernel.work((work) => createTeam(work, actor, details));
}

async function progress(): Promise<Progress> {
  const now = clock.now();
  const [row] = await prisma.$queryRaw<{ ready: bigint; open: bigint; mark: string }[]>`
    SELECT
      (SELECT count(*) FROM "due_row" WHERE "state" = 'waiting' AND "next_try_at" <= ${now})
      + (SELECT count(*) FROM "event_delivery" WHERE "state" = 'waiting') AS "ready",
      (SELECT count(*) FROM "delivery" WHERE "state" IN ('waiting', 'sending'))
      + (SELECT count(*) FROM "due_row" WHERE "state" = 'waiting' AND "attempts" > 0) AS "open",
      (SELECT coalesce(string_agg("id" || "state" || "attempts" || "version", ',' ORDER BY "id"), '')
        FROM "delivery" WHERE "state" IN ('waiting', 'sending')) AS "mark"`;
  const { values } = await kernel.metrics.deliveries.get();
  const sent = values.filter(({ labels }) => labels.outcome === 'sent' || labels.outcome === 'reconciled');
  const due = (await kernel.metrics.dueHandled.get()).values;
  const count = (all: readonly { value: number }[]) => all.reduce((sum, { value }) => sum + value, 0);
  return {
    ready: Number(row?.ready ?? 0),
    open: Number(row?.open ?? 0),
    mark: row?.mark ?? '',
    sent: count(sent),
    reconciled: count(sent.filter(({ labels }) => labels.outcome === 'reconciled')),
    dueHandled: count(due),
  };
}

async function report(): Promise<Report> {
  const lines: string[] = [];
  await exportAudit(auditPages(prisma), async (text) => void lines.push(...text.trimEnd().split('\n')));
  const { ok, count, problems } = await verifyAudit(lines);
  const cycles = await prisma.cycle.findMany({ include: { team: true, answers: true, prompts: true } });
  return {
    audit: { ok, count, problems: problems.map(({ message }) => message) },
    deliveries: (
      await prisma.delivery.findMany({
        select: { id: true, key: true, state: true, postedIn: true, error: true, payload: true },
      })
    ).map((row) => ({ ...row, payload: row.payload as { text: string } })),
    cycles: cycles.map(({ id, team, week, state, focusState, answers, prompts }) => ({
      id,
      team: team.name,
      week,
      state,
      focusState,
      answers: answers.map(({ kind, version, content }) => ({ kind, version, content })),
      prompts: prompts.map(({ kind, state: promptState }) => ({ kind, state: promptState })),
    })),
    deadDue: (await prisma.dueRow.findMany({ where: { state: 'failed' } })).map(({ key }) => key),
    deadEvents: (await prisma.eventDelivery.findMany({ where: { state: { not: 'done' } } })).map(
      ({ eventId, subscriber, state, lastError }) => `${subscriber} ${eventId} ${state} ${lastError}`,
    ),
    lateDue: (await prisma.dueRow.findMany({ where: { state: 'waiting', dueAt: { lte: clock.now() } } })).map(
      ({ key }) => key,
    ),
  };
}

process.on('message', (message: Ask & { id: number }) => {
  obey(message).then(
    (result) =>
      process.send?.({ id: message.id, ok: true, result }, () => {
        if (message.do === 'stop') process.exit(0);
      }),
    (error: unknown) => process.send?.({ id: message.id, ok: false, error: String(error) }),
  );
});
// Written at the end of a process, which these ones do not live to see.
flushCompileCache();
// Nobody is left to kill it.
process.on('disconnect', () => process.exit(1));
process.send?.({ id: 0, ok: true });
