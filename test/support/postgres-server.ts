import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { isExecutable } from './executable.ts';

/** The oldest PostgreSQL that the product supports. */
const OLDEST_MAJOR = 15;
const START_TIMEOUT_MS = 60_000;

/** A PostgreSQL server which lives as long as the test run. */
export type PostgresServer = {
  /** Connection string of a superuser on the database `postgres`; suites create databases of their own. */
  readonly url: string;
  /** Stops the server and removes its files; resolves when both are done. */
  stop(): Promise<void>;
};

class PostgresServerError extends Error {
  override readonly name = 'PostgresServerError';
  readonly code = 'postgres_server';
}

function majorVersion(binaries: string): number {
  try {
    const said = execFileSync(join(binaries, 'postgres'), ['--version'], { encoding: 'utf8' });
    return Number(/(\d+)/.exec(said)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function versionedFolders(root: string): string[] {
  try {
    return readdirSync(root)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(root, version, 'bin'));
  } catch {
    return [];
  }
}

/** The folder with `initdb` and `postgres` of a supported version, or undefined where there is none. */
export function findPostgresBinaries(): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...versionedFolders('/usr/lib/postgresql'), ...onPath].find(
    (folder) =>
      isExecutable(join(folder, 'initdb')) &&
      isExecutable(join(folder, 'postgres')) &&
      majorVersion(folder) >= OLDEST_MAJOR,
  );
}

/** PostgreSQL refuses to run as root, so root starts it as the account that Debian's package made, else as nobody. */
function accountToRunAs(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const account =
    accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (account === undefined)
    throw new PostgresServerError('Root cannot run PostgreSQL: no account to run it as.');
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new PostgresServerError('No free port.');
  return address.port;
}

/** Resolves when the server takes connections; rejects with its log when it ends first or takes too long. */
async function untilReady(server: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let log = '';
  const fail = (why: string) => reject(new PostgresServerError(`PostgreSQL ${why}:\n${log}`));
  const timeout = setTimeout(() => fail('did not start in time'), START_TIMEOUT_MS);
  server.once('error', (error) => fail(error.message));
  const ended = () => fail('ended while starting');
  server.once('exit', ended);
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log += text;
    if (log.includes('ready to accept connections')) resolve();
  });
  try {
    await promise;
  } finally {
    clearTimeout(timeout);
    server.off('exit', ended);
    server.stderr?.removeAllListeners('data').resume();
  }
}

// The shell outlives nobody: its `read` ends when this process closes the pipe or dies, by whatever signal, and then
// the server is stopped and its files are removed. So not even a killed test run leaves a server behind.
const GUARD = [
  'folder=$1; shift',
  '"$@" </dev/null 3<&- & server=$!',
  '(read -r _; kill -INT $server) <&3 >/dev/null 2>&1 & watcher=$!',
  'wait $server; kill $watcher 2>/dev/null',
  'rm -rf "$folder"',
].join('\n');

/**
 * Makes a cluster in a temporary folder and starts it on a free port of the loopback, without fsync.
 * Throws PostgresServerError with the server's own words when it cannot.
 */
export async function startPostgresServer(binaries: string): Promise<PostgresServer> {
  const account = accountToRunAs();
  // Under /tmp and not TMPDIR, because another account has to be able to reach it.
  const folder = mkdtempSync('/tmp/pacekeeper-postgres-');
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  const options = { ...account, cwd: folder, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', HOME: folder } };
  try {
    execFileSync(
      join(binaries, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
    );
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    throw new PostgresServerError('initdb failed.', { cause });
  }
  const port = await freePort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'max_connections=200',
    'timezone=UTC',
  ].flatMap((setting) => ['-c', setting]);
  const command = [join(binaries, 'postgres'), '-D', data, ...settings];
  // Detached, so that Ctrl-C in the terminal reaches the tests first and the server only when they let go of it.
  const guard = spawn('/bin/sh', ['-c', GUARD, 'sh', folder, ...command], {
    ...options,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = once(guard, 'exit');
  const leash = guard.stdio[3];
  async function stop(): Promise<void> {
    leash?.destroy();
    await ended;
  }
  try {
    await untilReady(guard);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `postgresql://postgres@127.0.0.1:${port}/postgres`, stop };
}
