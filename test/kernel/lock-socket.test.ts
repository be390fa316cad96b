import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askRunning, type DataLock, takeLock } from '../../src/kernel/lock-socket.ts';

const module = fileURLToPath(new URL('../../src/kernel/lock-socket.ts', import.meta.url));
let dataDir: string;
let held: DataLock[];

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'pacekeeper-lock-'));
  held = [];
});

afterEach(async () => {
  for (const lock of held) await lock.release();
  rmSync(dataDir, { recursive: true, force: true });
});

async function hold(directory: string, answer: (request: unknown) => Promise<unknown>): Promise<DataLock> {
  const lock = await takeLock(directory, answer);
  held.push(lock);
  return lock;
}

/** A process of its own that takes the lock, says so, and then waits to be ended. */
function holder(directory: string) {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { takeLock } = await import(${JSON.stringify(module)});
       try {
         await takeLock(${JSON.stringify(directory)}, async () => process.pid);
         console.log('holds');
         setInterval(() => {}, 60_000);
       } catch (error) { console.log(error.code); }`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const said = once(child.stdout.setEncoding('utf8'), 'data').then(([text]) => String(text).trim());
  return { child, said, ended: once(child, 'exit') };
}

describe('one process at a time', () => {
  test('a second one is refused and told which directory', async () => {
    await hold(dataDir, async () => null);
    await expect(takeLock(dataDir, async () => null)).rejects.toMatchObject({
      code: 'already_running',
      message: expect.stringContaining(path.basename(dataDir)),
    });
  });

  test('another way of writing the same directory is the same directory', async () => {
    await hold(dataDir, async () => null);
    const roundabout = path.join(dataDir, '..', path.basename(dataDir));
    await expect(takeLock(roundabout, async () => null)).rejects.toMatchObject({ code: 'already_running' });
  });

  test('what was released can be taken again', async () => {
    const first = await takeLock(dataDir, async () => 'first');
    await first.release();
    await hold(dataDir, async () => 'second');
    expect(await askRunning(dataDir, {})).toEqual({ kind: 'answered', answer: 'second' });
  });

  test('what a killed process left behind is taken over', async () => {
    const { child, said, ended } = holder(dataDir);
    expect(await said).toBe('holds');
    await expect(takeLock(dataDir, async () => null)).rejects.toMatchObject({ code: 'already_running' });
    child.kill('SIGKILL');
    await ended;
    expect(statSync(path.join(dataDir, 'lock.sock')).isSocket()).toBe(true);
    expect(await askRunning(dataDir, {})).toEqual({ kind: 'nobody' });
    await hold(dataDir, async () => 'mine');
    expect(await askRunning(dataDir, {})).toEqual({ kind: 'answered', answer: 'mine' });
  });

  test('of several that find the leftovers of a killed process at once, one wins', async () => {
    const dead = holder(dataDir);
    await dead.said;
    dead.child.kill('SIGKILL');
    await dead.ended;
    const starters = [1, 2, 3, 4].map(() => holder(dataDir));
    const said = await Promise.all(starters.map((starter) => starter.said));
    expect(said.toSorted()).toEqual(['already_running', 'already_running', 'already_running', 'holds']);
    const winner = starters[said.indexOf('holds')]?.child;
    expect(await askRunning(dataDir, {})).toEqual({ kind: 'answered', answer: winner?.pid });
    winner?.kill('SIGKILL');
    await Promise.all(starters.map((starter) => starter.ended));
  });

  test('a directory that cannot be made is a plain sentence', async () => {
    await expect(takeLock('/dev/null/data', async () => null)).rejects.toMatchObject({
      code: 'data_dir_unusable',
      message: expect.stringContaining('DATA_DIR'),
    });
  });
});

describe('asking the one that is in', () => {
  test('nobody is there', async () => {
    expect(await askRunning(dataDir, {})).toEqual({ kind: 'nobody' });
    expect(await askRunning(path.join(dataDir, 'not-there'), {})).toEqual({ kind: 'nobody' });
  });

  test('a request of many lines and bytes arrives as it was', async () => {
    const request = { text: 'two\nlines, ünïcode 🙂\u2028', list: [1, null, { deep: true }] };
    await hold(dataDir, async (asked) => ({ asked }));
    expect(await askRunning(dataDir, request)).toEqual({ kind: 'answered', answer: { asked: request } });
  });

  test('an answer in several packets arrives whole', async () => {
    const long = 'ä'.repeat(2_000_000);
    await hold(dataDir, async () => long);
    expect(await askRunning(dataDir, {})).toEqual({ kind: 'answered', answer: long });
  });

  test('a failure comes with its code and words', async () => {
    await hold(dataDir, async () => {
      throw Object.assign(new Error('Not now.'), { code: 'busy' });
    });
    await expect(askRunning(dataDir, {})).rejects.toMatchObject({ code: 'busy', message: 'Not now.' });
  });

  test('a request that is too long is refused', async () => {
    await hold(dataDir, async () => 'never');
    await expect(askRunning(dataDir, 'x'.repeat(100_000))).rejects.toMatchObject({ code: 'too_long' });
  });

  test('an answer that does not come is given up', async () => {
    const { promise: never, resolve: release } = Promise.withResolvers<void>();
    await hold(dataDir, () => never);
    await expect(askRunning(dataDir, {}, 50)).rejects.toMatchObject({ code: 'timeout' });
    release();
  });

  test('only this account may connect', async () => {
    await hold(dataDir, async () => null);
    expect(statSync(path.join(dataDir, 'lock.sock')).mode & 0o777).toBe(0o600);
  });

  test('a directory whose path is too long for a socket works all the same', async () => {
    const deep = path.join(dataDir, 'd'.repeat(120));
    await hold(deep, async () => 'deep');
    expect(await askRunning(deep, {})).toEqual({ kind: 'answered', answer: 'deep' });
    await expect(takeLock(deep, async () => null)).rejects.toMatchObject({ code: 'already_running' });
  });
});
