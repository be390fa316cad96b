import { z } from 'zod';
import { payloadHash } from '../kernel/audit.ts';
import type { Queryable } from '../kernel/index.ts';

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

const eventsPerPage = 500;

/** Holds the texts beside the log to the salted hashes in it. */
export async function verifyTexts(db: Queryable): Promise<TextsVerdict> {
  const redacted: number[] = [];
  const changed: number[] = [];
  const added: number[] = [];
  let count = 0;
  for (let after = 0n; ; ) {
    const events = await db.auditEvent.findMany({
      where: { seq: { gt: after } },
      orderBy: { seq: 'asc' },
      take: eventsPerPage,
      select: { seq: true, data: true },
    });
    const texts = await db.auditText.findMany({ where: { seq: { in: events.map(({ seq }) => seq) } } });
    const bySeq = new Map(texts.map((text) => [text.seq, text]));
    for (const { seq, data } of events) {
      const expected = hashIn(data);
      const text = bySeq.get(seq);
      if (expected !== undefined) count += 1;
      if (expected === undefined && text !== undefined) added.push(Number(seq));
      else if (expected !== undefined && text === undefined) redacted.push(Number(seq));
      else if (text !== undefined && payloadHash(text.salt, text.payload) !== expected)
        changed.push(Number(seq));
    }
    after = events.at(-1)?.seq ?? after;
    if (events.length < eventsPerPage) break;
  }
  return { ok: changed.length === 0 && added.length === 0, count, redacted, changed, added };
}

function hashIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('payload_sha256' in data)) return undefined;
  return String(data.payload_sha256);
}
