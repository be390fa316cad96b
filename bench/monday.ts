import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { planCycles } from '../src/rhythm/index.ts';
import { nameOf, onFreshDatabase, type Where } from './databases.ts';
import { round, type Tell, timed } from './figures.ts';
import { makeTeams, openGround, setClock } from './ground.ts';

const teams = Number(process.env['BENCH_TEAMS'] ?? 1_000);
const channels = 200;
const aimSeconds = 10;
const aimBlockMs = 200;
const pacedSeconds = 15;
const patienceMs = 120_000;

interface Seen {
  readonly seconds: number;
  readonly blockMs: number;
  readonly perSecond: number;
  readonly plainSeconds: number;
}

/** The reference: as many rows put into the outbox one by one, each in a transaction of its own, and nothing else. */
async function plainInserts(ground: Awaited<ReturnType<typeof openGround>>, count: number): Promise<number> {
  const { kernel } = ground.app;
  const { ms } = await timed(async () => {
    for (let n = 0; n < count; n += 1) {
      await kernel.database.prisma.$transaction((tx) =>
        tx.delivery.create({
          data: {
            id: `plain-${n}`,
            key: `plain-${n}`,
            channelId: 'C0NOWHERE1',
            payload: { text: 'A message' },
            state: 'failed',
            nextTryAt: kernel.clock.now(),
            createdAt: kernel.clock.now(),
          },
        }),
      );
    }
  });
  await kernel.database.prisma.delivery.deleteMany({ where: { id: { startsWith: 'plain-' } } });
  return ms / 1_000;
}

async function oneMonday(where: Where, count: number): Promise<Seen> {
  const ground = await openGround(where);
  const { kernel } = ground.app;
  const { prisma } = kernel.database;
  await makeTeams(ground, count, channels, planCycles);
  const plainSeconds = await plainInserts(ground, count);
  const { focusAt } = await prisma.cycle.findFirstOrThrow({ orderBy: { focusAt: 'asc' } });
  await setClock(ground, new Date(focusAt.getTime() - 2_000));
  const blocks = monitorEventLoopDelay({ resolution: 10 });
  blocks.enable();
  kernel.scheduler.wake();
  const dueAtMs = performance.now() + 2_000;
  await sleep(1_950);
  while ((await prisma.delivery.count({ where: { key: { startsWith: 'prompt:' } } })) < count) {
    if (performance.now() - dueAtMs > patienceMs) throw new Error('the prompts did not come');
    await sleep(200);
  }
  const seconds = (performance.now() - dueAtMs) / 1_000;
  const sentBefore = await prisma.delivery.count({ where: { state: 'sent' } });
  const began = performance.now();
  await sleep(pacedSeconds * 1_000);
  const sentAfter = await prisma.delivery.count({ where: { state: 'sent' } });
  const perSecond = ((sentAfter - sentBefore) * 1_000) / (performance.now() - began);
  blocks.disable();
  await ground.close();
  return { seconds, blockMs: blocks.max / 1e6, perSecond, plainSeconds };
}

/** Many teams whose Monday is the same minute; a tenth of them first, to show how it grows. */
export async function monday(tell: Tell): Promise<void> {
  for (const kind of ['server', 'embedded'] as const) {
    const seen = new Map<number, Seen>();
    for (const count of [teams / 10, teams]) {
      await onFreshDatabase(kind, async (where) => {
        const one = await oneMonday(where, count);
        seen.set(count, one);
        const what = `${count} teams, one Monday, ${nameOf[kind]}`;
        const conditions = `${channels} channels; one process`;
        const reference = `as many rows in transactions of their own: ${round(one.plainSeconds, 2)} s`;
        const fewer = seen.get(teams / 10);
        const growth =
          fewer === undefined || fewer === one
            ? ''
            : `; ${round(one.seconds / fewer.seconds, 1)} times a tenth of the teams`;
        tell({
          figure: `${what}: from the instant until all are in the outbox`,
          aim: `under ${aimSeconds} s`,
          seen: `${round(one.seconds, 2)} s`,
          reference,
          ratio: round(one.seconds / one.plainSeconds, 1),
          met: one.seconds < aimSeconds,
          conditions: `${conditions}${growth}`,
        });
        tell({
          figure: `${what}: longest block of the event loop`,
          aim: `${aimBlockMs} ms`,
          seen: `${round(one.blockMs, 0)} ms`,
          reference: '',
          met: one.blockMs <= aimBlockMs,
          conditions: `${conditions}, from the instant until ${pacedSeconds} s after the last one`,
        });
        tell({
          figure: `${what}: pace of sending afterwards`,
          aim: '4 a second',
          seen: `${round(one.perSecond, 1)} a second`,
          reference: 'what pacing allows: 4 a second in the workspace, 1 in a channel',
          ratio: round(one.perSecond / 4, 2),
          conditions: `${pacedSeconds} s`,
        });
      });
    }
  }
}
