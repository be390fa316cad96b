import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalWorkspace, type LocalWorkspace } from '../../sandbox/index.ts';
import { companySeed } from '../../src/demo/index.ts';
import { auditHash } from '../../src/kernel/audit.ts';
import { shippedManifest } from '../support/workplace.ts';
import { AppChild, ChildEndedError, type Orders } from './app-child.ts';
import { type Gate, openGate, type Where } from './gate.ts';

interface Delivery {
  readonly id: string;
  readonly key: string;
  readonly state: string;
  readonly ts: string | null;
  readonly postedIn: string | null;
  readonly error: string | null;
}

export interface KillOptions {
  /** Where a fresh, empty database is. */
  readonly database: () => Promise<Orders['database']>;
  /** How often it is killed at a random moment, and before a random statement. */
  readonly randomKills: number;
  readonly statementKills: number;
}

const begins = Date.parse('2026-11-15T12:00:00Z');
const minuteMs = 60_000;
/** A kill, a start and a look at everything take two seconds on a quiet machine. */
const msPerKill = 20_000;
const seed = 20_261_116;

/** Numerical Recipes' generator: the same kills in every run. */
function createChance(from: number): () => number {
  let state = from;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A directory for an embedded database, removed by the machine's own housekeeping. */
export async function embeddedDirectory(): Promise<Orders['database']> {
  return { kind: 'embedded', dataDir: await mkdtemp(path.join(os.tmpdir(), 'pacekeeper-kill-')) };
}

/**
 * One team after the other comes due, and each time the process is killed somewhere on the way. A new one takes over;
 * after it has caught up, everything that came due is in Slack, once.
 */
export function killSuite(title: string, options: KillOptions): void {
  describe(title, () => {
    let slack: LocalWorkspace;
    let gate: Gate;
    let orders: Orders;
    let app: AppChild;
    let clockAheadMs = 0;
    const chance = createChance(seed);

    beforeAll(async () => {
      const aheadMs = begins - Date.now();
      clockAheadMs = aheadMs;
      slack = await createLocalWorkspace({
        port: 0,
        seed: companySeed(),
        clock: { now: () => Date.now() + clockAheadMs },
        manifest: shippedManifest(),
        rateLimits: 'off',
      });
      gate = await openGate(slack.apiUrl);
      orders = {
        database: await options.database(),
        apiUrl: gate.apiUrl,
        tokens: slack.tokens,
        clockAheadMs: aheadMs,
      };
      app = await AppChild.start(orders);
    });

    afterAll(async () => {
      await app.ask({ do: 'stop' }).catch(() => undefined);
      await app.ended();
      await gate.close();
      await slack.close();
      if (orders.database.kind === 'embedded') await rm(orders.database.dataDir, { recursive: true });
    });

    /** Goes to a second before the next thing that will be posted, whatever it is. @returns its instant. */
    async function goToNext(): Promise<Date> {
      const next = await app.ask<{ at: string; what: string }>({ do: 'nextDue' });
      const at = new Date(next.at);
      clockAheadMs = at.getTime() - Date.now();
      await app.ask({ do: 'walkTo', at: new Date(at.getTime() - 1_000).toISOString() });
      return at;
    }

    /** Lets the instant come; it is no fault when the process dies of it. */
    async function letCome(at: Date): Promise<void> {
      await app.ask({ do: 'walkTo', at: new Date(at.getTime() + 1_000).toISOString() }).catch((error) => {
        if (!(error instanceof ChildEndedError)) throw error;
      });
    }

    async function startAgain(): Promise<void> {
      await app.kill();
      app = await AppChild.start(orders);
      // What was being sent has a lease of a minute, and a doubtful message is looked for a little later.
      for (let round = 0; round < 3; round += 1) {
        await app.ask({ do: 'jumpBy', ms: minuteMs + 1_000 });
        clockAheadMs += minuteMs + 1_000;
      }
    }

    async function isInSlackOnce(): Promise<void> {
      const deliveries = await app.ask<Delivery[]>({ do: 'deliveries' });
      expect(
        deliveries.filter(({ state }) => state !== 'sent'),
        app.said,
      ).toEqual([]);
      const posted = await everythingPosted(
        slack,
        deliveries.flatMap(({ postedIn }) => postedIn ?? []),
      );
      expect(posted.map(({ id }) => id).toSorted()).toEqual(deliveries.map(({ id }) => id).toSorted());
      expect(new Set(posted.map(({ ts }) => ts))).toEqual(new Set(deliveries.map(({ ts }) => ts)));
      expect(await app.ask<{ state: string }[]>({ do: 'events' })).toEqual([]);
      const due = await app.ask<{ state: string; key: string }[]>({ do: 'dueRows' });
      expect(due.filter(({ state }) => state !== 'done' && state !== 'cancelled')).toEqual([]);
      await chainHolds(app);
    }

    const methods: readonly [string, Where][] = [
      ['chat.postMessage', 'before'],
      ['chat.postMessage', 'performed'],
      ['chat.postMessage', 'answered'],
    ];
    test.each(methods)('killed at %s, %s: it is there once', async (method, where) => {
      const at = await goToNext();
      gate.trap(method, where, () => app.kill());
      await letCome(at);
      expect(await app.ended()).toBe('SIGKILL');
      await startAgain();
      await isInSlackOnce();
    });

    test('killed while it looks whether a doubtful message is there: it is there once', async () => {
      const at = await goToNext();
      gate.trap('chat.postMessage', 'performed', async () => {
        gate.trap('conversations.history', 'performed', () => app.kill());
        await app.kill();
      });
      await letCome(at);
      app = await AppChild.start(orders);
      await app.ask({ do: 'jumpBy', ms: minuteMs + 1_000 }).catch(() => undefined);
      expect(await app.ended()).toBe('SIGKILL');
      await startAgain();
      await isInSlackOnce();
    });

    test(
      `killed ${options.randomKills} times within 300 ms of the instant: each is there once`,
      async () => {
        for (let kill = 0; kill < options.randomKills; kill += 1) {
          const at = await goToNext();
          const afterMs = Math.floor(chance() * 300);
          const coming = letCome(at);
          await sleep(afterMs);
          await startAgain();
          await coming;
          await isInSlackOnce();
        }
      },
      options.randomKills * msPerKill,
    );

    test(
      `killed before ${options.statementKills} different statements on the way: each is there once`,
      async () => {
        let statementsOnTheWay = 0;
        for (let kill = 0; kill <= options.statementKills; kill += 1) {
          const at = await goToNext();
          const statement =
            kill === 0
              ? 1_000_000
              : 1 + Math.floor(((kill - chance()) / options.statementKills) * statementsOnTheWay);
          await app.ask({ do: 'dieAt', statement });
          await letCome(at);
          if (kill === 0) {
            statementsOnTheWay = await app.ask<number>({ do: 'statements' });
            expect(statementsOnTheWay).toBeGreaterThan(20);
          }
          await startAgain();
          await isInSlackOnce();
        }
      },
      (options.statementKills + 1) * msPerKill,
    );
  });
}

/** What the app has posted anywhere, by the delivery id in its metadata; asked of Slack as any app would. */
async function everythingPosted(
  slack: LocalWorkspace,
  channels: readonly string[],
): Promise<{ id: string; ts: string }[]> {
  const call = async (method: string, parameters: Record<string, string>) => {
    const response = await fetch(`${slack.apiUrl}${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.tokens.bot}` },
      body: new URLSearchParams({ ...parameters, limit: '999' }),
    });
    return (await response.json()) as {
      messages?: {
        ts: string;
        reply_count?: number;
        metadata?: { event_payload: { delivery_id: string } };
      }[];
    };
  };
  const found: { id: string; ts: string }[] = [];
  for (const channel of new Set(channels)) {
    const { messages = [] } = await call('conversations.history', { channel, include_all_metadata: 'true' });
    for (const message of messages) {
      const thread =
        message.reply_count === undefined
          ? [message]
          : ((await call('conversations.replies', { channel, ts: message.ts, include_all_metadata: 'true' }))
              .messages ?? []);
      for (const { ts, metadata } of thread) {
        if (metadata !== undefined) found.push({ id: metadata.event_payload.delivery_id, ts });
      }
    }
  }
  return found;
}

async function chainHolds(app: AppChild): Promise<void> {
  const events = await app.ask<(Parameters<typeof auditHash>[0] & { hash: string })[]>({ do: 'audit' });
  let prev = '0'.repeat(64);
  for (const [index, { hash, ...event }] of events.entries()) {
    expect(event.seq).toBe(index + 1);
    expect(event.prev).toBe(prev);
    expect(auditHash(event)).toBe(hash);
    prev = hash;
  }
}
