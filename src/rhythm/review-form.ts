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
import { type BoardRow, boardRow, loadBoard, measuresAsked } from './board.ts';
import type { Cycle } from './cycle.ts';
import { requireOpen, requireRight } from './guards.ts';
import { actionRowsValue, cycleValue, stepValue } from './ids.ts';
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
/** Slack stacks three forms at most. */
const mostDepth = 3;

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
  const place = { step: 0, depth: 1, steps: stepCount(form.board) };
  return form.board.length === 0
    ? storyStep(form.cycle, [], form.draft, place)
    : numbersStep(form.cycle, rowsOfStep(form.board, 0), form.draft, place);
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
  const doubts = doubtsAbout(draft, rows, await readingsBefore(services, form.cycle, rows));
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
  const { cycleId, step, depth } = stepValue.decode(submission.privateMetadata);
  const form = await loadForm(services, cycleId, submission.personId);
  const asked = new Set(rowsOfStep(form.board, step).map(({ measure }) => measure.id));
  const readings = readingsOf(form.draft, measuresAsked(services.playbook));
  const confirmed = { ...form.draft.confirmed };
  for (const [measure, reading] of Object.entries(readings))
    if (asked.has(measure)) confirmed[measure] = reading;
  const draft = { ...form.draft, confirmed };
  await keep(services, form.cycle, submission.personId, draft);
  const place = { step, depth, steps: stepCount(form.board) };
  return { kind: 'next', view: await afterNumbers(services, { ...form, draft }, place) };
}

export async function submitStory(services: Services, submission: Submission): Promise<SubmissionAnswer> {
  const { cycleId } = stepValue.decode(submission.privateMetadata);
  const form = await loadForm(services, cycleId, submission.personId);
  const { values } = submission;
  const kind = values.choice('decision-kind');
  const decision = values.text('decision');
  if (kind !== 'decision' && kind !== 'no_change') {
    return {
      kind: 'errors',
      errors: { 'decision-kind': 'Please choose: a decision, or no change with the reason.' },
    };
  }
  if (decision === '') {
    const message =
      kind === 'decision'
        ? 'Please say what is decided.'
        : 'Please say why nothing changes: “no change, because …”.';
    return { kind: 'errors', errors: { decision: message } };
  }
  const draft = {
    ...form.draft,
    outcomes: values.text('outcomes'),
    lessons: values.text('lessons'),
    decisionKind: kind,
    decision,
  } as const;
  await keep(services, form.cycle, submission.personId, draft);
  const rows = Math.min(mostActionRows, Math.max(2, draft.actions.length));
  return { kind: 'next', view: actionsStep(form.cycle, draft, rows, lastTitle(form)) };
}

export async function addActionRows(services: Services, click: Click): Promise<void> {
  const { cycleId } = cycleValue.decode(click.value);
  const { rows } = actionRowsValue.decode(click.origin.view?.privateMetadata);
  const form = await loadForm(services, cycleId, click.personId);
  await click.redrawForm(
    actionsStep(form.cycle, form.draft, Math.min(mostActionRows, rows + 2), lastTitle(form)),
  );
}

export async function submitReview(services: Services, submission: Submission): Promise<SubmissionAnswer> {
  const { cycleId, rows } = actionRowsValue.decode(submission.privateMetadata);
  const form = await loadForm(services, cycleId, submission.personId);
  const today = localDateOf(services.kernel.clock.now(), form.cycle.zone);
  const entered = enterActions(submission.values, rows, today);
  if (entered.kind === 'errors') return entered;
  const { draft, cycle } = form;
  if (draft.decisionKind === undefined || draft.decision === '') {
    // Only a draft that was kept by another version can get here without a decision.
    return {
      kind: 'next',
      view: storyStep(cycle, form.board, draft, {
        step: stepCount(form.board) - 2,
        depth: 1,
        steps: stepCount(form.board),
      }),
    };
  }
  const decision = { kind: draft.decisionKind, text: draft.decision };
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
      Object.keys(draft.confirmed),
    );
    await dropFormDraft(work, reviewDraftKey(cycle, submission.personId));
  });
  return { kind: 'close_all' };
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
  | { kind: 'actions'; actions: { text: string; ownerId: string; dueOn: string }[] }
  | { kind: 'errors'; errors: Record<string, string> };

/** A row counts when something was entered in it; then all three are needed. */
function enterActions(values: FormValues, rows: number, today: string): EnteredActions {
  const errors: Record<string, string> = {};
  const actions: { text: string; ownerId: string; dueOn: string }[] = [];
  for (let row = 0; row < rows; row += 1) {
    const blocks = actionBlockIds(row);
    const text = values.text(blocks.text);
    const ownerId = values.choice(blocks.owner) ?? '';
    const dueOn = values.choice(blocks.due) ?? '';
    if (text === '' && ownerId === '' && dueOn === '') continue;
    if (text === '') errors[blocks.text] = 'Please say what is to be done, or empty the whole row.';
    if (ownerId === '') errors[blocks.owner] = 'Please choose who does it.';
    if (!LocalDateSchema.safeParse(dueOn).success) errors[blocks.due] = 'Please choose a date.';
    else if (dueOn < today) errors[blocks.due] = 'This date is past. Please choose today or later.';
    actions.push({ text, ownerId, dueOn });
  }
  return Object.keys(errors).length > 0 ? { kind: 'errors', errors } : { kind: 'actions', actions };
}
