import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import {
  AuditLineSchema,
  type AuditVerdict,
  exportAudit,
  parseHead,
  type TextsVerdict,
  TextsVerdictSchema,
  verifyAudit,
} from '../governance/index.ts';
import { readConfig } from '../kernel/index.ts';
import { type DatabaseAccess, withDatabase } from './database-access.ts';
import { type ExitCode, type Surroundings, UsageError } from './outcome.ts';

/** `audit export`: the log goes to stdout or to a file, and what was written is told on stderr. */
export async function exportCommand(
  { environment, stdout, stderr }: Surroundings,
  { out }: { out?: string },
): Promise<ExitCode> {
  const { count, head } = await withDatabase(readConfig(environment), (access) =>
    out === undefined ? exportTo(access, stdout) : exportToFile(access, out),
  );
  await stderr(
    count === 0 ? 'The log is empty.\n' : `${count} ${count === 1 ? 'event' : 'events'}, head ${head}\n`,
  );
  return 0;
}

/** `audit verify`: 0 for a sound log, 1 with what is wrong with it. */
export async function verifyCommand(
  { environment, stdin, stdout }: Surroundings,
  file: string,
  { head, texts: withTexts, json }: { head?: string; texts?: boolean; json?: boolean },
): Promise<ExitCode> {
  const expected = head === undefined ? undefined : parseHead(head);
  if (head !== undefined && expected === undefined) {
    throw new UsageError(`--head takes what a snapshot prints, like 1842:9f3c07d1, not "${head}".`);
  }
  const lines = file === '-' ? linesOf(stdin) : linesOfFile(file);
  const log = await verifyAudit(lines, expected === undefined ? {} : { head: expected });
  const texts = withTexts === true ? await verifyTextsHere(environment) : undefined;
  await stdout(
    json === true
      ? `${JSON.stringify({ ...log, ...(texts === undefined ? {} : { texts }) })}\n`
      : inWords(log, expected !== undefined, texts),
  );
  return log.ok && texts?.ok !== false ? 0 : 1;
}

function exportTo(access: DatabaseAccess, write: (text: string) => Promise<void>) {
  return exportAudit(
    async (afterSeq, limit) =>
      z.array(AuditLineSchema).parse(await access.ask({ kind: 'audit_page', afterSeq, limit })),
    write,
  );
}

async function exportToFile(access: DatabaseAccess, out: string) {
  const file = await open(out, 'w').catch((cause: unknown) => {
    throw new UsageError(`${out} cannot be written to.`, { cause });
  });
  try {
    const exported = await exportTo(access, async (text) => void (await file.write(text)));
    await file.sync();
    return exported;
  } finally {
    await file.close();
  }
}

async function verifyTextsHere(environment: Surroundings['environment']): Promise<TextsVerdict> {
  return TextsVerdictSchema.parse(
    await withDatabase(readConfig(environment), (access) => access.ask({ kind: 'audit_texts' })),
  );
}

async function* linesOfFile(file: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  } catch (cause) {
    throw new UsageError(`${file} cannot be read.`, { cause });
  }
}

async function* linesOf(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function inWords(log: AuditVerdict, hasHead: boolean, texts: TextsVerdict | undefined): string {
  const out = log.problems.map(({ line, message }) => (line === null ? message : `line ${line}: ${message}`));
  if (log.ok) {
    out.push(`Sound: ${log.count} ${log.count === 1 ? 'event' : 'events'}, head ${log.head ?? 'none'}.`);
    if (!hasHead)
      out.push('Give the head of a snapshot with --head to see that nothing was cut off at the end.');
  }
  if (texts !== undefined) {
    out.push(...texts.changed.map((seq) => `event ${seq}: its text is not what was logged.`));
    out.push(...texts.added.map((seq) => `event ${seq}: there is a text, but the event never spoke of one.`));
    out.push(...texts.redacted.map((seq) => `event ${seq}: *redacted*`));
    const present = texts.count - texts.redacted.length - texts.changed.length;
    out.push(
      `Texts: ${present} as logged, ${texts.redacted.length} redacted, ${texts.changed.length} changed.`,
    );
  }
  return `${out.join('\n')}\n`;
}
