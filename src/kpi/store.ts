import { randomUUID } from 'node:crypto';
import { Prisma } from '../../generated/prisma/client.ts';
import type { IsoWeek, Queryable, Work } from '../kernel/index.ts';
import { totalsByWeek, type WeeklyReading } from './compare.ts';
import { type Reading, ReadingSchema } from './reading.ts';

/** Where a reading belongs. `channel` and `owner` are '' for the whole team. */
export interface ReadingCell {
  readonly teamId: string;
  readonly week: IsoWeek;
  readonly measure: string;
  readonly channel: string;
  readonly owner: string;
}

export interface NewReading extends ReadingCell {
  /** Null takes back what stands there: the measure is missing again. */
  readonly reading: Reading | null;
  /** How it came in: `review`, `import`, `api` or `demo`. */
  readonly source: string;
  /** A Slack person id, or `pacekeeper` for what the program did by itself. */
  readonly enteredBy: string;
  /** Somebody was asked about an unusual number and said that it is right. */
  readonly confirmed: boolean;
}

export interface StoredReading extends NewReading {
  /** 1 for the first; each change is one more, and those before stay. */
  readonly version: number;
  readonly at: Date;
}

export interface StoreOutcome {
  readonly version: number;
  /** False when the newest version said the same already, and nothing was stored. */
  readonly isNew: boolean;
}

interface ReadingRow extends Omit<NewReading, 'reading'> {
  readonly version: number;
  readonly at: Date;
  readonly kind: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly n: number | null;
}

/** PostgreSQL takes 65,535 parameters in a statement; a row here has 15. */
const rowsPerInsert = 1_000;
const tries = 5;
/** The kind of a row that says: there is no reading any more. */
const takenBack = 'none';

/** Stores a reading as the next version of its cell, unless the newest version says the same. */
export async function storeReading(work: Work, entered: NewReading): Promise<StoreOutcome> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const newest = await newestOf(work.tx, entered);
    if (newest !== undefined && saysTheSame(newest, entered)) {
      return { version: newest.version, isNew: false };
    }
    const version = (newest?.version ?? 0) + 1;
    // Somebody else may be storing this very version; then theirs is the newest to look at.
    const added = await work.tx.reading.createMany({
      data: [toRow(entered, version, work.now)],
      skipDuplicates: true,
    });
    if (added.count === 1) return { version, isNew: true };
  }
  throw new Error(`reading ${entered.measure} of ${entered.week} keeps changing`);
}

/**
 * Stores many readings of cells that have none yet, with few statements; a cell that has one is left as it is.
 * @returns how many were stored.
 */
export async function storeFirstReadings(work: Work, entered: readonly NewReading[]): Promise<number> {
  let stored = 0;
  for (let from = 0; from < entered.length; from += rowsPerInsert) {
    const rows = entered.slice(from, from + rowsPerInsert).map((each) => toRow(each, 1, work.now));
    stored += (await work.tx.reading.createMany({ data: rows, skipDuplicates: true })).count;
  }
  return stored;
}

/** The newest version of each cell of a team, by week, measure, channel and owner. */
export async function loadReadings(
  tx: Queryable,
  teamId: string,
  { measures, upTo }: { measures?: readonly string[]; upTo?: IsoWeek } = {},
): Promise<StoredReading[]> {
  const rows = await tx.$queryRaw<ReadingRow[]>`
    SELECT DISTINCT ON ("week", "measure", "channel", "owner")
      "team_id" AS "teamId", "week", "measure", "channel", "owner", "kind", "numerator", "denominator", "value", "n",
      "version", "source", "entered_by" AS "enteredBy", "at", "confirmed"
    FROM "reading"
    WHERE "team_id" = ${teamId}
      ${measures === undefined ? Prisma.empty : Prisma.sql`AND "measure" = ANY(${[...measures]})`}
      ${upTo === undefined ? Prisma.empty : Prisma.sql`AND "week" <= ${upTo}`}
    ORDER BY "week", "measure", "channel", "owner", "version" DESC`;
  return rows.map(fromRow);
}

/** What one measure was for the whole team; see `teamHistories`. */
export async function teamHistory(
  tx: Queryable,
  teamId: string,
  measure: string,
  upTo: IsoWeek,
): Promise<WeeklyReading[]> {
  return (await teamHistories(tx, teamId, [measure], upTo)).get(measure) ?? [];
}

/**
 * What measures were for the whole team, week by week, oldest first, up to and including `upTo`. A week's whole-team
 * reading wins; where there is none, its channels and owners are combined. Weeks without readings are not in it, nor
 * are measures without any.
 */
export async function teamHistories(
  tx: Queryable,
  teamId: string,
  measures: readonly string[],
  upTo: IsoWeek,
): Promise<ReadonlyMap<string, WeeklyReading[]>> {
  const byMeasure = Map.groupBy(await loadReadings(tx, teamId, { measures, upTo }), ({ measure }) => measure);
  return new Map([...byMeasure].map(([measure, readings]) => [measure, historyOf(readings)]));
}

function historyOf(readings: readonly StoredReading[]): WeeklyReading[] {
  const counted = [...Map.groupBy(readings, ({ week }) => week).values()].flatMap((cells) => {
    const whole = cells.find(({ channel, owner }) => channel === '' && owner === '');
    return whole === undefined ? cells : [whole];
  });
  const present = counted.flatMap(({ week, reading }) => (reading === null ? [] : [{ week, reading }]));
  return [...totalsByWeek(present)].map(([week, reading]) => ({ week, reading }));
}

async function newestOf(tx: Queryable, cell: ReadingCell): Promise<StoredReading | undefined> {
  const row = await tx.reading.findFirst({
    where: {
      teamId: cell.teamId,
      measure: cell.measure,
      week: cell.week,
      channel: cell.channel,
      owner: cell.owner,
    },
    orderBy: { version: 'desc' },
  });
  return row === null ? undefined : fromRow({ ...row, week: cell.week });
}

/** A confirmation of the same number is news; entering a confirmed number again is not. */
function saysTheSame(stored: StoredReading, entered: NewReading): boolean {
  const a = stored.reading;
  const b = entered.reading;
  if (a === null || b === null) return a === b;
  const isSame =
    a.kind === 'ratio'
      ? b.kind === 'ratio' && a.numerator === b.numerator && a.denominator === b.denominator
      : b.kind === 'mean' && a.value === b.value && a.n === b.n;
  return isSame && (stored.confirmed || !entered.confirmed);
}

function toRow(
  { reading, ...entered }: NewReading,
  version: number,
  at: Date,
): Prisma.ReadingCreateManyInput {
  return { ...entered, ...(reading ?? { kind: takenBack }), id: randomUUID(), version, at };
}

function fromRow(row: ReadingRow): StoredReading {
  const { kind, numerator, denominator, value, n } = row;
  return {
    teamId: row.teamId,
    week: row.week,
    measure: row.measure,
    channel: row.channel,
    owner: row.owner,
    reading:
      kind === takenBack
        ? null
        : ReadingSchema.parse(kind === 'ratio' ? { kind, numerator, denominator } : { kind, value, n }),
    source: row.source,
    enteredBy: row.enteredBy,
    confirmed: row.confirmed,
    version: row.version,
    at: row.at,
  };
}
