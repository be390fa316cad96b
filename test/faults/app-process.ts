import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { startApp } from '../../src/app.ts';
import { seedDemo } from '../../src/demo/index.ts';
import { createClock, createLog, openDatabase } from '../../src/kernel/index.ts';
import { loadPlaybook } from '../../src/playbook/index.ts';
import type { Ask, Orders } from './app-child.ts';

// Pacekeeper in a process of its own, so that a test can kill it. Ordered about over IPC; it knows nothing of Slack but
// the address it was given.

const orders = JSON.parse(process.argv[2] ?? '') as Orders;
let statements = 0;
let diesBefore = Number.POSITIVE_INFINITY;

/** One more word to the database; the process dies before the one that was chosen. */
function count(): void {
  statements += 1;
  if (statements >= diesBefore) process.kill(process.pid, 'SIGKILL');
}

type Method = (...parameters: unknown[]) => unknown;

/** Counts the calls of a method that every statement goes through. */
function countCalls(prototype: object, name: string): void {
  const original = Reflect.get(prototype, name) as Method;
  Reflect.set(prototype, name, function counted(this: unknown, ...parameters: unknown[]) {
    count();
    return original.apply(this, parameters);
  });
}

for (const name of ['execProtocol', 'execProtocolStream', 'execProtocolRaw', 'execProtocolRawStream']) {
  countCalls(PGlite.prototype, name);
}
countCalls(pg.Client.prototype, 'query');

const loaded = loadPlaybook('playbook');
if (loaded.kind !== 'ok') throw new Error('the shipped playbook is not valid');
const database = await openDatabase(orders.database);
const clock = createClock(() => Date.now() + orders.clockAheadMs);
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
  outbox: { doubtWaitMs: 1_000 },
});
if (await seedDemo(app.services)) await app.kernel.settle();
const { kernel } = app;

/** Carries out one order. */
async function obey(ask: Ask): Promise<unknown> {
  switch (ask.do) {
    case 'walkTo':
      await kernel.virtualTime.walkTo(new Date(ask.at));
      return undefined;
    case 'jumpBy':
      await kernel.virtualTime.jumpTo(new Date(clock.now().getTime() + ask.ms));
      return undefined;
    case 'settle':
      await kernel.settle();
      return undefined;
    case 'nextDue':
      return kernel.virtualTime.nextDue();
    case 'dieAt':
      statements = 0;
      diesBefore = ask.statement;
      return undefined;
    case 'statements':
      return statements;
    case 'deliveries':
      return kernel.database.prisma.delivery.findMany({ orderBy: { createdAt: 'asc' } });
    case 'dueRows':
      return kernel.database.prisma.dueRow.findMany({ where: { dueAt: { lte: clock.now() } } });
    case 'audit': {
      const events = await kernel.database.prisma.auditEvent.findMany({ orderBy: { seq: 'asc' } });
      return events.map(({ seq, at, ...rest }) => ({ ...rest, seq: Number(seq), at: at.toISOString() }));
    }
    case 'events':
      return kernel.database.prisma.eventDelivery.findMany({ where: { state: { not: 'done' } } });
    case 'stop':
      await app.stop();
      await database.close();
      return undefined;
  }
}

process.on('message', (message: Ask & { id: number }) => {
  obey(message).then(
    (result) =>
      process.send?.({ id: message.id, ok: true, result, now: clock.now().getTime() }, () => {
        if (message.do === 'stop') process.exit(0);
      }),
    (error: unknown) => process.send?.({ id: message.id, ok: false, error: String(error) }),
  );
});
process.send?.({ id: 0, ok: true, now: clock.now().getTime() });
