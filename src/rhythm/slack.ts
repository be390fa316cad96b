import type { ModalView } from '../blockkit/index.ts';
import { hourMs, later, type Work } from '../kernel/index.ts';
import { nextWorkingInstant, type Services } from '../org/index.ts';
import type { Click, Route, Submission, SubmissionAnswer } from '../slack/index.ts';
import { CheckpointAnswerSchema } from './answers.ts';
import { finishAction, raiseBlocker, resolveBlocker, updateCheckpoint } from './checkpoint.ts';
import type { Cycle } from './cycle.ts';
import { approveFocus, proposeChange, requireDecision, returnFocus } from './focus.ts';
import { openFocusForm, submitFocusStep } from './focus-form.ts';
import { requireOpen, requireRight, requireUnfrozenFocus } from './guards.ts';
import { approvalValue, cycleValue, ids, itemValue } from './ids.ts';
import {
  addActionRows,
  openReviewForm,
  submitConfirmation,
  submitNumbers,
  submitReview,
  submitStory,
} from './review-form.ts';
import { loadCycle } from './store.ts';
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
      const note = form.values.text('note');
      if (note === '') return { kind: 'errors', errors: { note: 'Please say what should change.' } };
      const { cycleId, ...seen } = approvalValue.decode(form.privateMetadata);
      return once(form, (unit) => returnFocus(unit, services, cycleId, form.personId, seen, note));
    }),
    opens(ids.proposeChange, (cycle, personId) => {
      requireOpen(cycle);
      requireRight(cycle, personId, 'propose_change');
      requireUnfrozenFocus(cycle);
      return changeForm(cycle, cycle.change?.content);
    }),
    submit(ids.saveChange, async (form) => {
      const answer = {
        change: form.values.text('change'),
        impact: form.values.text('impact'),
        rollback: form.values.text('rollback'),
      };
      const errors = emptyFields(answer, 'Please fill this in.');
      if (errors !== undefined) return errors;
      return once(form, (unit, cycleId) => proposeChange(unit, services, cycleId, form.personId, answer));
    }),
    opens(ids.updateCheckpoint, (cycle, personId) => {
      requireOpen(cycle);
      requireRight(cycle, personId, 'update_checkpoint');
      return checkpointForm(cycle, cycle.checkpoint?.content);
    }),
    submit(ids.saveCheckpoint, async (form) => {
      const answer = CheckpointAnswerSchema.safeParse({
        status: form.values.choice('status'),
        note: form.values.text('note'),
      });
      if (!answer.success) return { kind: 'errors', errors: { status: 'Please choose one of the three.' } };
      return once(form, (unit, cycleId) =>
        updateCheckpoint(unit, services, cycleId, form.personId, answer.data),
      );
    }),
    opens(ids.raiseBlocker, (cycle, personId) => {
      requireOpen(cycle);
      requireRight(cycle, personId, 'raise_blocker');
      return blockerForm(cycle, suggestedDue(services, cycle));
    }),
    submit(ids.saveBlocker, async (form) => {
      const text = form.values.text('text');
      const ownerId = form.values.choice('owner') ?? '';
      const dueAt = form.values.instant('due');
      const errors: Record<string, string> = {};
      if (text === '') errors['text'] = 'Please say what is stuck.';
      if (ownerId === '') errors['owner'] = 'Please choose who can unblock it.';
      if (dueAt === undefined) errors['due'] = 'Please choose a date and a time.';
      else if (dueAt <= services.kernel.clock.now())
        errors['due'] = 'This is past. Please choose a later time.';
      if (Object.keys(errors).length > 0 || dueAt === undefined) return { kind: 'errors', errors };
      return once(form, (unit, cycleId) =>
        raiseBlocker(unit, services, cycleId, form.personId, { text, ownerId, dueAt }),
      );
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

function emptyFields(fields: Record<string, string>, message: string): SubmissionAnswer | undefined {
  const empty = Object.entries(fields).filter(([, text]) => text === '');
  return empty.length === 0
    ? undefined
    : { kind: 'errors', errors: Object.fromEntries(empty.map(([name]) => [name, message])) };
}

/** A working day from now, in the team's hours. */
function suggestedDue(services: Services, cycle: Cycle): Date {
  const hours = { zone: cycle.zone, ...services.playbook.rhythm.workingHours };
  return nextWorkingInstant(later(services.kernel.clock.now(), 24 * hourMs), hours);
}
