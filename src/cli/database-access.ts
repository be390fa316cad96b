import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  askRunning,
  type Config,
  type DataLock,
  localWorkspaceFile,
  minuteMs,
  openDatabase,
  StartupError,
  takeLock,
  wipeLocalDatabase,
} from '../kernel/index.ts';
import { answerRequest, type Request } from './requests.ts';

/** Wherever the database is just now: in the running app, or opened by this command. */
export interface DatabaseAccess {
  /** Plain JSON, to be parsed by whoever asked. */
  ask(request: Request): Promise<unknown>;
}

/** A reset stops the app, empties the database, and starts everything again. */
const resetWithinMs = 2 * minuteMs;

export interface Need {
  /** Make an embedded database where there is none; otherwise that is an error. */
  readonly mayCreate?: boolean;
  /** The local workspace's own state is needed too, which is in DATA_DIR whatever the database is. */
  readonly localState?: boolean;
}

/**
 * Runs something that needs the database. An embedded one belongs to the running app, so the app is asked; where none
 * runs, the database is opened here, and no app can start for as long.
 * @throws StartupError `no_database` or `busy`; AskRunningError for what the app answers.
 */
export async function withDatabase<T>(
  config: Config,
  run: (access: DatabaseAccess) => Promise<T>,
  { mayCreate = false, localState = false }: Need = {},
): Promise<T> {
  if (config.database.kind === 'server' && !localState) return withOwn(config, run);
  if (config.database.kind === 'embedded' && !mayCreate) refuseWithoutDatabase(config.dataDir);
  const running = await askRunning(config.dataDir, { kind: 'hello' });
  if (running.kind === 'answered') return run({ ask: (request) => askApp(config, request) });
  const lock = await takeLock(config.dataDir, async () => {
    throw new StartupError('busy', ['Another command has the database open. Try again when it is done.']);
  });
  return withOwn(config, run, lock);
}

function refuseWithoutDatabase(dataDir: string): void {
  if (existsSync(path.join(dataDir, 'database'))) return;
  throw new StartupError('no_database', [
    `There is no database in ${path.resolve(dataDir)} yet. Start Pacekeeper once, or set DATA_DIR or DATABASE_URL to the one that is meant.`,
  ]);
}

async function askApp({ dataDir }: Config, request: Request): Promise<unknown> {
  const asked = await askRunning(dataDir, request, request.kind === 'demo_reset' ? resetWithinMs : undefined);
  if (asked.kind === 'answered') return asked.answer;
  throw new StartupError('app_stopped', ['Pacekeeper stopped before it was done. Run the command again.']);
}

async function withOwn<T>(
  config: Config,
  run: (access: DatabaseAccess) => Promise<T>,
  lock?: DataLock,
): Promise<T> {
  try {
    const database = await openDatabase(config.database, config.encryptionKeys);
    try {
      const resetDemo = async () => {
        // The messages first: cut short here, the database still says local, and the reset can be asked for again.
        for (const end of ['', '-wal', '-shm']) {
          rmSync(path.join(config.dataDir, `${localWorkspaceFile}${end}`), { force: true });
        }
        await wipeLocalDatabase(database);
      };
      return await run({
        ask: (request) => answerRequest(request, { database, isRunning: false, resetDemo }),
      });
    } finally {
      await database.close();
    }
  } finally {
    await lock?.release();
  }
}
