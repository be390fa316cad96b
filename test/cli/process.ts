import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Only what a fresh machine would have, so that no setting of whoever runs the tests gets in. */
function environment(extra: Record<string, string>): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', PORT: '0', ...extra };
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningApp {
  /** Where the page of the local workspace is. */
  readonly url: string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Sends a signal and resolves when the process has ended. */
  end(signal: NodeJS.Signals): Promise<Ended>;
  readonly child: ChildProcess;
}

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

const children = new Set<ChildProcess>();

function start(program: string, args: readonly string[], extra: Record<string, string>, stdin = ''): Started {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: root,
    env: environment(extra),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  children.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(stdin);
  const ended = once(child, 'close').then(([code]) => {
    children.delete(child);
    return { code: typeof code === 'number' ? code : null, stdout, stderr };
  });
  return { child, ended, stdout: () => stdout, stderr: () => stderr };
}

/** Starts the program and resolves when it says that it is ready; throws with what it said when it ends before. */
export async function startProgram(extra: Record<string, string>): Promise<RunningApp> {
  const { child, ended, stdout, stderr } = start('src/main.ts', [], extra);
  const ready = (async () => {
    while (!stdout().includes('\n')) await once(child.stdout ?? child, 'data');
  })();
  await Promise.race([
    ready,
    ended.then(({ code, stderr: said }) => {
      throw new Error(`the program ended with ${code}: ${said}`);
    }),
  ]);
  const url = /http:\/\/[\d.]+:\d+/.exec(stdout())?.[0] ?? '';
  return {
    url,
    child,
    stdout,
    stderr,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Runs the program where it is expected to end by itself. */
export function runProgram(extra: Record<string, string>): Promise<Ended> {
  return start('src/main.ts', [], extra).ended;
}

/** Runs `pace` with these arguments. */
export function pace(args: readonly string[], extra: Record<string, string>, stdin = ''): Promise<Ended> {
  return start('src/cli/main.ts', args, extra, stdin).ended;
}

/** For afterEach: nothing outlives its test, whatever went wrong in it. */
export async function endAll(): Promise<void> {
  for (const child of children) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
}
