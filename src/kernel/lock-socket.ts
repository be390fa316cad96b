import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { secondMs } from './clock.ts';
import { describeError, StartupError } from './errors.ts';

/** A data directory held by this process, until it is released or the process ends, however it ends. */
export interface DataLock {
  release(): Promise<void>;
}

export type Asked = { readonly kind: 'nobody' } | { readonly kind: 'answered'; readonly answer: unknown };

/** The process that holds the directory could not answer; `code` is its own where it gave one. */
export class AskRunningError extends Error {
  override readonly name = 'AskRunningError';
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** `sun_path` takes 107 bytes on Linux and 103 on macOS. */
const longestPathBytes = 103;
const longestRequest = 64 * 1024;
/** A page of the audit log with long texts stays far below it. */
const longestAnswer = 32 * 1024 * 1024;
const answerWithinMs = 30 * secondMs;

const AnswerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), answer: z.unknown() }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);

/**
 * Keeps every other process out of a data directory, and answers those that ask something of the one that is in.
 *
 * Two things that do not trust each other's leftovers: a lock of the operating system on a file, which ends with the
 * process, even by SIGKILL, and so can never be stale; and a socket, which only the holder of that lock puts there or
 * removes. So what a killed process left is taken over without a moment in which two starters could both win.
 *
 * @throws StartupError `already_running`, or `data_dir_unusable` when the directory cannot be written to.
 */
export async function takeLock(
  dataDir: string,
  answer: (request: unknown) => Promise<unknown>,
): Promise<DataLock> {
  const directory = usableDirectory(dataDir);
  const lock = lockFile(directory);
  try {
    const stopListening = await listen(socketPath(directory), answer);
    return {
      release: async () => {
        await stopListening();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/**
 * Asks the process that holds a data directory.
 * @param timeoutMs how long its answer may take; 30 s unless told.
 * @throws AskRunningError when it refuses, fails, or takes too long.
 */
export async function askRunning(
  dataDir: string,
  request: unknown,
  timeoutMs: number = answerWithinMs,
): Promise<Asked> {
  const socket = await reach(dataDir);
  if (socket === undefined) return { kind: 'nobody' };
  try {
    socket.write(`${JSON.stringify(request)}\n`);
    const line = await readLine(socket, longestAnswer, timeoutMs);
    const said = AnswerSchema.parse(JSON.parse(line));
    if (!said.ok) throw new AskRunningError(said.code, said.message);
    return { kind: 'answered', answer: said.answer };
  } catch (error) {
    if (error instanceof AskRunningError) throw error;
    throw new AskRunningError('no_answer', 'The running process gave no sound answer.', error);
  } finally {
    socket.destroy();
  }
}

function usableDirectory(dataDir: string): string {
  try {
    mkdirSync(dataDir, { recursive: true });
    return realpathSync(dataDir);
  } catch (cause) {
    throw unusable(dataDir, cause);
  }
}

function unusable(dataDir: string, cause: unknown): StartupError {
  return new StartupError(
    'data_dir_unusable',
    [
      `The directory ${path.resolve(dataDir)} cannot be written to (${describeError(cause)}). Make it writable, or set DATA_DIR to another one.`,
    ],
    cause,
  );
}

/** The lock is SQLite's own on an empty file: an exclusive transaction that never ends. */
function lockFile(directory: string): DatabaseSync {
  let file: DatabaseSync | undefined;
  try {
    file = new DatabaseSync(path.join(directory, 'lock'), { timeout: 0 });
    file.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return file;
  } catch (cause) {
    file?.close();
    if (!isBusy(cause)) throw unusable(directory, cause);
    throw new StartupError(
      'already_running',
      [
        `Another Pacekeeper process is using ${directory}. Stop it first, or set another DATA_DIR (and another PORT) to run a second one.`,
      ],
      cause,
    );
  }
}

function isBusy(error: unknown): boolean {
  const sqliteBusy = 5;
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}

/** In the directory itself; where that path is too long for a socket, a short one that follows from it. */
function socketPath(directory: string): string {
  const inside = path.join(directory, 'lock.sock');
  if (Buffer.byteLength(inside) <= longestPathBytes) return inside;
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 20);
  return path.join(tmpdir(), `pacekeeper-${name}.sock`);
}

async function listen(
  file: string,
  answer: (request: unknown) => Promise<unknown>,
): Promise<() => Promise<void>> {
  rmSync(file, { force: true });
  const connected = new Set<Socket>();
  const server = createServer((socket) => {
    connected.add(socket);
    socket.once('close', () => connected.delete(socket));
    // Whoever asked may be gone before the answer is ready; that is no trouble of ours.
    socket.on('error', () => socket.destroy());
    void answerOne(socket, answer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(file, () => {
      server.off('error', reject);
      resolve();
    });
  });
  chmodSync(file, 0o600);
  return async () => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const socket of connected) socket.destroy();
    await closed;
  };
}

async function answerOne(socket: Socket, answer: (request: unknown) => Promise<unknown>): Promise<void> {
  let said: z.infer<typeof AnswerSchema>;
  try {
    const line = await readLine(socket, longestRequest, answerWithinMs);
    said = { ok: true, answer: (await answer(JSON.parse(line))) ?? null };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed';
    said = { ok: false, code, message: error instanceof Error ? error.message : String(error) };
  }
  socket.end(`${JSON.stringify(said)}\n`);
}

/** A connection to the holder; undefined when nobody listens there, or somebody else's process does. */
async function reach(dataDir: string): Promise<Socket | undefined> {
  try {
    const file = socketPath(realpathSync(dataDir));
    // The short path lies in a directory that everybody may write to.
    if (process.getuid !== undefined && lstatSync(file).uid !== process.getuid() && process.getuid() !== 0) {
      return undefined;
    }
    const socket = connect(file);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    socket.on('error', () => socket.destroy());
    return socket;
  } catch {
    return undefined;
  }
}

function readLine(socket: Socket, longest: number, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => fail('timeout', 'There was no answer in time.'), timeoutMs);
    function fail(code: string, message: string): void {
      clearTimeout(timer);
      reject(new AskRunningError(code, message));
    }
    socket.on('data', (chunk: Buffer) => {
      const end = chunk.indexOf(0x0a);
      chunks.push(end === -1 ? chunk : chunk.subarray(0, end));
      length += chunk.length;
      if (length > longest) return fail('too_long', 'What was said is longer than allowed.');
      if (end === -1) return;
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
    socket.once('close', () => fail('closed', 'The connection was closed before an answer.'));
  });
}
