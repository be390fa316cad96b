import { z } from 'zod';
import { payloadHash } from '../kernel/audit.ts';
import { type Queryable, readAuditHead } from '../kernel/index.ts';
import { AuditLineSchema } from './audit-line.ts';

const numbers = z.array(z.number());

export const TextsVerdictSchema = z.object({
  ok: z.boolean(),
  /** Events that speak of a text. */
  count: z.number(),
  /** Numbers of the events whose text was erased. That is allowed, and it shows. */
  redacted: numbers,
  /** Numbers of the events whose text is not what was logged. */
  changed: numbers,
  /** Numbers of the events that have a text although they never spoke of one. */
  added: numbers,
});
export type TextsVerdict = z.infer<typeof TextsVerdictSchema>;

/** What an event speaks of, as it is exported: beside the log, because it may be erased and the log may not. */
export const TextLineSchema = z.strictObject({
  seq: z.int().min(1),
  salt: z.string(),
  payload: z.unknown(),
});
export type TextLine = z.infer<typeof TextLineSchema>;

/** Gives the texts of the events after `afterSeq`, oldest first. */
export type TextPages = (afterSeq: number, limit: number) => Promise<readonly TextLine[]>;

const eventsPerPage = 500;

/** Holds the texts beside the log to the salted hashes in it. */
export async function verifyTexts(db: Queryable): Promise<TextsVerdict> {
  // What is appended from now on is left to the next time.
  const { seq: last } = await readAuditHead(db);
  return compare(eventsIn(db, last), textsIn(textPages(db)));
}

/**
 * The same for an exported log and its exported texts.
 * @param log its lines as `verifyAudit` takes them; what is not an event there is passed over here.
 */
export async function verifyTextLines(
  log: AsyncIterable<string>,
  texts: AsyncIterable<string>,
): Promise<TextsVerdict> {
  return compare(parsed(log, AuditLineSchema), parsed(texts, TextLineSchema));
}

/** Pages read from a database. */
export function textPages(db: Queryable): TextPages {
  return async (afterSeq, limit) => {
    const texts = await db.auditText.findMany({
      where: { seq: { gt: afterSeq } },
      orderBy: { seq: 'asc' },
      take: Math.min(limit, eventsPerPage),
    });
    return texts.map(({ seq, salt, payload }) => ({ seq: Number(seq), salt, payload }));
  };
}

/** Writes all texts as JSON Lines, in the order of their events. */
export async function exportTexts(pages: TextPages, write: (text: string) => Promise<void>): Promise<void> {
  for await (const { seq, salt, payload } of textsIn(pages)) {
    await write(`${JSON.stringify({ seq, salt, payload })}\n`);
  }
}

/**
 * Walks along both, in the order of the events, so that neither has to fit into memory. Texts after the last event are
 * of later ones, and nothing can be said about them.
 */
async function compare(
  events: AsyncIterable<{ seq: number; data: unknown }>,
  texts: AsyncGenerator<TextLine>,
): Promise<TextsVerdict> {
  const redacted: number[] = [];
  const changed: number[] = [];
  const added: number[] = [];
  let count = 0;
  let text = (await texts.next()).value as TextLine | undefined;
  const next = async () => {
    text = (await texts.next()).value as TextLine | undefined;
  };
  for await (const { seq, data } of events) {
    for (; text !== undefined && text.seq < seq; await next()) added.push(text.seq);
    const own = text?.seq === seq ? text : undefined;
    const expected = hashIn(data);
    if (expected !== undefined) count += 1;
    if (expected === undefined && own !== undefined) added.push(seq);
    else if (expected !== undefined && own === undefined) redacted.push(seq);
    else if (own !== undefined && payloadHash(own.salt, own.payload) !== expected) changed.push(seq);
    if (own !== undefined) await next();
  }
  return { ok: changed.length === 0 && added.length === 0, count, redacted, changed, added };
}

async function* eventsIn(db: Queryable, last: number): AsyncGenerator<{ seq: number; data: unknown }> {
  for (let after = 0n; ; ) {
    const events = await db.auditEvent.findMany({
      where: { seq: { gt: after, lte: last } },
      orderBy: { seq: 'asc' },
      take: eventsPerPage,
      select: { seq: true, data: true },
    });
    for (const { seq, data } of events) yield { seq: Number(seq), data };
    after = events.at(-1)?.seq ?? after;
    if (events.length < eventsPerPage) return;
  }
}

async function* textsIn(pages: TextPages): AsyncGenerator<TextLine> {
  for (let after = 0; ; ) {
    const page = await pages(after, eventsPerPage);
    yield* page;
    after = page.at(-1)?.seq ?? after;
    if (page.length < eventsPerPage) return;
  }
}

async function* parsed<S extends z.ZodType>(
  lines: AsyncIterable<string>,
  schema: S,
): AsyncGenerator<z.infer<S>> {
  for await (const line of lines) {
    const read = schema.safeParse(parseJson(line));
    if (read.success) yield read.data;
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function hashIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('payload_sha256' in data)) return undefined;
  return String(data.payload_sha256);
}
