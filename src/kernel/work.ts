import { randomUUID } from 'node:crypto';
import { Prisma } from '../../generated/prisma/client.ts';
import { type AuditEntry, appendAudit } from './audit.ts';
import type { Clock } from './clock.ts';
import type { Database, Tx } from './database.ts';
import { AlreadyHandledError } from './errors.ts';
import { type JsonObject, toJsonColumn } from './json.ts';

export interface DomainEvent {
  readonly name: string;
  readonly data: JsonObject;
}

/**
 * One unit of work: a transaction, the instant it counts as happening at, and what must be committed with it. Every
 * change of state goes through one, whoever the actor is.
 */
export interface Work {
  readonly tx: Tx;
  readonly now: Date;
  /** Appended at the very end, after every other statement, because the chain's head is a lock. */
  audit(entry: AuditEntry): void;
  emit(event: DomainEvent): Promise<void>;
  /** @throws AlreadyHandledError when a committed unit of work has claimed this key before. */
  once(key: string): Promise<void>;
  /** A job for outward work; it exists if, and only if, this unit of work is committed. */
  enqueue(queue: string, data: JsonObject): Promise<void>;
  /** Runs when the transaction is committed, and never when it is not. */
  afterCommit(run: () => void): void;
}

export type Worker = <T>(run: (work: Work) => Promise<T>) => Promise<T>;

export interface WorkerOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** The ids of those who hear an event of this name. */
  readonly subscribersOf: (eventName: string) => readonly string[];
  readonly enqueue: (tx: Tx, queue: string, data: JsonObject) => Promise<void>;
  /** Called after a commit that left something for the scheduler. */
  readonly wake: () => void;
}

const transactionOptions = { maxWait: 30_000, timeout: 30_000 };
const attempts = 4;

export function createWorker({ database, clock, subscribersOf, enqueue, wake }: WorkerOptions): Worker {
  return async (run) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await runOnce(run);
      } catch (error) {
        if (attempt === attempts || !isWorthRepeating(error)) throw error;
      }
    }
  };

  async function runOnce<T>(run: (work: Work) => Promise<T>): Promise<T> {
    const afterCommit: (() => void)[] = [];
    const result = await database.prisma.$transaction(async (tx) => {
      const entries: AuditEntry[] = [];
      const now = clock.now();
      const work: Work = {
        tx,
        now,
        audit: (entry) => void entries.push(entry),
        emit: async (event) => {
          const subscribers = subscribersOf(event.name);
          await recordEvent(work, event, subscribers);
          if (subscribers.length > 0) afterCommit.push(wake);
        },
        once: async (key) => {
          const added = await tx.$executeRaw`
            INSERT INTO "handled" ("key", "at") VALUES (${key}, ${now}) ON CONFLICT DO NOTHING`;
          if (added === 0) throw new AlreadyHandledError(key);
        },
        enqueue: (queue, data) => enqueue(tx, queue, data),
        afterCommit: (then) => void afterCommit.push(then),
      };
      const value = await run(work);
      if (entries.length > 0) await appendAudit(tx, database.vault, now, entries);
      return value;
    }, transactionOptions);
    for (const then of new Set(afterCommit)) then();
    return result;
  }
}

/** Deadlocks and serialisation failures: nothing was stored, and the same work may simply be done again. */
function isWorthRepeating(error: unknown): boolean {
  return (
    error instanceof Prisma.PrismaClientKnownRequestError &&
    (error.code === 'P2034' || /40001|40P01/.test(error.message))
  );
}

async function recordEvent(
  work: Pick<Work, 'tx' | 'now'>,
  event: DomainEvent,
  subscribers: readonly string[],
): Promise<void> {
  await work.tx.domainEvent.create({
    data: {
      id: randomUUID(),
      name: event.name,
      data: toJsonColumn(event.data),
      at: work.now,
      deliveries: { create: subscribers.map((subscriber) => ({ subscriber, nextTryAt: work.now })) },
    },
  });
}
