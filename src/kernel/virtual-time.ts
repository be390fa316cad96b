import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import type { DueHandler, DueItem } from './due.ts';
import type { Worker } from './work.ts';

export interface NextDue {
  readonly at: Date;
  readonly what: string;
}

/** Moving time in a local database. The database itself refuses it anywhere else. */
export interface VirtualTime {
  /** Takes over the stored offset, so that several processes agree. */
  follow(): Promise<void>;
  /** Jumps, as when a machine slept: whatever was due in between is handled late, or expires. */
  jumpTo(instant: Date): Promise<void>;
  /** Walks, as when time passes: stops at each due instant until it is dealt with. */
  walkTo(instant: Date): Promise<void>;
  /** The next thing that a person would notice; undefined when nothing is planned. */
  nextDue(): Promise<NextDue | undefined>;
}

export interface VirtualTimeOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly worker: Worker;
  readonly dueHandlers: () => readonly DueHandler[];
  /** Resolves when everything that is due has been handled and sent. */
  readonly settle: () => Promise<void>;
}

export function createVirtualTime({
  database,
  clock,
  worker,
  dueHandlers,
  settle,
}: VirtualTimeOptions): VirtualTime {
  return { follow, jumpTo, walkTo, nextDue };

  async function follow(): Promise<void> {
    const row = await database.prisma.clockOffset.findUnique({ where: { id: 1 } });
    clock.setOffsetMs(row === null ? 0 : Number(row.offsetMs));
  }

  async function setNow(instant: Date): Promise<void> {
    const offset = clock.offsetMs() + (instant.getTime() - clock.now().getTime());
    const offsetMs = BigInt(Math.round(offset));
    await database.prisma.clockOffset.upsert({
      where: { id: 1 },
      create: { id: 1, offsetMs },
      update: { offsetMs },
    });
    clock.setOffsetMs(Math.round(offset));
  }

  async function jumpTo(instant: Date): Promise<void> {
    await setNow(instant);
    await settle();
  }

  async function walkTo(instant: Date): Promise<void> {
    for (;;) {
      const next = await database.prisma.dueRow.findFirst({
        where: { state: 'waiting', nextTryAt: { gt: clock.now(), lte: instant } },
        orderBy: { nextTryAt: 'asc' },
        select: { nextTryAt: true },
      });
      if (next === null) break;
      await jumpTo(next.nextTryAt);
    }
    if (instant > clock.now()) await jumpTo(instant);
  }

  async function nextDue(): Promise<NextDue | undefined> {
    const rows = await database.prisma.dueRow.findMany({
      where: { state: 'waiting', kind: { in: dueHandlers().map(({ kind }) => kind) } },
      orderBy: [{ nextTryAt: 'asc' }, { id: 'asc' }],
      take: 20,
    });
    for (const row of rows) {
      const what = await describe(row.kind, row);
      if (what !== undefined) return { at: row.nextTryAt, what };
    }
    return undefined;
  }

  async function describe(kind: string, item: DueItem): Promise<string | undefined> {
    const handler = dueHandlers().find((candidate) => candidate.kind === kind);
    return handler === undefined ? undefined : worker((work) => handler.describe(work, item));
  }
}
