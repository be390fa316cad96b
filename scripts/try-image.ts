import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// What the Dockerfile says, as far as it can be tried without Docker: the same files, pruned by the same command, started
// by the same command as somebody who may not write to them; the health check by hand; SIGTERM.

const nobody = 65_534;
const readyWithinMs = 60_000;

const dockerfile = readFileSync('Dockerfile', 'utf8').replaceAll('\\\n', ' ');
const [, building = '', running = ''] = dockerfile.split(/^FROM .*$/m);
const prune = /^RUN (npm prune .*)$/m.exec(building)?.[1];
const start = words(/^CMD (.*)$/m.exec(running)?.[1]);
const check = words(/^HEALTHCHECK .*?CMD (.*)$/m.exec(running)?.[1]);
const copied = [...running.matchAll(/^COPY (?:--from=\S+ )?(.*) \S+$/gm)].flatMap(([, files = '']) =>
  files.split(' ').map((file) => file.replace(/^\/app\//, '')),
);
if (prune === undefined || copied.length === 0)
  throw new Error('the Dockerfile has changed: see to this script');

const folder = mkdtempSync(join(tmpdir(), 'pacekeeper-image-'));
const [app, data] = [join(folder, 'app'), join(folder, 'data')];
let program: ChildProcess | undefined;
try {
  execFileSync('mkdir', [app, data]);
  for (const file of [...copied, 'package-lock.json', '.npmrc']) {
    // Links instead of copies where the disk has both: nothing is written to them.
    const linked = spawnSync('cp', ['-al', file, app]).status === 0;
    if (!linked) cpSync(file, join(app, file), { recursive: true });
  }
  const [npm = 'npm', ...pruning] = prune.split(' ');
  execFileSync(npm, [...pruning, '--ignore-scripts', '--loglevel=error'], { cwd: app, stdio: 'inherit' });
  const asNobody = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  if (asNobody.uid !== undefined) chownSync(data, nobody, nobody);
  chmodSync(folder, 0o755);
  execFileSync('find', [app, '-type', 'd', '-exec', 'chmod', 'a-w', '{}', '+']);

  const port = await freePort();
  const env = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', PORT: String(port), DATA_DIR: data };
  const options = { cwd: app, env, ...asNobody };
  const mayWrite = spawnSync(process.execPath, ['-e', "fs.writeFileSync('src/x', '')"], options).status === 0;
  if (mayWrite) throw new Error('the program could write to its own files');

  program = spawn(process.execPath, start, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  await ready(program);
  report('started as', `uid ${asNobody.uid ?? process.getuid?.()}, with its own files read-only`);
  const health = spawnSync(process.execPath, check, options);
  if (health.status !== 0) throw new Error(`the health check ended with ${health.status}`);
  report('health check', 'ended with 0');
  const ended = once(program, 'exit');
  program.kill('SIGTERM');
  const [code] = await ended;
  if (code !== 0) throw new Error(`SIGTERM ended it with ${code}`);
  report('SIGTERM', 'ended with 0');
  if (spawnSync(process.execPath, check, options).status !== 1)
    throw new Error('the health check finds it alive');
  report('health check of what is down', 'ended with 1');
} finally {
  program?.kill('SIGKILL');
  execFileSync('find', [app, '-type', 'd', '-exec', 'chmod', 'u+w', '{}', '+']);
  rmSync(folder, { recursive: true, force: true });
}

/** The arguments after `node` of a command in Docker's JSON form. */
function words(json: string | undefined): string[] {
  const [first, ...rest] = JSON.parse(json ?? '[]') as string[];
  if (first !== 'node') throw new Error('the Dockerfile has changed: see to this script');
  return rest;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function ready(started: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = () => reject(new Error(`it did not get ready:\n${said}`));
    const timer = setTimeout(fail, readyWithinMs);
    const hear = (text: Buffer) => {
      said += text.toString();
      if (!said.includes('Pacekeeper is ready')) return;
      clearTimeout(timer);
      resolve();
    };
    started.stdout?.on('data', hear);
    started.stderr?.on('data', hear);
    started.once('exit', fail);
  });
}

function report(what: string, result: string): void {
  process.stdout.write(`${what}: ${result}\n`);
}
