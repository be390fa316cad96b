import { readFileSync } from 'node:fs';
import { type Surface, validatePayload } from '../blockkit/index.ts';
import { formatProblem, loadPlaybook } from '../playbook/index.ts';
import { type ExitCode, type Surroundings, UsageError } from './outcome.ts';

/** `playbook check`: every mistake with file and line. */
export async function playbookCommand(
  { environment, stdout }: Surroundings,
  dir: string | undefined,
  { json }: { json?: boolean },
): Promise<ExitCode> {
  const folder = dir ?? (environment['PLAYBOOK_DIR']?.trim() || 'playbook');
  const loaded = loadPlaybook(folder);
  const problems = loaded.kind === 'ok' ? [] : loaded.problems;
  if (json === true) await stdout(`${JSON.stringify({ ok: problems.length === 0, problems })}\n`);
  else if (loaded.kind === 'invalid') await stdout(`${problems.map(formatProblem).join('\n')}\n`);
  else {
    const asked = loaded.playbook.measures.filter(({ enabled }) => enabled).length;
    await stdout(
      `The playbook in ${folder} is sound: ${asked} of ${loaded.playbook.measures.length} measures are asked for.\n`,
    );
  }
  return problems.length === 0 ? 0 : 1;
}

/** `blocks check`: always prints JSON, whether something is found or not. */
export async function blocksCommand(
  { stdin, stdout }: Surroundings,
  file: string,
  { surface }: { surface: Surface },
): Promise<ExitCode> {
  const text = file === '-' ? await allOf(stdin) : readText(file);
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${file === '-' ? 'What came in' : file} is not JSON.`, { cause });
  }
  const errors = validatePayload(payload, surface);
  await stdout(`${JSON.stringify({ ok: errors.length === 0, errors })}\n`);
  return errors.length === 0 ? 0 : 1;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`${file} cannot be read.`, { cause });
  }
}

async function allOf(chunks: AsyncIterable<string | Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
