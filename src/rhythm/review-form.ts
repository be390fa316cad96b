import type { ModalView } from '../blockkit/index.ts';
import { LocalDateSchema, localDateOf } from '../kernel/wall-time.ts';
import { type Reading, teamHistory } from '../kpi/index.ts';
import type { Services } from '../org/index.ts';
import {
  type Click,
  dropFormDraft,
  type FormValues,
  type Submission,
  type SubmissionAnswer,
  saveFormDraft,
} from '../slack/index.ts';
import type { PlannedAction } from './answers.ts';
import { type BoardRow, boardRow, loadBoard, measuresAsked } from './board.ts';
import type { Cycle } from './cycle.ts';
import { enterTexts, ownerProblem } from './enter.ts';
import { nameOf, requireOpen, requireRight } from './guards.ts';
import { actionRowsValue, confirmValue, cycleValue, stepValue } from './ids.ts';
import { publishReview } from './publish-review.ts';
import {
  currentReviewDraft,
  doubtsAbout,
  fieldIndex,
  type ReviewDraft,
  readingsOf,
  readTyped,
  reviewDraftKey,
} from './review-draft.ts';
import { loadCycle } from './store.ts';
import {
  actionBlockIds,
  actionsStep,
  confirmStep,
  longestAction,
  mostActionRows,
  numberBlockIds,
  numbersStep,
  type StepPlace,
  storyStep,
} from './views/review-form.ts';

/**
 * The review in steps: numbers (three measures a step), "is this right?" where something looks odd, the story with the
 * decision, then actions and Publish. Every step is kept as a draft; readings are stored when it is published.
 */
const measuresAStep = 3;
/** Slack stacks three forms at most; the third place is for a note that something could not be saved. */
const mostDepth = 2;

interface Form {
  readonly cycle: Cycle;
  readonly board: readonly BoardRow[];
  readonly draft: ReviewDraft;
}

export async function openReviewForm(
  services: Services,
  cycleId: string,
  personId: string,
): Promise<ModalView> {
  const form = await loadForm(services, cycleId, personId);
  return firstStep(services, form, personId, 1);
}

/** Says so where somebody else has published since this draft was begun: it now changes theirs. */
async function firstStep(
  services: Services,
  { cycle, board, draft: begun }: Form,
  personId: string,
  depth: number,
): Promise<ModalView> {
  const { review } = cycle;
  let draft = begun;
  let note: string | undefined;
  if (review !== undefined && begun.basedOn !== review.version) {
    draft = { ...begun, basedOn: review.version };
    await keep(services, cycle, personId, draft);
    note = `${await nameOf(services.kernel.database.prisma, review.personId)} published version ${review.version} of this review meanwhile. What you entered is kept and is shown here: published, it replaces that version.`;
  }
  const place = { step: 0, depth, steps: stepCount(board), note };
  return board.length === 0
    ? storyStep(cycle, [], draft, place)
    : numbersStep(cycle, rowsOfStep(board, 0), draft, place);
}

export async function submitNumbers(services: Services, submission: Submission): Promise<SubmissionAnswer> {
  const { cycleId, step, depth } = stepValue.decode(submission.privateMetadata);
  const form = await loadForm(services, cycleId, submission.personId);
  const rows = rowsOfStep(form.board, step);
  const errors: Record<string, string> = {};
  const numbers = { ...form.draft.numbers };
  for (const { measure } of rows) {
    const [firstId, secondId] = numberBlockIds(measure);
    const typed: [string, string] = [submission.values.text(firstId), submission.values.text(secondId)];
    const entered = readTyped(measure, typed);
    if (entered.kind === 'invalid') {
      for (const problem of entered.problems) {
        errors[fieldIndex(measure, problem) === 0 ? firstId : secondId] = problem.message;
      }
    }
    if (entered.kind === 'empty') delete numbers[measure.id];
    else numbers[measure.id] = typed;
  }
  if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
  const draft = { ...form.draft, numbers };
  const doubts = doubtsAbout(form.cycle, draft, rows, await readingsBefore(services, form.cycle, rows));
  await keep(services, form.cycle, submission.personId, draft);
  const place = { step, depth, steps: stepCount(form.board) };
  if (doubts.length === 0)
    return { kind: 'next', view: await afterNumbers(services, { ...form, draft }, place) };
  return depth < mostDepth
    ? { kind: 'on_top', view: confirmStep(form.cycle, doubts, { ...place, depth: depth + 1 }) }
    : { kind: 'next', view: confirmStep(form.cycle, doubts, place) };
}

export async function submitConfirmation(
  services: Services,
  submission: Submission,
): Promise<SubmissionAnswer> {
  const { cycleId, step, depth, asked } = confirmValue.decode(submission.privateMetadata);
  const form = await loadForm(services, cycleId, submission.personId);
  const draft = { ...form.draft, confirmed: { ...form.draft.confirmed, ...asked } };
  await keep(services, form.cycle, submission.personId, draft);
  const place = { step, depth, steps: stepCount(form.board) };
  return { kind: 'next', view: await afterNumbers(services, { ...form, draft }, place) };
}

export async function submitStory(services: Services, submission: Submission): Promise<SubmissionAnswer> {
  const { cycleId, depth } = stepValue.decode(submission.privateMetadata);
  const form = await loadForm(services, cycleId, submission.personId);
  const { values } = submission;
  const kind = values.choice('decision-kind');
  if (kind !== 'decision' && kind !== 'no_change') {
    return {
      kind: 'errors',
      errors: { 'decision-kind': 'Please choose: a decision, or no change with the reason.' },
    };
  }
  const { texts, errors } = enterTexts(values, {
    outcomes: {},
    lessons: {},
    decision: {
      missing:
        kind === 'decision'
          ? 'Please say what is decided.'
          : 'Please say why nothing changes: “no change, because …”.',
    },
  });
  if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
  const draft = { ...form.draft, ...texts, decisionKind: kind } as const;
  await keep(services, form.cycle, submission.personId, draft);
  const used = draft.actions.map(({ row = 0 }) => row + 1);
  const rows = Math.min(mostActionRows, Math.max(2, draft.actions.length, ...used));
  return { kind: 'next', view: actionsStep(form.cycle, draft, { rows, depth, title: lastTitle(form) }) };
}

export async function addActionRows(services: Services, click: Click): Promise<void> {
  const { cycleId } = cycleValue.decode(click.value);
  const { rows, depth } = actionRowsValue.decode(click.origin.view?.privateMetadata);
  const form = await loadForm(services, cycleId, click.personId);
  const more = Math.min(mostActionRows, rows + 2);
  await click.redrawForm(actionsStep(form.cycle, form.draft, { rows: more, depth, title: lastTitle(form) }));
}

export async function submitReview(services: Services, submission: Submission): Promise<SubmissionAnswer> {
  const { cycleId, rows, depth } = actionRowsValue.decode(submission.privateMetadata);
  const form = await loadForm(services, cycleId, submission.personId);
  const { cycle, board } = form;
  const today = localDateOf(services.kernel.clock.now(), cycle.zone);
  const entered = await enterActions(services, submission.values, rows, today);
  if (entered.kind === 'errors') return entered;
  const draft = { ...form.draft, actions: entered.actions };
  const back = await unfinished(services, { cycle, board, draft }, submission.personId, depth);
  if (back !== undefined) return { kind: 'next', view: back };
  const decision = { kind: draft.decisionKind ?? 'decision', text: draft.decision };
  await services.kernel.work(async (work) => {
    await work.once(submission.onceKey);
    await publishReview(
      work,
      services,
      cycleId,
      submission.personId,
      {
        readings: readingsOf(draft, measuresAsked(services.playbook)),
        outcomes: draft.outcomes,
        lessons: draft.lessons,
        decision,
        actions: entered.actions,
      },
      { confirmed: draft.confirmed, basedOn: draft.basedOn },
    );
    await dropFormDraft(work, reviewDraftKey(cycle, submission.personId));
  });
  return { kind: 'close_all' };
}

/**
 * What is still open before a draft can be published: it may have been changed in another window, begun before somebody
 * else published, or kept by another version. Everything entered is kept.
 */
async function unfinished(
  services: Services,
  form: Form,
  personId: string,
  depth: number,
): Promise<ModalView | undefined> {
  const { cycle, board, draft } = form;
  if (draft.basedOn !== (cycle.review?.version ?? 0)) return firstStep(services, form, personId, depth);
  const place = { depth, steps: stepCount(board) };
  const doubts = doubtsAbout(cycle, draft, board, await readingsBefore(services, cycle, board));
  const doubted = board.findIndex(({ measure }) => doubts.some((doubt) => doubt.measure.id === measure.id));
  if (doubted >= 0) {
    await keep(services, cycle, personId, draft);
    const step = Math.floor(doubted / measuresAStep);
    return numbersStep(cycle, rowsOfStep(board, step), draft, { ...place, step });
  }
  if (draft.decisionKind !== undefined && draft.decision !== '') return undefined;
  await keep(services, cycle, personId, draft);
  return storyStep(cycle, board, draft, { ...place, step: stepCount(board) - 2 });
}

async function loadForm(services: Services, cycleId: string, personId: string): Promise<Form> {
  const { prisma } = services.kernel.database;
  const cycle = await loadCycle(prisma, cycleId);
  requireOpen(cycle);
  requireRight(cycle, personId, 'publish_review');
  const board = await loadBoard(prisma, services.playbook, cycle);
  return { cycle, board, draft: await currentReviewDraft(services, cycle, personId, board) };
}

function stepCount(board: readonly BoardRow[]): number {
  return Math.ceil(board.length / measuresAStep) + 2;
}

function rowsOfStep(board: readonly BoardRow[], step: number): BoardRow[] {
  return board.slice(step * measuresAStep, (step + 1) * measuresAStep);
}

function lastTitle(form: Form): string {
  return `Review · ${stepCount(form.board)} of ${stepCount(form.board)}`;
}

async function keep(services: Services, cycle: Cycle, personId: string, draft: ReviewDraft): Promise<void> {
  await services.kernel.work((work) => saveFormDraft(work, reviewDraftKey(cycle, personId), draft));
}

/** The next step with numbers, or the story, against the readings that are about to be stored. */
async function afterNumbers(services: Services, form: Form, place: StepPlace): Promise<ModalView> {
  const step = place.step + 1;
  const next = rowsOfStep(form.board, step);
  if (next.length > 0) return numbersStep(form.cycle, next, form.draft, { ...place, step });
  const readings = readingsOf(form.draft, measuresAsked(services.playbook));
  const rows: BoardRow[] = [];
  for (const { measure } of form.board) {
    const history = await teamHistory(
      services.kernel.database.prisma,
      form.cycle.team.id,
      measure.id,
      form.cycle.week,
    );
    const earlier = history.filter(({ week }) => week !== form.cycle.week);
    const reading = readings[measure.id];
    rows.push(
      boardRow(
        measure,
        form.cycle,
        reading === undefined ? earlier : [...earlier, { week: form.cycle.week, reading }],
      ),
    );
  }
  return storyStep(form.cycle, rows, form.draft, { ...place, step });
}

async function readingsBefore(
  services: Services,
  cycle: Cycle,
  rows: readonly BoardRow[],
): Promise<Map<string, Reading[]>> {
  const before = new Map<string, Reading[]>();
  for (const { measure } of rows) {
    const history = await teamHistory(services.kernel.database.prisma, cycle.team.id, measure.id, cycle.week);
    before.set(
      measure.id,
      history.flatMap(({ week, reading }) => (week < cycle.week ? [reading] : [])),
    );
  }
  return before;
}

type EnteredActions =
  | { kind: 'actions'; actions: PlannedAction[] }
  | { kind: 'errors'; errors: Record<string, string> };

/** A row counts when something was entered in it; then all three are needed. */
async function enterActions(
  services: Services,
  values: FormValues,
  rows: number,
  today: string,
): Promise<EnteredActions> {
  const errors: Record<string, string> = {};
  const actions: PlannedAction[] = [];
  for (let row = 0; row < rows; row += 1) {
    const blocks = actionBlockIds(row);
    const ownerId = values.choice(blocks.owner) ?? '';
    const dueOn = values.choice(blocks.due) ?? '';
    const entered = enterTexts(values, {
      [blocks.text]: {
        missing: 'Please say what is to be done, or empty the whole row.',
        longest: longestAction,
      },
    });
    const text = entered.texts[blocks.text] ?? '';
    if (text === '' && ownerId === '' && dueOn === '') continue;
    Object.assign(errors, entered.errors);
    const problem = ownerId === '' ? 'Please choose who does it.' : await ownerProblem(services, ownerId);
    if (problem !== undefined) errors[blocks.owner] = problem;
    if (!LocalDateSchema.safeParse(dueOn).success) errors[blocks.due] = 'Please choose a date.';
    else if (dueOn < today) errors[blocks.due] = 'This date is past. Please choose today or later.';
    actions.push({ row, text, ownerId, dueOn });
  }
  return Object.keys(errors).length > 0 ? { kind: 'errors', errors } : { kind: 'actions', actions };
}
