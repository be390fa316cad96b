import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { ClockMove, LocalWorkspace, Manifest, WorkspaceClock } from '../../sandbox/index.ts';
import { type Clock, later, localWorkspaceFile, StartupError, type VirtualTime } from '../kernel/index.ts';
import { companySeed } from './company.ts';

export interface OpenedWorkspace {
  readonly workspace: LocalWorkspace;
  /** The clock on the page moves this from now on; undefined while the app is being started again. */
  driveClock(virtualTime: VirtualTime | undefined): void;
}

export interface LocalWorkspaceConfig {
  readonly dataDir: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/**
 * Starts the stand-in for Slack with the demo company in it. It has to be there before the app, which connects to it,
 * so the clock of the page is bound to the app's later.
 * @throws StartupError `port_in_use` or `port_refused`.
 */
export async function openLocalWorkspace(
  config: LocalWorkspaceConfig,
  clock: Clock,
): Promise<OpenedWorkspace> {
  // Loaded only here, so that an installation on a real Slack never has it in memory.
  const { createLocalWorkspace } = await import('../../sandbox/index.ts');
  let driven: VirtualTime | undefined;
  const workspace = await createLocalWorkspace({
    host: config.host,
    port: config.port,
    stateFile: path.join(config.dataDir, localWorkspaceFile),
    seed: companySeed(),
    manifest: readManifest(),
    clock: clockOfPage(clock, () => driven),
    // Slack's limits are by the second of real time; a week that passes in one second would wait for them for ever.
    rateLimits: 'off',
    welcome,
  });
  return {
    workspace,
    driveClock: (virtualTime) => {
      driven = virtualTime;
      if (virtualTime !== undefined) workspace.announceClock();
    },
  };
}

const welcome = {
  text: 'Harbor & Pine is a made-up company. Pacekeeper keeps the week of its two teams, Support and Sales, with 26 weeks of numbers behind them.',
  next: 'Click *To the next thing due* at the top: each click brings the week to the next thing that Pacekeeper does.',
};

/** The clock that the page shows and moves: the app's own. */
export function clockOfPage(clock: Clock, driven: () => VirtualTime | undefined): WorkspaceClock {
  return {
    now: () => clock.now().getTime(),
    move: (command) => moveClock(clock, driven(), command),
    nextDue: async () => {
      const next = await driven()?.nextDue();
      return next === undefined ? null : { at: next.at.getTime(), what: next.what };
    },
  };
}

/** Forward, time is walked, so that everything on the way happens at its instant; back, it is set. */
async function moveClock(
  clock: Clock,
  virtualTime: VirtualTime | undefined,
  command: ClockMove,
): Promise<void> {
  if (virtualTime === undefined) {
    throw new StartupError('starting', ['Pacekeeper is starting. Try again in a moment.']);
  }
  const instant = await destination(clock, virtualTime, command);
  if (instant === undefined) return;
  if (instant <= clock.now()) await virtualTime.jumpTo(instant);
  else await virtualTime.walkTo(instant);
}

async function destination(
  clock: Clock,
  virtualTime: VirtualTime,
  command: ClockMove,
): Promise<Date | undefined> {
  if ('by' in command) return later(clock.now(), command.by);
  if ('to' in command) return new Date(command.to);
  const next = (await virtualTime.nextDue())?.at;
  // What is due already is being dealt with; time stands still for it.
  return next === undefined || next > clock.now() ? next : clock.now();
}

function readManifest(): Manifest {
  // The app's own manifest is the contract with Slack, so the stand-in grants exactly what it asks for.
  return parse(
    readFileSync(fileURLToPath(new URL('../../manifest.yml', import.meta.url)), 'utf8'),
  ) as Manifest;
}
