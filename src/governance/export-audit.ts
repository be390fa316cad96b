import type { Queryable } from '../kernel/index.ts';
import { type AuditLine, AuditLineSchema } from './audit-line.ts';

const eventsPerPage = 500;

/** Gives the events after `afterSeq`, oldest first; fewer than asked for means that the log ends there. */
export type AuditPages = (afterSeq: number, limit: number) => Promise<readonly AuditLine[]>;

/** Pages read from a database. */
export function auditPages(db: Queryable): AuditPages {
  return async (afterSeq, limit) => {
    const events = await db.auditEvent.findMany({
      where: { seq: { gt: afterSeq } },
      orderBy: { seq: 'asc' },
      take: Math.min(limit, eventsPerPage),
    });
    return events.map((event) =>
      AuditLineSchema.parse({ ...event, seq: Number(event.seq), at: event.at.toISOString() }),
    );
  };
}

/**
 * Writes the whole log as JSON Lines, page by page; resolves with the number of events. What is appended meanwhile is
 * either in it up to an event, or not: the log never has gaps.
 */
export async function exportAudit(
  pages: AuditPages,
  write: (text: string) => Promise<void>,
): Promise<{ count: number; head: string | undefined }> {
  let count = 0;
  let last: AuditLine | undefined;
  for (;;) {
    const page = await pages(last?.seq ?? 0, eventsPerPage);
    if (page.length > 0) await write(page.map(toLine).join(''));
    count += page.length;
    last = page.at(-1) ?? last;
    if (page.length < eventsPerPage) {
      return { count, head: last === undefined ? undefined : `${last.seq}:${last.hash}` };
    }
  }
}

function toLine({ seq, at, actor, action, subject, data, prev, hash }: AuditLine): string {
  return `${JSON.stringify({ seq, at, actor, action, subject, data, prev, hash })}\n`;
}
