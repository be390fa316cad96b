import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalWorkspace } from '../sandbox/index.ts';

// How many Web API calls a second the local workspace answers on one core, beside a bare node:http server that reads
// and echoes the same bodies. Each server runs in a process of its own; this one makes the calls. Prints JSON lines and
// fails when 500 calls a second are not reached.

const TARGET_PER_SECOND = 500;
const SECONDS = Number(process.argv[3] ?? 5);
const CONCURRENCY = 16;
const CHANNELS = 20;
const PEOPLE = 20;

interface Serving {
  url: string;
  token: string;
}

async function serveWorkspace(): Promise<Serving> {
  const people = Array.from({ length: PEOPLE }, (_, i) => ({
    id: `U0PERSON${String(i).padStart(3, '0')}`,
    name: `person-${i}`,
    realName: `Person ${i}`,
    tz: 'UTC',
  }));
  const members = people.map(({ id }) => id);
  const channels = Array.from({ length: CHANNELS }, (_, i) => ({
    id: `C0CHANNEL${String(i).padStart(2, '0')}`,
    name: `channel-${i}`,
    members,
    botIsMember: true,
  }));
  const workspace = await createLocalWorkspace({
    port: 0,
    rateLimits: 'off',
    clock: { now: () => Math.floor(performance.timeOrigin + performance.now()) },
    seed: { team: { id: 'T0BENCH0001', name: 'Bench', domain: 'bench' }, people, channels },
    manifest: {
      display_information: { name: 'Bench' },
      features: { app_home: { home_tab_enabled: true } },
      oauth_config: { scopes: { bot: ['chat:write'] } },
    },
  });
  return { url: workspace.apiUrl, token: workspace.tokens.bot };
}

async function serveEcho(): Promise<Serving> {
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: true, text }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`, token: 'none' };
}

const blocks = [
  { type: 'header', text: { type: 'plain_text', text: 'Checkpoint' } },
  {
    type: 'section',
    text: { type: 'mrkdwn', text: 'Three figures are *missing* for this week. '.repeat(5) },
  },
  {
    type: 'actions',
    elements: ['Enter', 'Later', 'Skip'].map((text) => ({
      type: 'button',
      action_id: text.toLowerCase(),
      text: { type: 'plain_text', text },
      value: 'w47',
    })),
  },
];

/** Three messages, then a Home tab, then again. */
function callOf(n: number): { method: string; args: { [name: string]: string } } {
  if (n % 4 === 3) {
    const user = `U0PERSON${String(n % PEOPLE).padStart(3, '0')}`;
    const view = JSON.stringify({ type: 'home', blocks });
    return { method: 'views.publish', args: { user_id: user, view } };
  }
  const channel = `C0CHANNEL${String(n % CHANNELS).padStart(2, '0')}`;
  return {
    method: 'chat.postMessage',
    args: { channel, text: `Number ${n}`, blocks: JSON.stringify(blocks) },
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Makes the call; false when it was not answered with `ok`. */
async function make(server: Serving, n: number): Promise<boolean> {
  const { method, args } = callOf(n);
  const body = new URLSearchParams(args).toString();
  const headers = {
    authorization: `Bearer ${server.token}`,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
  };
  const sent = request(`${server.url}${method}`, { method: 'POST', agent, headers });
  sent.end(body);
  const [response] = await once(sent, 'response');
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text.startsWith('{"ok":true');
}

interface Measured {
  calls: number;
  errors: number;
  seconds: number;
  latencies: number[];
}

async function timed(measured: Measured, server: Serving, dueAt: number): Promise<void> {
  const n = measured.calls++;
  if (!(await make(server, n))) measured.errors++;
  measured.latencies.push(performance.now() - dueAt);
}

/** As fast as a few callers can, each waiting for its answer. */
async function full(server: Serving): Promise<Measured> {
  const measured: Measured = { calls: 0, errors: 0, seconds: 0, latencies: [] };
  const started = performance.now();
  const caller = async () => {
    while (performance.now() - started < SECONDS * 1_000) await timed(measured, server, performance.now());
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, caller));
  measured.seconds = (performance.now() - started) / 1_000;
  return measured;
}

/** So many a second, whether or not earlier ones are answered; a late call counts from when it was due. */
async function paced(server: Serving): Promise<Measured> {
  const measured: Measured = { calls: 0, errors: 0, seconds: 0, latencies: [] };
  const started = performance.now();
  const running: Promise<void>[] = [];
  const total = TARGET_PER_SECOND * SECONDS;
  while (running.length < total) {
    const dueAt = started + (running.length * 1_000) / TARGET_PER_SECOND;
    const early = dueAt - performance.now();
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    running.push(timed(measured, server, dueAt));
  }
  await Promise.all(running);
  measured.seconds = (performance.now() - started) / 1_000;
  return measured;
}

function line(server: string, mode: string, measured: Measured, cpuSeconds: number): number {
  const sorted = measured.latencies.toSorted((a, b) => a - b);
  const percentile = (share: number) => {
    const at = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
    return Number((sorted[at] ?? 0).toFixed(2));
  };
  const perSecond = Math.round(measured.calls / measured.seconds);
  const figures = {
    bench: 'sandbox-calls',
    server,
    mode,
    calls: measured.calls,
    errors: measured.errors,
    perSecond,
    p50Ms: percentile(0.5),
    p95Ms: percentile(0.95),
    p99Ms: percentile(0.99),
    maxMs: percentile(1),
    cores: Number((cpuSeconds / measured.seconds).toFixed(2)),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  return measured.errors === 0 ? perSecond : 0;
}

async function measure(name: 'workspace' | 'echo'): Promise<number> {
  const child = fork(import.meta.filename, [name]);
  const [server] = await once(child, 'message');
  const cpu = async (): Promise<number> => {
    child.send('cpu');
    const [seconds] = await once(child, 'message');
    return seconds;
  };
  // Code that has not run yet is compiled first; that is not what is asked here.
  for (let n = 0; n < 500; n++) await make(server, n);
  const reached: number[] = [];
  for (const [mode, run] of [
    [`${TARGET_PER_SECOND} a second`, paced],
    [`${CONCURRENCY} callers`, full],
  ] as const) {
    const before = await cpu();
    const measured = await run(server);
    reached.push(line(name, mode, measured, (await cpu()) - before));
  }
  child.disconnect();
  child.kill();
  return reached[1] ?? 0;
}

async function serve(name: 'workspace' | 'echo'): Promise<void> {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1e6);
  });
  process.send?.(await (name === 'workspace' ? serveWorkspace() : serveEcho()));
}

const role = process.argv[2];
if (role === 'workspace' || role === 'echo') await serve(role);
else {
  await measure('echo');
  process.exitCode = (await measure('workspace')) >= TARGET_PER_SECOND ? 0 : 1;
  agent.destroy();
}
