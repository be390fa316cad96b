import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  type BlockKitProblem,
  validateBlocks,
  validateMessage,
  validateView,
} from '../src/blockkit/index.ts';

// Asks Slack itself whether it would take our payloads, and prints where its verdict and our validator's differ. Slack's
// `blocks.validate` is public and takes no token; only the payloads leave this machine. Exit status: 0 the same verdict
// on all, 1 differences, 2 nobody could be asked.
//
//   node scripts/validate-golden-payloads.ts <folder> [--api https://slack.com/api/]
//
// A file holds a list of blocks, a message, a view, or an object with one of "blocks", "message" and "view".

const KINDS = ['blocks', 'view', 'message'] as const;
const TIMEOUT_MS = 10_000;
const PATIENCE = 5;

interface Golden {
  kind: (typeof KINDS)[number];
  content: unknown;
}

type Verdict = { kind: 'taken' } | { kind: 'refused'; why: string[] };

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function goldenOf(value: unknown): Golden {
  if (Array.isArray(value)) return { kind: 'blocks', content: value };
  if (!isObject(value)) return { kind: 'message', content: value };
  const [only, ...others] = Object.keys(value);
  const kind = KINDS.find((one) => one === only);
  // {"blocks": […]} is a message without text, and is asked about as the blocks it holds.
  if (kind !== undefined && others.length === 0) return { kind, content: value[kind] };
  const isView = value['type'] === 'modal' || value['type'] === 'home';
  return { kind: isView ? 'view' : 'message', content: value };
}

function lines(problems: readonly BlockKitProblem[]): Verdict {
  const why = problems.map(({ pointer, message }) => `${pointer} ${message}`);
  return why.length === 0 ? { kind: 'taken' } : { kind: 'refused', why };
}

function ours({ kind, content }: Golden): Verdict {
  if (kind === 'blocks') return lines(validateBlocks(content, 'message'));
  return lines(kind === 'view' ? validateView(content) : validateMessage(content));
}

/** What Slack says. @throws when it cannot be reached, or answers with something else than a verdict. */
async function theirs(api: string, { kind, content }: Golden): Promise<Verdict> {
  const body = new URLSearchParams({ [kind]: JSON.stringify(content) });
  for (let attempt = 1; ; attempt++) {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(new URL('blocks.validate', api), { method: 'POST', body, signal });
    if (response.status === 429 && attempt < PATIENCE) {
      await wait(1_000 * Number(response.headers.get('retry-after') ?? 1));
      continue;
    }
    const answer: unknown = response.ok ? await response.json() : null;
    if (!isObject(answer)) throw new Error(`HTTP ${response.status}`);
    if (answer['ok'] === true) return { kind: 'taken' };
    const error = String(answer['error']);
    if (!/^invalid_(blocks|view|message)$/.test(error)) throw new Error(error);
    const errors = Array.isArray(answer['errors']) ? answer['errors'].filter(isObject) : [];
    const why = errors.map((one) => `${String(one['pointer'])} ${String(one['message'])}`);
    return { kind: 'refused', why: why.length > 0 ? why : [error] };
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function tell(who: string, verdict: Verdict): void {
  say(`  ${who}: ${verdict.kind}`);
  if (verdict.kind === 'refused') for (const reason of verdict.why) say(`    ${reason}`);
}

/** @returns the exit status. */
async function compare(folder: string, api: string): Promise<number> {
  const found = await readdir(folder, { recursive: true }).catch(() => []);
  const files = found.filter((name) => name.endsWith('.json')).toSorted();
  if (files.length === 0) {
    say(`There are no payloads (*.json) in ${folder}.`);
    return 2;
  }
  let differences = 0;
  for (const name of files) {
    const golden = goldenOf(JSON.parse(await readFile(join(folder, name), 'utf8')));
    const mine = ours(golden);
    let slack: Verdict;
    try {
      slack = await theirs(api, golden);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      say(
        `Slack's blocks.validate could not be asked at ${api}: ${reason}. Nothing was compared any further.`,
      );
      return 2;
    }
    if (mine.kind === slack.kind) continue;
    differences++;
    say(`${name} (${golden.kind})`);
    tell('ours', mine);
    tell('Slack', slack);
  }
  say(`${files.length} payloads, ${differences} with another verdict than Slack's.`);
  return differences === 0 ? 0 : 1;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { api: { type: 'string', default: 'https://slack.com/api/' } },
});
const [folder] = positionals;
if (folder === undefined) {
  say('Usage: node scripts/validate-golden-payloads.ts <folder> [--api <url>]');
  process.exitCode = 2;
} else process.exitCode = await compare(folder, values.api);
