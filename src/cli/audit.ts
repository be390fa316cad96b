import { open } from 'node:fs/promises';
import { z } from 'zod';
import {
  AuditLineSchema,
  type AuditVerdict,
  exportAudit,
  exportTexts,
  linesOf,
  linesOfFile,
  parseHead,
  TextLineSchema,
  type TextsVerdict,
  TextsVerdictSchema,
  verifyAudit,
  verifyTextLines,
} from '../governance/index.ts';
import { readConfig } from '../kernel/index.ts';
import { type DatabaseAccess, withDatabase } from './database-access.ts';
import { type ExitCode, type Surroundings, UsageError } from './outcome.ts';

/** `audit export`: the log goes to stdout or to a file, and what was written is told on stderr. */
export async function exportCommand(
  { environment, stdout, stderr }: Surroundings,
  { out, texts }: { out?: string; texts?: string },
): Promise<ExitCode> {
  const { count, head } = await withDatabase(readConfig(environment), async (access) => {
    const exported = await (out === undefined
      ? exportTo(access, stdout)
      : toFile(out, (write) => exportTo(access, write)));
    if (texts !== undefined) await toFile(texts, (write) => exportTextsTo(access, write));
    return exported;
  });
  await stderr(
    count === 0 ? 'The log is empty.\n' : `${count} ${count === 1 ? 'event' : 'events'}, head ${head}\n`,
  );
  return 0;
}

/** `audit verify`: 0 for a sound log, 1 with what is wrong with it. */
export async function verifyCommand(
  { environment, stdin, stdout }: Surroundings,
  file: string,
  { head, texts: withTexts, json }: { head?: string; texts?: boolean | string; json?: boolean },
): Promise<ExitCode> {
  const expected = head === undefined ? undefined : parseHead(head);
  if (head !== undefined && expected === undefined) {
    throw new UsageError(`--head takes what a snapshot prints, like 1842:9f3c07d1, not "${head}".`);
  }
  const log = await verifyAudit(readLines(file, stdin), expected === undefined ? {} : { head: expected });
  const texts =
    typeof withTexts === 'string'
      ? await verifyTextsIn(file, withTexts)
      : withTexts === true
        ? await verifyTextsHere(environment)
        : undefined;
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

function exportTextsTo(access: DatabaseAccess, write: (text: string) => Promise<void>) {
  return exportTexts(
    async (afterSeq, limit) =>
      z.array(TextLineSchema).parse(await access.ask({ kind: 'text_page', afterSeq, limit })),
    write,
  );
}

async function toFile<T>(
  out: string,
  run: (write: (text: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  const file = await open(out, 'w', 0o600).catch((cause: unknown) => {
    throw new UsageError(`${out} cannot be written to.`, { cause });
  });
  try {
    const done = await run(async (text) => void (await file.write(text)));
    await file.sync();
    return done;
  } finally {
    await file.close();
  }
}

/** The log is read a second time, beside its texts, so that neither has to fit into memory. */
async function verifyTextsIn(file: string, texts: string): Promise<TextsVerdict> {
  if (file === '-')
    throw new UsageError('--texts with a file needs the log as a file too, not what comes in.');
  return verifyTextLines(readLines(file, noInput()), readLines(texts, noInput()));
}

async function* noInput(): AsyncGenerator<string> {}

async function verifyTextsHere(environment: Surroundings['environment']): Promise<TextsVerdict> {
  return TextsVerdictSchema.parse(
    await withDatabase(readConfig(environment), (access) => access.ask({ kind: 'audit_texts' })),
  );
}

async function* readLines(file: string, stdin: Surroundings['stdin']): AsyncGenerator<string> {
  try {
    yield* file === '-' ? linesOf(stdin) : linesOfFile(file);
  } catch (cause) {
    throw new UsageError(`${file} cannot be read.`, { cause });
  }
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
