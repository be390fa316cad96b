import type { ModalView } from '../blockkit/index.ts';
import type { Work } from '../kernel/index.ts';
import type { Click, Submission, SubmissionAnswer } from '../slack/index.ts';
import { setupForms } from './ids.ts';
import { forgetDraft, keepDraft } from './open-setup.ts';
import { createTeam, editTeam } from './save-team.ts';
import { nextFocusAt } from './say-week.ts';
import type { Services } from './services.ts';
import { detailsOfDraft, type SetupDraft, type SetupStep, setupCodec, setupSteps } from './setup-draft.ts';
import { steps } from './setup-steps.ts';
import { teamCreatedView, teamSavedView } from './views/setup-done.ts';

/** Takes one step: wrong answers are told at their fields, right ones lead on; the last one makes or changes the team. */
export async function submitSetupStep(
  services: Services,
  step: SetupStep,
  submission: Submission,
): Promise<SubmissionAnswer> {
  const draft = { ...setupCodec.decode(submission.privateMetadata), ...steps[step].read(submission.values) };
  const errors = await steps[step].check(services, draft);
  if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
  const next = setupSteps[setupSteps.indexOf(step) + 1];
  if (next === undefined) {
    const view = await services.kernel.work(async (work) => {
      await work.once(submission.onceKey);
      return saveDraft(work, submission.personId, draft);
    });
    return { kind: 'next', view };
  }
  if (draft.editing === undefined) {
    await services.kernel.work((work) => keepDraft(work, submission.personId, draft));
  }
  return { kind: 'next', view: steps[next].view(draft) };
}

/** The step before, with what was entered in this one carried along; it is checked when this one is sent again. */
export async function stepBack(click: Click): Promise<void> {
  const { view } = click.origin;
  if (view === undefined) return;
  const step = setupSteps.find((candidate) => setupForms[candidate] === view.callbackId);
  const before = step === undefined ? undefined : setupSteps[setupSteps.indexOf(step) - 1];
  if (step === undefined || before === undefined) return;
  const draft = { ...setupCodec.decode(view.privateMetadata), ...steps[step].read(view.values) };
  await click.redrawForm(steps[before].view(draft));
}

async function saveDraft(work: Work, personId: string, draft: SetupDraft): Promise<ModalView> {
  const details = detailsOfDraft(draft);
  if (draft.editing !== undefined) {
    const { teamId, version } = draft.editing;
    return teamSavedView(await editTeam(work, personId, teamId, version, details));
  }
  const team = await createTeam(work, personId, details);
  await forgetDraft(work, personId);
  return teamCreatedView(team, nextFocusAt(team.rhythm, work.now));
}
