import { messageProblems, problemLines } from '../blocks.ts';
import { fileProblems } from '../files.ts';
import { isObject, type JsonObject, objectsOf } from '../json.ts';
import { SlackApiError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';
import { type Arguments, flag, json, object, text } from './arguments.ts';

/** Above this many characters Slack cuts a posted text off. */
export const MAX_TEXT = 40_000;
/** chat.update and chat.postEphemeral refuse longer texts. */
export const MAX_UPDATE_TEXT = 4_000;
const MAX_MARKDOWN_TEXT = 12_000;
const MAX_ATTACHMENTS = 100;

export interface Content {
  text: string;
  blocks: unknown;
  attachments: JsonObject[] | undefined;
  metadata: JsonObject | undefined;
}

/** What goes with the answer when a text was cut off. */
export function warningsOf(args: Arguments): JsonObject {
  if ([...(text(args, 'text') ?? '')].length <= MAX_TEXT) return {};
  return { warning: 'message_truncated', response_metadata: { warnings: ['message_truncated'] } };
}

/** `@handle` of a user group becomes a mention; Slack no longer links people this way. */
function linked(ws: Workspace, args: Arguments, plain: string): string {
  if (!flag(args, 'link_names')) return plain;
  const groups = ws.store.userGroups.all().filter((group) => group.isDisabled !== true);
  return plain.replace(/(?<![\w<|])@([\w.-]*\w)/g, (whole, handle: string) => {
    const group = groups.find((one) => one.handle === handle);
    return group ? `<!subteam^${group.id}|@${handle}>` : whole;
  });
}

/** A message's text, blocks, attachments and metadata, checked as Slack does. @throws SlackApiError */
export function contentOf(ws: Workspace, args: Arguments, maxText: number): Content {
  const markdown = text(args, 'markdown_text');
  const plain = text(args, 'text');
  const blocks = listOrNone(json(args, 'blocks', 'invalid_blocks_format'), 'invalid_blocks_format');
  const attachments = listOrNone(json(args, 'attachments', 'invalid_attachments'), 'invalid_attachments');
  if (markdown !== undefined && (plain !== undefined || blocks !== undefined)) {
    throw new SlackApiError('markdown_text_conflict');
  }
  const shown = [...(markdown ?? plain ?? '')];
  if (shown.length === 0 && blocks === undefined && attachments === undefined)
    throw new SlackApiError('no_text');
  if (shown.length > (markdown === undefined ? maxText : MAX_MARKDOWN_TEXT)) {
    if (markdown !== undefined || maxText === MAX_UPDATE_TEXT) throw new SlackApiError('msg_too_long');
  }
  if ((attachments?.length ?? 0) > MAX_ATTACHMENTS) throw new SlackApiError('too_many_attachments');
  const problems = messageProblems({ blocks, attachments });
  if (problems.length === 0) problems.push(...fileProblems(ws, { blocks, attachments }));
  if (problems.length > 0) {
    // The only thing wrong is how much text all blocks hold together: Slack has a name of its own for that.
    const tooLong = problems.every(
      ({ pointer, message }) => /^\/(blocks|attachments)$/.test(pointer) && /together/.test(message),
    );
    const errors = problemLines(problems, '');
    const messages = errors.map((line) => `[ERROR] ${line}`);
    throw new SlackApiError(
      tooLong ? 'msg_blocks_too_long' : 'invalid_blocks',
      { errors, response_metadata: { messages } },
      problems,
    );
  }
  return {
    text: linked(ws, args, shown.slice(0, MAX_TEXT).join('')),
    blocks,
    attachments: attachments === undefined ? undefined : objectsOf(attachments),
    metadata: metadataOf(args),
  };
}

function listOrNone(value: unknown, error: string): unknown[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new SlackApiError(error);
  return value.length === 0 ? undefined : value;
}

function metadataOf(args: Arguments): JsonObject | undefined {
  const metadata = object(args, 'metadata', 'invalid_metadata_format');
  if (metadata === undefined || Object.keys(metadata).length === 0) return metadata;
  if (typeof metadata['event_type'] !== 'string' || !isObject(metadata['event_payload'])) {
    throw new SlackApiError('invalid_metadata_format');
  }
  return { event_type: metadata['event_type'], event_payload: metadata['event_payload'] };
}
