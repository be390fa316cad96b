import { randomUUID } from 'node:crypto';
import { type ModalView, modal, plain, section } from '../blockkit/index.ts';
import { describeError, type Log, UserFacingError } from '../kernel/index.ts';
import { triggerProblem } from './slack-error.ts';

/** A form with nothing to fill in: what happened, what was saved, what to do. */
export function noticeView(title: string, text: string): ModalView {
  return modal({ title, close: 'Close', blocks: [section(plain(text))] });
}

export function loadingView(title: string): ModalView {
  return modal({ title, close: 'Close', blocks: [section(plain('One moment, I am getting the numbers.'))] });
}

/** The words for an error: its own where it has some, otherwise a reference that an admin finds in the log. */
export function wordsFor(error: unknown, log: Log): string {
  if (error instanceof UserFacingError) {
    return error.saved === undefined ? error.message : `${error.message} ${error.saved}`;
  }
  if (triggerProblem(error) === 'expired') {
    return 'Slack waited no longer for me to open the form. Please press the button again; nothing is lost.';
  }
  const reference = randomUUID().slice(0, 8);
  log.error(
    { reference, error: describeError(error), stack: error instanceof Error ? error.stack : undefined },
    'unexpected error',
  );
  return `Something went wrong on my side, and nothing was saved. Please try again. If it keeps happening, give an admin the reference ${reference}.`;
}
