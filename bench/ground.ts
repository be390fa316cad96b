import { type PacekeeperApp, startApp } from '../src/app.ts';
import type { Clock } from '../src/kernel/index.ts';
import { createClock, createLog, openDatabase } from '../src/kernel/index.ts';
import { instantOf } from '../src/kernel/wall-time.ts';
import { loadPlaybook, type Playbook } from '../src/playbook/index.ts';
import type { OutboxOptions } from '../src/slack/index.ts';
import type { Where } from './databases.ts';
import { type FarSide, openFarSide, teamId, tokens } from './far-side.ts';

/** Pacekeeper in this process, on a far side that agrees to everything. */
export interface Ground {
  readonly app: PacekeeperApp;
  readonly clock: Clock;
  readonly playbook: Playbook;
  readonly far: FarSide;
  close(): Promise<void>;
}

/** It begins on Sunday, 15 November 2026, at noon in Berlin. */
export const sundayNoon = instantOf('2026-11-15', '12:00', 'Europe/Berlin');

export async function openGround(where: Where, outbox: OutboxOptions = {}): Promise<Ground> {
  const loaded = loadPlaybook('playbook');
  if (loaded.kind !== 'ok') throw new Error('the shipped playbook is not valid');
  const began = performance.now();
  const clock = createClock(() => sundayNoon.getTime() + Math.round(performance.now() - began));
  const far = await openFarSide();
  const database = await openDatabase(where);
  const app = await startApp({
    database,
    clock,
    log: createLog('warn', [], process.stderr),
    playbook: loaded.playbook,
    slack: {
      isLocal: true,
      apiUrl: far.apiUrl,
      tokens: { kind: 'socket', botToken: tokens.bot, appToken: tokens.app },
    },
    host: '127.0.0.1',
    port: 0,
    outbox,
  });
  return {
    app,
    clock,
    playbook: loaded.playbook,
    far,
    close: async () => {
      await app.stop();
      await database.close();
      far.close();
    },
  };
}

/** Moves the clock as the local workspace does, without waiting for what comes due. */
export async function setClock({ app, clock }: Ground, instant: Date): Promise<void> {
  const offsetMs = clock.offsetMs() + (instant.getTime() - clock.now().getTime());
  await app.kernel.database.prisma.clockOffset.upsert({
    where: { id: 1 },
    create: { id: 1, offsetMs: BigInt(offsetMs) },
    update: { offsetMs: BigInt(offsetMs) },
  });
  clock.setOffsetMs(offsetMs);
}

export const people = Array.from({ length: 20 }, (_, n) => `U0PERSON${String(n).padStart(2, '0')}`);
export { teamId };

/**
 * Teams whose week is the same minute by minute: rows as set-up stores them, without the steps of set-up, and their
 * first week planned.
 * @returns their ids.
 */
export async function makeTeams(
  { app, playbook }: Ground,
  count: number,
  channelCount: number,
  plan: typeof import('../src/rhythm/index.ts').planCycles,
): Promise<string[]> {
  const { kernel } = app;
  const { focus, checkpoint, review, snapshotTime } = playbook.rhythm;
  const rhythm = { zone: 'Europe/Berlin', focus, checkpoint, review, snapshotTime };
  const channel = (n: number) => `C0CHAN${String(n % channelCount).padStart(4, '0')}`;
  const now = kernel.clock.now();
  const ids = Array.from({ length: count }, (_, n) => `team-${String(n).padStart(6, '0')}`);
  for (const id of people) await app.services.people.find(id);
  const { prisma } = kernel.database;
  await prisma.team.createMany({
    data: ids.map((id, n) => ({
      id,
      name: `Team ${n}`,
      rhythm: rhythm as never,
      createdById: people[0] ?? '',
      createdAt: now,
    })),
  });
  const roles = ['operations_lead', 'qa_lead', 'workflow_owner', 'approver'];
  await prisma.teamRole.createMany({
    data: ids.flatMap((id, n) =>
      roles.map((role, at) => ({
        teamId: id,
        role,
        personId: people[at === 3 ? 0 : 1 + ((n + at) % 19)] ?? '',
      })),
    ),
  });
  const slots = ['team', 'leadership', 'delivery', 'reviews', 'escalations'];
  await prisma.teamChannel.createMany({
    data: ids.flatMap((id, n) =>
      slots.map((slot, at) => ({ teamId: id, slot, channelId: at === 0 ? channel(n) : 'C0LEADERS1' })),
    ),
  });
  for (let from = 0; from < count; from += 20) {
    await kernel.work(async (work) => {
      for (const id of ids.slice(from, from + 20)) await plan(work, app.services, id);
    });
  }
  return ids;
}
