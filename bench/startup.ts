import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningApp, startProgram } from '../test/cli/process.ts';
import type { AppOrders } from './click-app.ts';
import { nameOf, onFreshDatabase, type Where } from './databases.ts';
import { openFarSide, tokens } from './far-side.ts';
import { round, type Tell, timed } from './figures.ts';

const restSeconds = Number(process.env['BENCH_REST_SECONDS'] ?? 20);
const aimMb: Readonly<Record<Where['kind'], number>> = { embedded: 500, server: 250 };

/** Resident memory of a process, in MB; Linux only. */
function residentMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1_024, 0);
}

interface Bare {
  readonly ms: number;
  readonly mb: number;
}

/** A bare Bolt app over Socket Mode: what the machine needs for Node and Bolt alone. */
async function bareApp(where: Where): Promise<Bare> {
  const far = await openFarSide();
  const orders: AppOrders = { app: 'bare', transport: 'socket', apiUrl: far.apiUrl, where };
  const { ms, result: child } = await timed(async () => {
    const started = fork(new URL('./click-app.ts', import.meta.url), [JSON.stringify(orders)]);
    await once(started, 'message');
    return started;
  });
  await sleep(5_000);
  const mb = residentMb(child.pid);
  child.kill('SIGKILL');
  await once(child, 'exit');
  far.close();
  return { ms, mb };
}

async function measure(
  tell: Tell,
  name: string,
  where: Where,
  settings: Record<string, string>,
): Promise<void> {
  const bare = await bareApp(where);
  const starts: RunningApp[] = [];
  for (const which of ['first', 'later'] as const) {
    const { ms, result } = await timed(() => startProgram(settings));
    starts.push(result);
    tell({
      figure: `${which} start-up, ${name}`,
      aim: '',
      seen: `${round(ms / 1_000, 2)} s`,
      reference: `bare Bolt app, from its start until it is connected: ${round(bare.ms / 1_000, 2)} s`,
      ratio: round(ms / bare.ms, 1),
      conditions: 'from the start of the process until its line is printed',
    });
    if (which === 'first') await result.end('SIGTERM');
  }
  const app = starts.at(-1);
  await sleep(restSeconds * 1_000);
  const mb = residentMb(app?.child.pid);
  tell({
    figure: `memory at rest, ${name}`,
    aim: `${aimMb[where.kind]} MB`,
    seen: `${mb} MB`,
    reference: `bare Bolt app: ${bare.mb} MB`,
    ratio: round(mb / bare.mb, 1),
    met: mb <= aimMb[where.kind],
    conditions: `resident set, ${restSeconds} s after a later start`,
  });
  await app?.end('SIGTERM');
}

/** From nothing to the line that says so, again on what is there, and memory when nothing happens. */
export async function startup(tell: Tell): Promise<void> {
  const far = await openFarSide();
  const slack = {
    SLACK_API_URL: far.apiUrl,
    SLACK_BOT_TOKEN: tokens.bot,
    SLACK_APP_TOKEN: tokens.app,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  for (const kind of ['server', 'embedded'] as const) {
    await onFreshDatabase(kind, async (where) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'pacekeeper-bench-'));
      const database =
        where.kind === 'server'
          ? { DATABASE_URL: where.url, DATA_DIR: dataDir }
          : { DATA_DIR: where.dataDir };
      await measure(tell, `${nameOf[kind]}, connected to Slack`, where, { ...slack, ...database });
      rmSync(dataDir, { recursive: true, force: true });
    });
  }
  await onFreshDatabase('embedded', async (where) => {
    if (where.kind !== 'embedded') return;
    await measure(tell, 'embedded with the local workspace and the demo company', where, {
      DATA_DIR: where.dataDir,
    });
  });
  far.close();
}
