import { randomUUID } from 'node:crypto';
import type { JsonObject } from './json.ts';
import { toJsonColumn } from './json.ts';
import type { Work } from './work.ts';

/** Something to be done at an instant, at most once per key. */
export interface DueRequest {
  readonly kind: string;
  /** Unique for ever: what is asked for twice under one key is done once. */
  readonly key: string;
  readonly dueAt: Date;
  readonly payload: JsonObject;
}

export interface DueItem {
  readonly key: string;
  readonly dueAt: Date;
  readonly payload: unknown;
}

/** What a slice does when an instant comes; runs in the transaction that ends the row. */
export interface DueHandler {
  readonly kind: string;
  /** What a person would call it, like "Monday focus, Support"; undefined for what nobody would notice. */
  describe(work: Work, item: DueItem): Promise<string | undefined>;
  handle(work: Work, item: DueItem): Promise<void>;
}

/** Asks for it, or moves it while it is still waiting. A row that has ended stays ended. */
export async function scheduleDue(work: Pick<Work, 'tx'>, request: DueRequest): Promise<void> {
  await work.tx.$executeRaw`
    INSERT INTO "due_row" ("id", "kind", "key", "payload", "due_at", "next_try_at")
    VALUES (${randomUUID()}, ${request.kind}, ${request.key}, ${JSON.stringify(toJsonColumn(request.payload))}::jsonb,
            ${request.dueAt}, ${request.dueAt})
    ON CONFLICT ("key") DO UPDATE
      SET "due_at" = EXCLUDED."due_at", "next_try_at" = EXCLUDED."next_try_at", "payload" = EXCLUDED."payload",
          "state" = 'waiting'
      WHERE "due_row"."state" IN ('waiting', 'cancelled')`;
}

/** Takes back what has not happened yet. */
export async function cancelDue(work: Pick<Work, 'tx' | 'now'>, keys: readonly string[]): Promise<void> {
  await work.tx.dueRow.updateMany({
    where: { key: { in: [...keys] }, state: 'waiting' },
    data: { state: 'cancelled', endedAt: work.now },
  });
}
