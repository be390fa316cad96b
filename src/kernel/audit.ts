import { createHash, randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Queryable } from './database.ts';
import { type JsonObject, storableText, toJsonColumn } from './json.ts';
import { sealValue } from './sealed-columns.ts';
import type { Vault } from './vault.ts';

/** Something done by a person or by the program, for the append-only log. `data` holds ids and codes only. */
export interface AuditEntry {
  /** A Slack person id, or `pacekeeper` for what the program did by itself. */
  readonly actor: string;
  /** `noun.verb`, past tense. */
  readonly action: string;
  /** What it was done to, as `kind:id`. */
  readonly subject: string;
  readonly data?: JsonObject;
  /** What people wrote: kept beside the log, erasable, held to it by a salted hash. */
  readonly texts?: JsonObject;
}

/** The end of the log; printed in each snapshot so that a cut tail or a rewritten log shows. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export const program = 'pacekeeper';
export const firstPrev = '0'.repeat(64);

/**
 * RFC 8785 canonical JSON.
 * @throws TypeError for what JSON cannot hold.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return text;
}

/** SHA-256 in hex of `prev` followed by the canonical JSON of the other fields. */
export function auditHash(event: {
  seq: number;
  at: string;
  actor: string;
  action: string;
  subject: string;
  data: unknown;
  prev: string;
}): string {
  const { prev, ...rest } = event;
  return sha256(prev + canonicalJson(rest));
}

export function payloadHash(salt: string, payload: unknown): string {
  return sha256(salt + canonicalJson(payload));
}

/**
 * Appends in one SQL round trip. It takes the lock that every writer takes, so it must be the last statement of its
 * transaction; `Work` sees to that.
 */
export async function appendAudit(
  tx: Queryable,
  vault: Vault,
  now: Date,
  entries: readonly AuditEntry[],
): Promise<AuditHead> {
  const prepared = JSON.stringify(entries.map((entry) => prepare(entry, vault, now)));
  const rows = await tx.$queryRaw<{ appended_seq: bigint; appended_hash: string }[]>`
    SELECT appended_seq, appended_hash FROM audit_append(${prepared}::jsonb)`;
  const last = rows.at(-1);
  if (last === undefined) throw new Error('nothing was appended to the audit log');
  return { seq: Number(last.appended_seq), hash: last.appended_hash };
}

export async function readAuditHead(db: Queryable): Promise<AuditHead> {
  const head = await db.auditHead.findUniqueOrThrow({ where: { id: 1 } });
  return { seq: Number(head.seq), hash: head.hash };
}

function prepare(entry: AuditEntry, vault: Vault, now: Date): Record<string, unknown> {
  const at = now.toISOString();
  const actor = storableText(entry.actor);
  const subject = storableText(entry.subject);
  const texts = entry.texts === undefined ? undefined : toJsonColumn(entry.texts);
  const salt = randomBytes(16).toString('hex');
  const data = {
    ...(toJsonColumn(entry.data ?? {}) as JsonObject),
    ...(texts === undefined ? {} : { payload_sha256: payloadHash(salt, texts) }),
  };
  // Canonical order is action, actor, at, data, seq, subject: the database fills in the number between the halves.
  const before = `${canonicalJson({ action: entry.action, actor, at, data }).slice(0, -1)},"seq":`;
  const after = `,${canonicalJson({ subject }).slice(1)}`;
  return {
    at,
    actor,
    action: entry.action,
    subject,
    data,
    before,
    after,
    ...(texts === undefined ? {} : { texts: sealValue(vault, 'AuditText', { salt }, texts), salt }),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
