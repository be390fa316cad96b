import { randomUUID } from 'node:crypto';
import type { Prisma } from '../../generated/prisma/client.ts';
import { canonicalJson } from '../kernel/audit.ts';
import { type Queryable, toJsonColumn, UserFacingError, type Work } from '../kernel/index.ts';
import { IsoWeekSchema } from '../kernel/iso-week.ts';
import { findTeam, type Team } from '../org/index.ts';
import { type AnswerKind, type AnswerOf, answerSchemas, type Versioned } from './answers.ts';
import type { ActionItem, BlockerItem, Cycle, CyclePhase, FocusPhase, PromptPhase } from './cycle.ts';
import { nameOf } from './guards.ts';
import type { PromptKind } from './schedule.ts';

type AnswerRow = Prisma.AnswerGetPayload<object>;
type ActionRow = Prisma.ActionGetPayload<object>;
type BlockerRow = Prisma.BlockerGetPayload<object>;

/** Somebody answered between the opening of a form and its submission. */
export class EditedMeanwhileError extends UserFacingError {
  override readonly name = 'EditedMeanwhileError';
  readonly by: string;

  constructor(by: string) {
    super(
      'edited_meanwhile',
      `${by} answered while this form was open. Open it again to see what is there.`,
      {
        saved: 'Nothing of yours was saved.',
      },
    );
    this.by = by;
  }
}

const withAnswers = {
  prompts: true,
  answers: { orderBy: { version: 'asc' } },
} satisfies Prisma.CycleInclude;
type CycleRow = Prisma.CycleGetPayload<{ include: typeof withAnswers }>;

/** @throws UserFacingError code `cycle_gone` for an id that does not exist. */
export async function loadCycle(db: Queryable, cycleId: string): Promise<Cycle> {
  const row = await db.cycle.findUnique({ where: { id: cycleId }, include: withAnswers });
  const team = row === null ? undefined : await findTeam(db, row.teamId);
  const [cycle] = row === null || team === undefined ? [] : await complete(db, [row], [team]);
  if (cycle !== undefined) return cycle;
  throw new UserFacingError(
    'cycle_gone',
    'This week is not in my records. Open my Home to see the current one.',
  );
}

/**
 * The cycles of these teams that are still open, oldest first within a team: the current one, and the next once it is
 * planned. As many queries for fifty teams as for one.
 */
export async function openCyclesOf(db: Queryable, teams: readonly Team[]): Promise<Cycle[]> {
  const rows = await db.cycle.findMany({
    where: { teamId: { in: teams.map(({ id }) => id) }, state: 'open' },
    orderBy: { focusAt: 'asc' },
    include: withAnswers,
  });
  return complete(db, rows, teams);
}

/** Adds to the rows what hangs on their teams, in the order of the rows. */
async function complete(db: Queryable, rows: readonly CycleRow[], teams: readonly Team[]): Promise<Cycle[]> {
  if (rows.length === 0) return [];
  const instants = (pick: (row: CycleRow) => Date) => rows.map((row) => pick(row).getTime());
  const shown = {
    teamId: { in: [...new Set(rows.map(({ teamId }) => teamId))] },
    OR: [
      { state: 'open' },
      { cycleId: { in: rows.map(({ id }) => id) } },
      {
        closedAt: {
          gte: new Date(Math.min(...instants(({ focusAt }) => focusAt))),
          lte: new Date(Math.max(...instants(({ snapshotAt }) => snapshotAt))),
        },
      },
    ],
  };
  const actions = await db.action.findMany({
    where: shown,
    orderBy: [{ dueOn: 'asc' }, { position: 'asc' }, { id: 'asc' }],
  });
  const blockers = await db.blocker.findMany({
    where: shown,
    orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
  });
  return rows.flatMap((row) => {
    const team = teams.find(({ id }) => id === row.teamId);
    return team === undefined
      ? []
      : toCycle(
          row,
          team,
          actions.filter((action) => isShown(row, action)),
          blockers.filter((blocker) => isShown(row, blocker)),
        );
  });
}

/** What an earlier week left open and this one settled is shown as settled, and does not just vanish. */
function isShown(row: CycleRow, item: ActionRow | BlockerRow): boolean {
  if (item.teamId !== row.teamId) return false;
  if (item.state === 'open' || item.cycleId === row.id) return true;
  return item.closedAt !== null && item.closedAt >= row.focusAt && item.closedAt <= row.snapshotAt;
}

function toCycle(
  row: CycleRow,
  team: Team,
  actions: readonly ActionRow[],
  blockers: readonly BlockerRow[],
): Cycle {
  return {
    id: row.id,
    team,
    week: IsoWeekSchema.parse(row.week),
    phase: row.state as CyclePhase,
    version: row.version,
    zone: row.zone,
    times: {
      week: IsoWeekSchema.parse(row.week),
      focusAt: row.focusAt,
      checkpointAt: row.checkpointAt,
      reviewAt: row.reviewAt,
      snapshotAt: row.snapshotAt,
    },
    prompts: {
      focus: promptPhase(row.prompts, 'focus'),
      checkpoint: promptPhase(row.prompts, 'checkpoint'),
      review: promptPhase(row.prompts, 'review'),
    },
    focusPhase: row.focusState as FocusPhase,
    focusDecision:
      row.focusDecidedBy === null || row.focusDecidedAt === null
        ? undefined
        : { by: row.focusDecidedBy, at: row.focusDecidedAt, note: row.focusNote ?? undefined },
    focus: newest(row.answers, 'focus'),
    change: newest(row.answers, 'change'),
    checkpoint: newest(row.answers, 'checkpoint'),
    review: newest(row.answers, 'review'),
    publishedAt: row.publishedAt ?? undefined,
    carriedActions: actions.filter((action) => action.cycleId !== row.id).map(toAction),
    ownActions: actions.filter((action) => action.cycleId === row.id).map(toAction),
    blockers: blockers.map(toBlocker),
  };
}

/**
 * Adds a version of an answer; the same content again is no new version.
 * @param basedOn the version that the form was opened on, 0 for none; undefined where only one person may answer.
 * @returns the version that now stands, and whether it is new.
 * @throws EditedMeanwhileError when the answer has changed since.
 */
export async function storeAnswer<K extends AnswerKind>(
  work: Work,
  cycle: Cycle,
  kind: K,
  personId: string,
  content: AnswerOf<K>,
  basedOn?: number,
): Promise<{ version: number; isNew: boolean }> {
  const last = await work.tx.answer.findFirst({
    where: { cycleId: cycle.id, kind },
    orderBy: { version: 'desc' },
  });
  const stored = toJsonColumn(answerSchemas[kind].parse(content));
  if (last !== null && sameJson(last.content, stored)) return { version: last.version, isNew: false };
  if (basedOn !== undefined && basedOn !== (last?.version ?? 0)) {
    throw new EditedMeanwhileError(await nameOf(work.tx, last?.personId));
  }
  const version = (last?.version ?? 0) + 1;
  await work.tx.answer.create({
    data: { id: randomUUID(), cycleId: cycle.id, kind, version, personId, at: work.now, content: stored },
  });
  work.audit({
    actor: personId,
    action: `${kind}.answered`,
    subject: `cycle:${cycle.id}`,
    data: { team: cycle.team.id, week: cycle.week, version },
    texts: { answer: stored as never },
  });
  return { version, isNew: true };
}

/**
 * Changes a cycle if it still is as it was read: the one gate that every transition passes.
 * @returns false when somebody else was first.
 */
export async function changeCycle(
  work: Work,
  cycleId: string,
  expected: { state?: CyclePhase; focusState?: FocusPhase; publishedAt?: null },
  data: Prisma.CycleUpdateManyMutationInput,
): Promise<boolean> {
  const changed = await work.tx.cycle.updateMany({
    where: { id: cycleId, ...expected },
    data: { ...data, version: { increment: 1 } },
  });
  return changed.count === 1;
}

/** Takes the cycle's row lock, so that what is read after it stays true until this work is committed. */
export async function lockCycle(work: Work, cycleId: string): Promise<Cycle> {
  await work.tx.$queryRaw`SELECT "id" FROM "cycle" WHERE "id" = ${cycleId} FOR UPDATE`;
  return loadCycle(work.tx, cycleId);
}

function newest<K extends AnswerKind>(
  rows: readonly AnswerRow[],
  kind: K,
): Versioned<AnswerOf<K>> | undefined {
  const versions = rows.filter((row) => row.kind === kind);
  const [first, last] = [versions[0], versions.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return {
    content: answerSchemas[kind].parse(last.content) as AnswerOf<K>,
    version: last.version,
    personId: last.personId,
    at: last.at,
    firstAt: first.at,
  };
}

function promptPhase(prompts: readonly { kind: string; state: string }[], kind: PromptKind): PromptPhase {
  return (prompts.find((prompt) => prompt.kind === kind)?.state ?? 'waiting') as PromptPhase;
}

function toAction(row: ActionRow): ActionItem {
  return {
    id: row.id,
    cycleId: row.cycleId,
    text: row.text,
    ownerId: row.ownerId,
    dueOn: row.dueOn,
    phase: row.state as ActionItem['phase'],
    closedBy: row.closedBy ?? undefined,
  };
}

function toBlocker(row: BlockerRow): BlockerItem {
  return {
    id: row.id,
    cycleId: row.cycleId,
    text: row.text,
    ownerId: row.ownerId,
    dueAt: row.dueAt,
    raisedBy: row.raisedBy,
    phase: row.state as BlockerItem['phase'],
    closedBy: row.closedBy ?? undefined,
  };
}

/** JSON columns come back with their keys in another order. */
function sameJson(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
