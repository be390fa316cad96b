export { codec } from './codec.ts';
export {
  createSlackClient,
  createSlackFace,
  identify,
  type RealTokens,
  slackEventsPath,
} from './connection.ts';
export {
  messageFailed,
  messageSent,
  postMessage,
  redrawMessage,
  retryDelivery,
  settleDoubt,
} from './delivery.ts';
export { eventsDropped } from './events-dropped.ts';
export { dropFormDraft, type FormKey, loadFormDraft, saveFormDraft } from './form-drafts.ts';
export { createOutbox, type OutboxOptions } from './outbox.ts';
export type {
  Click,
  Command,
  FormValues,
  Route,
  Submission,
  SubmissionAnswer,
} from './routes.ts';
export { adviceFor, classifySlackError } from './slack-error.ts';
export { channelMention, mention, slackDate } from './text.ts';
