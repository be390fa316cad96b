import type { ModalView } from '../blockkit/index.ts';
import { numberForInput, parseNumber } from '../kpi/index.ts';
import type { Services } from '../org/index.ts';
import type { Measure } from '../playbook/index.ts';
import {
  dropFormDraft,
  type FormKey,
  type FormValues,
  loadFormDraft,
  type Submission,
  type SubmissionAnswer,
  saveFormDraft,
} from '../slack/index.ts';
import { loadBoard, measuresAsked } from './board.ts';
import type { Cycle } from './cycle.ts';
import { enterTexts } from './enter.ts';
import { setFocus } from './focus.ts';
import { type FocusDraft, FocusDraftSchema } from './focus-draft.ts';
import { requireOpen, requireRight, requireUnfrozenFocus } from './guards.ts';
import { stepValue } from './ids.ts';
import { loadCycle } from './store.ts';
import {
  expectationBlockIds,
  expectationsStep,
  focusStep,
  longestFocus,
  longestMindChanger,
} from './views/focus-form.ts';

/** Three inputs each; more make a form that nobody finishes. */
const measuresAStep = 2;

/**
 * The focus is asked in steps: first the focus and which measures are expected to move, then two measures a step. What
 * was entered is kept at every step, so that a form that was closed half way continues where it was.
 */
export async function openFocusForm(
  services: Services,
  cycleId: string,
  personId: string,
): Promise<ModalView> {
  const { prisma } = services.kernel.database;
  const cycle = await loadCycle(prisma, cycleId);
  requireOpen(cycle);
  requireRight(cycle, personId, 'set_focus');
  requireUnfrozenFocus(cycle);
  return focusStep(cycle, measuresAsked(services.playbook), await currentDraft(services, cycle, personId));
}

export async function submitFocusStep(services: Services, submission: Submission): Promise<SubmissionAnswer> {
  const { cycleId, step } = stepValue.decode(submission.privateMetadata);
  const { prisma } = services.kernel.database;
  const cycle = await loadCycle(prisma, cycleId);
  requireOpen(cycle);
  const before = await currentDraft(services, cycle, submission.personId);
  const measures = measuresAsked(services.playbook);
  const entered =
    step === 0
      ? enterFocus(submission.values, measures, before)
      : enterExpectations(submission.values, measuresOfStep(measures, before, step), before);
  if (entered.kind === 'errors') return entered;
  const { draft } = entered;
  const next = measuresOfStep(measures, draft, step + 1);
  if (next.length > 0) {
    await services.kernel.work((work) => saveFormDraft(work, draftKey(cycle, submission.personId), draft));
    return { kind: 'next', view: await stepView(services, cycle, draft, step + 1) };
  }
  const back = unfinishedStep(measures, draft);
  if (back !== undefined) {
    await services.kernel.work((work) => saveFormDraft(work, draftKey(cycle, submission.personId), draft));
    return { kind: 'next', view: await stepView(services, cycle, draft, back) };
  }
  await services.kernel.work(async (work) => {
    await work.once(submission.onceKey);
    await setFocus(work, services, cycleId, submission.personId, {
      focus: draft.focus,
      expectations: measures
        .filter(({ id }) => draft.moving.includes(id))
        .map(({ id }) => {
          const entry = draft.entries[id];
          const size = parseNumber(entry?.size ?? '');
          return {
            measure: id,
            direction: entry?.direction ?? 'same',
            ...(size.kind === 'number' ? { size: size.value } : {}),
            mindChanger: entry?.mindChanger ?? '',
          };
        }),
    });
    await dropFormDraft(work, draftKey(cycle, submission.personId));
  });
  return { kind: 'close_all' };
}

async function stepView(
  services: Services,
  cycle: Cycle,
  draft: FocusDraft,
  step: number,
): Promise<ModalView> {
  const measures = measuresAsked(services.playbook);
  if (step === 0) return focusStep(cycle, measures, draft);
  const asked = measuresOfStep(measures, draft, step);
  const board = await loadBoard(services.kernel.database.prisma, services.playbook, cycle);
  const moving = measures.filter(({ id }) => draft.moving.includes(id));
  return expectationsStep(
    cycle,
    board.filter((row) => asked.includes(row.measure)),
    draft,
    { step, steps: 1 + Math.ceil(moving.length / measuresAStep) },
  );
}

/** The first step that something is missing from: another window, or another version, may have changed the draft. */
function unfinishedStep(measures: readonly Measure[], draft: FocusDraft): number | undefined {
  if (draft.focus === '') return 0;
  const moving = measures.filter(({ id }) => draft.moving.includes(id));
  const open = moving.findIndex(({ id }) => draft.entries[id]?.direction === undefined);
  return open < 0 ? undefined : 1 + Math.floor(open / measuresAStep);
}

function draftKey(cycle: Cycle, personId: string): FormKey {
  return { personId, form: 'focus', subjectId: cycle.id };
}

/** What was entered and not finished, else the answer that stands. */
async function currentDraft(services: Services, cycle: Cycle, personId: string): Promise<FocusDraft> {
  const kept = await loadFormDraft(
    services.kernel.database.prisma,
    draftKey(cycle, personId),
    FocusDraftSchema,
  );
  if (kept !== undefined) return kept;
  const answer = cycle.focus?.content;
  const moving = answer?.expectations.filter(({ direction }) => direction !== 'same') ?? [];
  return {
    focus: answer?.focus ?? '',
    moving: moving.map(({ measure }) => measure),
    entries: Object.fromEntries(
      moving.map(({ measure, direction, size, mindChanger }) => [
        measure,
        {
          direction: direction === 'up' ? 'up' : 'down',
          size: size === undefined ? '' : numberForInput(size),
          mindChanger,
        },
      ]),
    ),
  };
}

/** Step 1 asks for the first two moving measures, step 2 for the next two … */
function measuresOfStep(measures: readonly Measure[], draft: FocusDraft, step: number): Measure[] {
  const moving = measures.filter(({ id }) => draft.moving.includes(id));
  return moving.slice((step - 1) * measuresAStep, step * measuresAStep);
}

type Entered = { kind: 'draft'; draft: FocusDraft } | { kind: 'errors'; errors: Record<string, string> };

function enterFocus(values: FormValues, measures: readonly Measure[], before: FocusDraft): Entered {
  const { texts, errors } = enterTexts(values, {
    focus: { missing: 'Please say what this week is about.', longest: longestFocus },
  });
  if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
  const moving = values.choices('moving').filter((id) => measures.some((measure) => measure.id === id));
  return { kind: 'draft', draft: { ...before, focus: texts.focus, moving } };
}

function enterExpectations(values: FormValues, measures: readonly Measure[], before: FocusDraft): Entered {
  const errors: Record<string, string> = {};
  const entries = { ...before.entries };
  for (const measure of measures) {
    const blocks = expectationBlockIds(measure.id);
    const direction = values.choice(blocks.direction);
    const size = values.text(blocks.size);
    const parsed = parseNumber(size);
    if (direction !== 'up' && direction !== 'down') errors[blocks.direction] = 'Please choose up or down.';
    if (parsed.kind === 'refused') errors[blocks.size] = parsed.message;
    else if (parsed.kind === 'empty') errors[blocks.size] = 'Please say by how much.';
    else if (parsed.value <= 0)
      errors[blocks.size] = 'Please enter a number above 0; up or down is chosen above.';
    else if (parsed.value > 1e12) errors[blocks.size] = 'That is too large to be right.';
    const doubt = enterTexts(values, {
      [blocks.mindChanger]: {
        missing: 'Please say what would change our mind.',
        longest: longestMindChanger,
      },
    });
    Object.assign(errors, doubt.errors);
    const mindChanger = doubt.texts[blocks.mindChanger] ?? '';
    entries[measure.id] = { direction: direction === 'up' ? 'up' : 'down', size, mindChanger };
  }
  return Object.keys(errors).length > 0
    ? { kind: 'errors', errors }
    : { kind: 'draft', draft: { ...before, entries } };
}
