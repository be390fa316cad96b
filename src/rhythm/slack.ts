import type { ModalView } from '../blockkit/index.ts';
import { hourMs, later, type Work } from '../kernel/index.ts';
import { nextWorkingInstant, type Services } from '../org/index.ts';
import type { Click, Route, Submission, SubmissionAnswer } from '../slack/index.ts';
import { type AnswerOf, CheckpointAnswerSchema } from './answers.ts';
import { finishAction, raiseBlocker, resolveBlocker, updateCheckpoint } from './checkpoint.ts';
import type { Cycle } from './cycle.ts';
import { enterTexts, ownerProblem } from './enter.ts';
import { approveFocus, proposeChange, requireDecision, returnFocus } from './focus.ts';
import { openFocusForm, submitFocusStep } from './focus-form.ts';
import { requireOpen, requireRight, requireUnfrozenFocus } from './guards.ts';
import { approvalValue, cycleValue, editValue, ids, itemValue } from './ids.ts';
import {
  addActionRows,
  openReviewForm,
  submitConfirmation,
  submitNumbers,
  submitReview,
  submitStory,
} from './review-form.ts';
import { EditedMeanwhileError, loadCycle } from './store.ts';
import { blockerForm, changeForm, checkpointForm, returnForm } from './views/forms.ts';

/** What people do in their week, by id. */
export function rhythmRoutes(services: Services): Route[] {
  const { work } = services.kernel;
  const opens = (
    id: string,
    build: (cycle: Cycle, personId: string) => ModalView | Promise<ModalView>,
  ): Route => ({
    kind: 'click',
    id,
    handle: (click) =>
      click.openForm(async () => {
        const { cycleId } = cycleValue.decode(click.value);
        return build(await loadCycle(services.kernel.database.prisma, cycleId), click.personId);
      }),
  });
  const submit = (id: string, handle: (submission: Submission) => Promise<SubmissionAnswer>): Route => ({
    kind: 'submit',
    id,
    handle,
  });
  const click = (id: string, handle: (click: Click) => Promise<void>): Route => ({
    kind: 'click',
    id,
    handle,
  });

  return [
    click(ids.setFocus, (one) =>
      one.openForm(() => openFocusForm(services, cycleValue.decode(one.value).cycleId, one.personId)),
    ),
    submit(ids.saveFocus, (submission) => submitFocusStep(services, submission)),
    click(ids.approveFocus, async (one) => {
      const { cycleId, focus, change } = approvalValue.decode(one.value);
      await work(async (unit) => {
        await unit.once(one.onceKey);
        await approveFocus(unit, services, cycleId, one.personId, { focus, change });
      });
      if (one.origin.kind !== 'message') await one.tell('Approved. The focus is frozen now.');
    }),
    opens(ids.questionFocus, async (cycle, personId) => {
      await requireDecision(services.kernel.database.prisma, cycle, personId);
      return returnForm(cycle);
    }),
    submit(ids.returnFocus, async (form) => {
      const { cycleId, ...seen } = approvalValue.decode(form.privateMetadata);
      const { texts, errors } = enterTexts(form.values, {
        note: { missing: 'Please say what should change.' },
      });
      if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
      return once(form, (unit) => returnFocus(unit, services, cycleId, form.personId, seen, texts.note));
    }),
    opens(ids.proposeChange, (cycle, personId) => {
      requireOpen(cycle);
      requireRight(cycle, personId, 'propose_change');
      requireUnfrozenFocus(cycle);
      return changeForm(cycle, cycle.change?.content);
    }),
    submit(ids.saveChange, async (form) => {
      const missing = 'Please fill this in.';
      const { texts, errors } = enterTexts(form.values, {
        change: { missing },
        impact: { missing },
        rollback: { missing },
      });
      if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
      return edit(form, 'change', texts, proposeChange, changeForm);
    }),
    opens(ids.updateCheckpoint, (cycle, personId) => {
      requireOpen(cycle);
      requireRight(cycle, personId, 'update_checkpoint');
      return checkpointForm(cycle, cycle.checkpoint?.content);
    }),
    submit(ids.saveCheckpoint, async (form) => {
      const { texts, errors } = enterTexts(form.values, { note: {} });
      const status = CheckpointAnswerSchema.shape.status.safeParse(form.values.choice('status'));
      if (!status.success) errors['status'] = 'Please choose one of the three.';
      if (!status.success || Object.keys(errors).length > 0) return { kind: 'errors', errors };
      const answer = { status: status.data, note: texts.note };
      return edit(form, 'checkpoint', answer, updateCheckpoint, checkpointForm);
    }),
    opens(ids.raiseBlocker, (cycle, personId) => {
      requireOpen(cycle);
      requireRight(cycle, personId, 'raise_blocker');
      return blockerForm(cycle, suggestedDue(services, cycle));
    }),
    submit(ids.saveBlocker, async (form) => {
      const { texts, errors } = enterTexts(form.values, { text: { missing: 'Please say what is stuck.' } });
      const ownerId = form.values.choice('owner') ?? '';
      const dueAt = form.values.instant('due');
      const problem =
        ownerId === '' ? 'Please choose who can unblock it.' : await ownerProblem(services, ownerId);
      if (problem !== undefined) errors['owner'] = problem;
      if (dueAt === undefined) errors['due'] = 'Please choose a date and a time.';
      else if (dueAt <= services.kernel.clock.now())
        errors['due'] = 'This is past. Please choose a later time.';
      if (Object.keys(errors).length > 0 || dueAt === undefined) return { kind: 'errors', errors };
      const blocker = { text: texts.text, ownerId, dueAt };
      return once(form, (unit, cycleId) => raiseBlocker(unit, services, cycleId, form.personId, blocker));
    }),
    click(ids.resolveBlocker, async (one) => {
      const { cycleId, itemId } = itemValue.decode(one.value);
      await work(async (unit) => {
        await unit.once(one.onceKey);
        await resolveBlocker(unit, services, cycleId, itemId, one.personId);
      });
    }),
    click(ids.finishAction, async (one) => {
      const { cycleId, itemId } = itemValue.decode(one.value);
      await work(async (unit) => {
        await unit.once(one.onceKey);
        await finishAction(unit, services, cycleId, itemId, one.personId);
      });
    }),
    click(ids.fillReview, (one) =>
      one.openForm(() => openReviewForm(services, cycleValue.decode(one.value).cycleId, one.personId)),
    ),
    submit(ids.saveNumbers, (form) => submitNumbers(services, form)),
    submit(ids.confirmNumbers, (form) => submitConfirmation(services, form)),
    submit(ids.saveStory, (form) => submitStory(services, form)),
    click(ids.moreActions, (one) => addActionRows(services, one)),
    submit(ids.publishReview, (form) => submitReview(services, form)),
  ];

  /**
   * Stores an answer that several people may give. Whoever had the form open while another answered gets it back as it
   * was typed, with who it was and what it replaces now.
   */
  async function edit<K extends 'change' | 'checkpoint'>(
    form: Submission,
    kind: K,
    answer: AnswerOf<K>,
    store: (
      unit: Work,
      services: Services,
      cycleId: string,
      personId: string,
      answer: AnswerOf<K>,
      seen: number | undefined,
    ) => Promise<void>,
    again: (cycle: Cycle, answer: AnswerOf<K>, note: string) => ModalView,
  ): Promise<SubmissionAnswer> {
    const { cycleId, seen } = editValue.decode(form.privateMetadata);
    try {
      return await once(form, (unit) => store(unit, services, cycleId, form.personId, answer, seen));
    } catch (error) {
      if (!(error instanceof EditedMeanwhileError)) throw error;
      const cycle = await loadCycle(services.kernel.database.prisma, cycleId);
      const note = `${error.by} answered while this form was open, and nothing of yours was saved. What you typed is below: saved now, it replaces theirs, which is kept as version ${cycle[kind]?.version ?? 0}.`;
      return { kind: 'next', view: again(cycle, answer, note) };
    }
  }

  /** Carries a finished form out, once. */
  async function once(
    form: Submission,
    run: (unit: Work, cycleId: string) => Promise<void>,
  ): Promise<SubmissionAnswer> {
    const { cycleId } = cycleValue.decode(form.privateMetadata);
    await work(async (unit) => {
      await unit.once(form.onceKey);
      await run(unit, cycleId);
    });
    return { kind: 'close' };
  }
}

/** A working day from now, in the team's hours. */
function suggestedDue(services: Services, cycle: Cycle): Date {
  const hours = { zone: cycle.zone, ...services.playbook.rhythm.workingHours };
  return nextWorkingInstant(later(services.kernel.clock.now(), 24 * hourMs), hours);
}
