import { auditHash, firstPrev } from '../kernel/audit.ts';
import { type AuditLine, AuditLineSchema } from './audit-line.ts';

export type AuditProblemKind = 'malformed' | 'gap' | 'prev' | 'hash' | 'head';

export interface AuditProblem {
  readonly kind: AuditProblemKind;
  /** In the file, from 1; null for what is wrong with the log as a whole. */
  readonly line: number | null;
  readonly seq: number | null;
  readonly message: string;
}

export interface AuditVerdict {
  readonly ok: boolean;
  /** Events read. */
  readonly count: number;
  /** `seq:hash` of the last event; null for an empty log. */
  readonly head: string | null;
  /** In the order of the file, 100 at most. */
  readonly problems: readonly AuditProblem[];
}

/** A head as a snapshot printed it. The hash may be cut short, as it is where space is. */
export interface ExpectedHead {
  readonly seq: number;
  readonly hash: string;
}

const maxProblems = 100;

/**
 * Reads `seq:hash`, as a snapshot prints it: 4 to 64 hex digits, dots at the end allowed.
 * @returns undefined for anything else.
 */
export function parseHead(text: string): ExpectedHead | undefined {
  const parts = /^(\d{1,15}):([0-9a-f]{4,64})(?:…|\.\.\.)?$/i.exec(text.trim());
  const [, seq, hash] = parts ?? [];
  return seq === undefined || hash === undefined ? undefined : { seq: Number(seq), hash: hash.toLowerCase() };
}

/**
 * Checks an exported log by itself: no gap, each event held to the one before, each hash right. A cut tail, or a log
 * rewritten from some event on, is sound in itself and shows only against a head from elsewhere.
 */
export async function verifyAudit(
  lines: AsyncIterable<string> | Iterable<string>,
  { head }: { head?: ExpectedHead } = {},
): Promise<AuditVerdict> {
  const problems: AuditProblem[] = [];
  let line = 0;
  let count = 0;
  let last = { seq: 0, hash: firstPrev };
  let hashAtHead: string | undefined;
  const report = (kind: AuditProblemKind, seq: number | null, message: string, at: number | null = line) => {
    if (problems.length < maxProblems) problems.push({ kind, line: at, seq, message });
  };

  for await (const text of lines) {
    line += 1;
    const event = parseLine(text);
    if (typeof event === 'string') {
      report('malformed', null, event);
      continue;
    }
    count += 1;
    const { hash, ...hashed } = event;
    if (event.seq !== last.seq + 1) {
      report('gap', event.seq, `Event ${event.seq} follows event ${last.seq}; ${last.seq + 1} was expected.`);
    } else if (event.prev !== last.hash) {
      report('prev', event.seq, `Event ${event.seq} does not follow from the event before it.`);
    }
    if (hashOf(hashed) !== hash) {
      report('hash', event.seq, `Event ${event.seq} is not what was logged: its hash does not fit.`);
    }
    if (event.seq === head?.seq) hashAtHead = hash;
    last = { seq: event.seq, hash };
  }

  if (head !== undefined && hashAtHead === undefined) {
    report(
      'head',
      head.seq,
      `The log ends at event ${last.seq}, but the head given is event ${head.seq}: something was cut off.`,
      null,
    );
  } else if (head !== undefined && hashAtHead?.startsWith(head.hash) !== true) {
    report(
      'head',
      head.seq,
      `Event ${head.seq} is not the one that the head names: the log was rewritten.`,
      null,
    );
  }
  return {
    ok: problems.length === 0,
    count,
    head: count === 0 ? null : `${last.seq}:${last.hash}`,
    problems,
  };
}

/** Undefined for what has no canonical form, such as half of a surrogate pair: the log never holds it. */
function hashOf(event: Parameters<typeof auditHash>[0]): string | undefined {
  try {
    return auditHash(event);
  } catch {
    return undefined;
  }
}

function parseLine(text: string): AuditLine | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'This line is not JSON.';
  }
  const parsed = AuditLineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` "${issue.path.join('.')}"`;
  return `This line is not an event:${where} ${issue?.message ?? ''}`.trimEnd();
}
