import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { formView, type Harness, plain, startWorkspace } from './harness.ts';

const SCRIPT = join(import.meta.dirname, '../../scripts/validate-golden-payloads.ts');

let folder = '';
let harness: Harness;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'golden-'));
  harness = await startWorkspace();
});
afterEach(async () => {
  await harness.close();
  await rm(folder, { recursive: true });
});

async function put(name: string, payload: unknown): Promise<void> {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await writeFile(join(folder, name), JSON.stringify(payload));
}

async function run(api: string): Promise<[code: number | null, output: string]> {
  const child = spawn(process.execPath, [SCRIPT, folder, '--api', api], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return [code, output];
}

test('every form of payload reaches blocks.validate, and the verdicts agree', async () => {
  const divider = { type: 'divider' };
  await put('blocks.json', [divider]);
  await put('wrapped.json', { blocks: [divider] });
  await put('messages/message.json', { text: 'x', blocks: [divider] });
  await put('views/modal.json', formView());
  await put('views/too-long.json', formView({ title: plain('x'.repeat(25)) }));
  expect(await run(harness.workspace.apiUrl)).toEqual([
    0,
    "5 payloads, 0 with another verdict than Slack's.\n",
  ]);
  const calls = await harness.get('calls?method=blocks.validate');
  expect(JSON.stringify(calls).match(/"error":"invalid_view"/g)).toHaveLength(2);
});

test('where Slack thinks otherwise, both reasons are shown', async () => {
  const slack = createServer((_request, response) => {
    const errors = [{ pointer: '/blocks/0', message: 'Not today.' }];
    response.end(JSON.stringify({ ok: false, error: 'invalid_blocks', errors }));
  });
  slack.listen(0, '127.0.0.1');
  await once(slack, 'listening');
  await put('a.json', [{ type: 'divider' }]);
  await put('b.json', [{ type: 'nothing' }]);
  const [code, output] = await run(`http://127.0.0.1:${(slack.address() as AddressInfo).port}/`);
  slack.close();
  expect(code).toBe(1);
  expect(output).toBe(
    "a.json (blocks)\n  ours: taken\n  Slack: refused\n    /blocks/0 Not today.\n2 payloads, 1 with another verdict than Slack's.\n",
  );
});

test('offline, or with nothing to ask about, it says so', async () => {
  expect(await run(harness.workspace.apiUrl)).toEqual([2, `There are no payloads (*.json) in ${folder}.\n`]);
  await put('a.json', [{ type: 'divider' }]);
  const [code, output] = await run('http://127.0.0.1:1/');
  expect(code).toBe(2);
  expect(output).toMatch(/^Slack's blocks\.validate could not be asked at http:\/\/127\.0\.0\.1:1\/: /);
});
