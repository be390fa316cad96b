import { type PacekeeperApp, startApp } from './app.ts';
import { answerRequest } from './cli/index.ts';
import { companySeed, type OpenedWorkspace, openLocalWorkspace, seedDemo } from './demo/index.ts';
import {
  type Config,
  createClock,
  createLog,
  type Database,
  type DataLock,
  describeError,
  type Log,
  openDatabase,
  readConfig,
  StartupError,
  takeLock,
  wipeLocalDatabase,
} from './kernel/index.ts';
import { formatProblem, loadPlaybook, type Playbook } from './playbook/index.ts';

/** Everything that is running, to be stopped in the reverse order. */
interface Program {
  readonly line: string;
  stop(): Promise<void>;
}

/** Docker and systemd send a second, deadly signal after ten. */
const stopWithinMs = 9_500;
/** Ctrl-C under npm arrives twice, from the terminal and from npm; two presses by a person are further apart. */
const oneKeyPressMs = 300;
const exitCodes = { failed: 1, cannotStart: 2 } as const;

await main();

async function main(): Promise<void> {
  let log: Log | undefined;
  try {
    const config = readConfig(process.env);
    log = createLog(config.logLevel, secretsOf(config), process.stderr);
    survive(log);
    const starting = start(config, log);
    stopOnSignals(log, starting);
    const program = await starting;
    process.stdout.write(`${program.line}\n`);
  } catch (error) {
    explain(error, log);
    process.exit(exitCodes.cannotStart);
  }
}

async function start(config: Config, log: Log): Promise<Program> {
  const playbook = readPlaybook(config);
  const clock = createClock();
  const isLocal = config.slack.kind === 'local';
  let database: Database | undefined;
  let opened: OpenedWorkspace | undefined;
  let app: PacekeeperApp | undefined;
  let lock: DataLock | undefined;
  let resetting: Promise<void> | undefined;

  // Processes on a database server share the work; an embedded database and the local workspace's state cannot be shared.
  if (isLocal || config.database.kind === 'embedded') {
    lock = await takeLock(config.dataDir, async (request) => {
      if (database === undefined || app === undefined) throw notReady();
      return answerRequest(request, { database, isRunning: true, resetDemo });
    });
  }
  try {
    [database, opened] = await Promise.all([
      openDatabase(config.database, config.encryptionKeys),
      isLocal ? openWorkspace(config) : undefined,
    ]);
    app = await startHere(config.port);
    return { line: await readyLine(database), stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }

  function openWorkspace({ dataDir, localWorkspaceHost: host, port }: Config): Promise<OpenedWorkspace> {
    if (port === 65_535) {
      throw new StartupError('bad_environment', [
        'PORT must be at most 65534, because the local workspace listens on the port after it.',
      ]);
    }
    return openLocalWorkspace({ dataDir, host, port: port === 0 ? 0 : port + 1 }, clock).catch((error) => {
      throw inWords(error, port + 1);
    });
  }

  async function startHere(port: number): Promise<PacekeeperApp> {
    if (database === undefined) throw notReady();
    const started = await startApp({
      database,
      clock,
      log,
      playbook,
      slack: slackOf(config, opened),
      host: config.host,
      port,
      ...(opened === undefined ? {} : { localWorkspaceUrl: opened.workspace.url }),
    }).catch((error) => {
      throw inWords(error, port);
    });
    if (opened !== undefined) {
      await seedDemo(started.services);
      opened.driveClock(started.kernel.virtualTime);
    }
    return started;
  }

  async function readyLine(of: Database): Promise<string> {
    if (opened !== undefined) {
      return `Pacekeeper is ready: open ${opened.workspace.url} (the local workspace; no Slack is connected)`;
    }
    const { boundTo } = await of.prisma.installation.findUniqueOrThrow({ where: { id: 1 } });
    return config.slack.kind === 'socket'
      ? `Pacekeeper is ready: connected to Slack team ${boundTo} over Socket Mode`
      : `Pacekeeper is ready: connected to Slack team ${boundTo} over HTTP, listening on ${app?.url}`;
  }

  /** The demo company as on the first start, in this same process: the page stays open and finds everything new. */
  function resetDemo(): Promise<void> {
    resetting ??= resetOnce().finally(() => {
      resetting = undefined;
    });
    return resetting;
  }

  async function resetOnce(): Promise<void> {
    if (database === undefined || app === undefined || opened === undefined) throw notReady();
    const port = Number(new URL(app.url).port);
    opened.driveClock(undefined);
    await app.stop();
    app = undefined;
    try {
      clock.setOffsetMs(0);
      // Messages first: cut short here, the database still says local, and the reset can be asked for again.
      await opened.workspace.reset(companySeed());
      await wipeLocalDatabase(database);
      app = await startHere(port);
    } catch (error) {
      log.fatal(
        { error: describeError(error) },
        'the demo could not be restored; the next start finishes it',
      );
      process.exitCode = exitCodes.failed;
      setImmediate(() => process.exit());
      throw error;
    }
  }

  async function stop(): Promise<void> {
    await resetting?.catch(() => undefined);
    opened?.driveClock(undefined);
    await app?.stop();
    await opened?.workspace.close();
    await database?.close();
    await lock?.release();
  }
}

function notReady(): StartupError {
  return new StartupError('starting', ['Pacekeeper is starting or being reset. Try again in a moment.']);
}

function readPlaybook(config: Config): Playbook {
  const loaded = loadPlaybook(config.playbookDir);
  if (loaded.kind === 'ok') return loaded.playbook;
  throw new StartupError('bad_playbook', [
    `The playbook in ${config.playbookDir} cannot be used:`,
    ...loaded.problems.map(formatProblem),
  ]);
}

function slackOf(config: Config, opened: OpenedWorkspace | undefined) {
  if (config.slack.kind !== 'local') {
    return { tokens: config.slack, apiUrl: config.slackApiUrl, isLocal: false };
  }
  if (opened === undefined) throw notReady();
  const { tokens, apiUrl } = opened.workspace;
  return {
    tokens: { kind: 'socket', botToken: tokens.bot, appToken: tokens.app },
    apiUrl,
    isLocal: true,
  } as const;
}

function secretsOf({ slack, encryptionKeys }: Config): string[] {
  const tokens =
    slack.kind === 'socket'
      ? [slack.botToken, slack.appToken]
      : slack.kind === 'http'
        ? [slack.botToken, slack.signingSecret]
        : [];
  return [...tokens, ...encryptionKeys.map((key) => key.toString('base64'))];
}

/** A port that cannot be had, as a sentence with what to do; anything else as it was. */
function inWords(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new StartupError(
      'port_in_use',
      [
        `Port ${port} is in use by another program. Stop that one, or start Pacekeeper on other ports, for example: PORT=4000 npm start`,
      ],
      error,
    );
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StartupError(
      'port_refused',
      [
        `This machine does not let Pacekeeper listen on port ${port} there (${code}). Check PORT, HOST and LOCAL_WORKSPACE_HOST.`,
      ],
      error,
    );
  }
  return error;
}

function survive(log: Log): void {
  // A promise that somebody forgot, here or in a package, must not cost a Monday: what it was about is done again.
  process.on('unhandledRejection', (reason) => {
    log.error({ error: describeError(reason) }, 'a rejection was not handled');
  });
  process.on('uncaughtException', (error) => {
    log.fatal({ error: describeError(error), stack: error.stack }, 'an exception was not caught');
    process.exit(exitCodes.failed);
  });
}

function stopOnSignals(log: Log, starting: Promise<Program>): void {
  let state: 'running' | 'told' | 'stopping' = 'running';
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (state === 'stopping') process.exit(exitCodes.failed);
      if (state === 'told') return;
      state = 'told';
      setTimeout(() => {
        state = 'stopping';
      }, oneKeyPressMs).unref();
      log.info({ signal }, 'stopping');
      setTimeout(() => {
        log.warn('stopping took too long; what was under way is done again at the next start');
        process.exit(0);
      }, stopWithinMs).unref();
      starting
        .then((program) => program.stop())
        .catch((error) => log.error({ error: describeError(error) }, 'could not stop cleanly'))
        .finally(() => process.exit(0));
    });
  }
}

function explain(error: unknown, log: Log | undefined): void {
  if (error instanceof StartupError) {
    process.stderr.write(`${error.problems.join('\n')}\n`);
    log?.debug({ code: error.code, cause: describeError(error.cause) }, 'cannot start');
    return;
  }
  process.stderr.write(`Pacekeeper cannot start: ${describeError(error)}\n`);
  log?.error({ stack: error instanceof Error ? error.stack : undefined }, 'cannot start');
}
