import { readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { parse } from 'yaml';
import {
  createLocalWorkspace,
  type LocalWorkspace,
  type Manifest,
  type WorkspaceSeed,
} from '../../sandbox/index.ts';
import { type PacekeeperApp, startApp } from '../../src/app.ts';
import { clockOfPage, companySeed, seedDemo } from '../../src/demo/index.ts';
import {
  type Clock,
  createClock,
  createLog,
  type Database,
  openDatabase,
  type VirtualTime,
} from '../../src/kernel/index.ts';
import { instantOf } from '../../src/kernel/wall-time.ts';
import { loadPlaybook } from '../../src/playbook/index.ts';
import type { OutboxOptions } from '../../src/slack/index.ts';
import { Person, type Surroundings } from './person.ts';

export interface WorkplaceOptions {
  /** Default: embedded, in memory. */
  readonly openDatabase?: () => Promise<Database>;
  /** Default: Socket Mode. */
  readonly transport?: 'socket' | 'http';
  /** When the test begins; default Sunday 15 November 2026, noon in Berlin. */
  readonly startsAt?: Date;
  /** Default: the demo company with its two teams and 26 weeks of readings. */
  readonly company?: 'demo' | 'empty';
  readonly seed?: WorkspaceSeed;
  readonly outbox?: OutboxOptions;
  /** Where everything that can be logged goes; default: nothing is. */
  readonly logTo?: Writable;
  readonly manifest?: (manifest: Manifest) => Manifest;
}

/** Pacekeeper and a workspace for it, with everything real but the far side of the wire. */
export interface Workplace extends Surroundings {
  readonly slack: LocalWorkspace;
  readonly app: PacekeeperApp;
  readonly clock: Clock;
  person(name: string): Person;
  /** Lets time pass until a wall-clock time of this week or a later one: `goTo('2026-11-16 09:00', 'Europe/Berlin')`. */
  goTo(localDateTime: string, zone: string): Promise<void>;
  /** Jumps, as when the machine slept. */
  sleepUntil(localDateTime: string, zone: string): Promise<void>;
  /** Stops the app as a deploy would, and starts it again on the same database. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const sundayNoon = instantOf('2026-11-15', '12:00', 'Europe/Berlin');

export function shippedManifest(): Manifest {
  return parse(readFileSync('manifest.yml', 'utf8')) as Manifest;
}

export async function startWorkplace(options: WorkplaceOptions = {}): Promise<Workplace> {
  const startMs = (options.startsAt ?? sundayNoon).getTime();
  const beganMs = performance.now();
  const clock = createClock(() => startMs + Math.round(performance.now() - beganMs));
  const playbook = loadPlaybook('playbook');
  if (playbook.kind !== 'ok') throw new Error('the shipped playbook is not valid');
  const database = await (options.openDatabase ?? (() => openDatabase({ kind: 'memory' })))();
  const seed = options.seed ?? companySeed();
  let driven: VirtualTime | undefined;
  const slack = await createLocalWorkspace({
    port: 0,
    seed,
    clock: clockOfPage(clock, () => driven),
    manifest: (options.manifest ?? ((manifest) => manifest))(shippedManifest()),
    rateLimits: 'off',
  });
  // Without the list of known secrets, so that a test finds what only that list would have taken out.
  const log = options.logTo === undefined ? createLog('silent', []) : createLog('trace', [], options.logTo);

  async function start(): Promise<PacekeeperApp> {
    const { tokens } = slack;
    const app = await startApp({
      database,
      clock,
      log,
      playbook: playbook.kind === 'ok' ? playbook.playbook : (undefined as never),
      slack: {
        isLocal: true,
        apiUrl: slack.apiUrl,
        tokens:
          options.transport === 'http'
            ? { kind: 'http', botToken: tokens.bot, signingSecret: tokens.signingSecret }
            : { kind: 'socket', botToken: tokens.bot, appToken: tokens.app },
      },
      host: '127.0.0.1',
      port: 0,
      outbox: { doubtWaitMs: 1_000, ...options.outbox },
    });
    if (options.transport === 'http') slack.setRequestUrl(`${app.url}/slack/events`);
    if (options.company !== 'empty') await seedDemo(app.services);
    await app.kernel.settle();
    driven = app.kernel.virtualTime;
    slack.announceClock();
    return app;
  }

  let app = await start();
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${slack.url}/control/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} /control/${path}: ${JSON.stringify(answer)}`);
    return answer as T;
  };
  const workplace: Workplace = {
    slack,
    get app() {
      return app;
    },
    clock,
    person: (name) => {
      const found = seed.people.find((one) => one.name === name.toLowerCase());
      if (found === undefined) throw new Error(`nobody is called ${name}`);
      return new Person(workplace, found.id, name);
    },
    channel: (name) => {
      const found = seed.channels.find((one) => one.name === name.replace('#', ''));
      if (found === undefined) throw new Error(`no channel is called ${name}`);
      return found.id;
    },
    goTo: (localDateTime, zone) => app.kernel.virtualTime.walkTo(instant(localDateTime, zone)),
    sleepUntil: (localDateTime, zone) => app.kernel.virtualTime.jumpTo(instant(localDateTime, zone)),
    settle: () => app.kernel.settle(),
    control,
    restart: async () => {
      driven = undefined;
      await app.stop();
      app = await start();
    },
    close: async () => {
      await app.stop();
      await slack.close();
      await database.close();
    },
  };
  return workplace;
}

function instant(localDateTime: string, zone: string): Date {
  const [date = '', time = ''] = localDateTime.split(' ');
  return instantOf(date, time, zone);
}
