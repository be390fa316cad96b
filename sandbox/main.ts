import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { createLocalWorkspace, type Manifest, type WorkspaceClock, type WorkspaceSeed } from './index.ts';

/** Real time plus an offset that the control API moves. The offset starts at zero with every process. */
function movableClock(): WorkspaceClock {
  let offsetMs = 0;
  const now = () => Math.floor(performance.timeOrigin + performance.now() + offsetMs);
  return {
    now,
    async move(command) {
      if ('by' in command) offsetMs += command.by;
      else if ('to' in command) offsetMs += command.to - now();
    },
  };
}

/** The file's content. A workspace that is started by hand with a wrong file says so when it reads the fields. */
async function load<T>(file: string): Promise<T> {
  return parse(await readFile(file, 'utf8')) as T;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3001' },
      host: { type: 'string' },
      manifest: { type: 'string' },
      seed: { type: 'string' },
      state: { type: 'string' },
      'request-url': { type: 'string' },
      'rate-limits': { type: 'string', default: 'realistic' },
    },
  });
  const { manifest, seed } = values;
  if (manifest === undefined || seed === undefined) throw new Error('--manifest and --seed are needed');
  const workspace = await createLocalWorkspace({
    host: values.host,
    port: Number(values.port),
    stateFile: values.state,
    manifest: await load<Manifest>(manifest),
    seed: await load<WorkspaceSeed>(seed),
    requestUrl: values['request-url'],
    rateLimits: values['rate-limits'] === 'off' ? 'off' : 'realistic',
    clock: movableClock(),
  });
  const { url, apiUrl, tokens, botUserId } = workspace;
  process.stdout.write(`${JSON.stringify({ url, apiUrl, tokens, botUserId })}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void workspace.close().then(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
