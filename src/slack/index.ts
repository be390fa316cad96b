export { type Codec, codec } from './codec.ts';
export {
  createSlackClient,
  createSlackFace,
  identify,
  type RealTokens,
  type SlackFace,
  type SlackIdentity,
  slackEventsPath,
} from './connection.ts';
export {
  messageFailed,
  messageSent,
  type NewMessage,
  postMessage,
  redrawMessage,
  retryDelivery,
  settleDoubt,
} from './delivery.ts';
export { dropFormDraft, type FormKey, loadFormDraft, saveFormDraft } from './form-drafts.ts';
export { createOutbox, type Outbox, type OutboxOptions } from './outbox.ts';
export type {
  Click,
  Command,
  FormValues,
  Interaction,
  OptionsQuery,
  Origin,
  Route,
  SlackEvent,
  Submission,
  SubmissionAnswer,
} from './routes.ts';
export { adviceFor, classifySlackError, type SlackFailure } from './slack-error.ts';
export { channelMention, mention, slackDate } from './text.ts';
