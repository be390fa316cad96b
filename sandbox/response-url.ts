import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentType, readBody, sendJson } from './http.ts';
import { type JsonObject, parseObject } from './json.ts';
import { canReplyTo, changeMessage, postAsBot, removeMessage } from './messages.ts';
import { realNow } from './real-time.ts';
import type { ResponseTarget } from './response-urls.ts';
import { SlackApiError } from './slack-error.ts';
import { flag, text } from './web-api/arguments.ts';
import { contentOf, MAX_TEXT } from './web-api/content.ts';
import type { CallRecord, Workspace } from './workspace.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/** Answers a post to a response_url: up to five within 30 minutes. */
export async function handleResponseUrl(
  ws: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
): Promise<void> {
  const started = realNow();
  const body = await readBody(request, MAX_BODY_BYTES);
  const form =
    contentType(request) === 'application/json' ? body : (new URLSearchParams(body).get('payload') ?? body);
  const args = parseObject(form) ?? {};
  const record: CallRecord = {
    at: new Date(ws.clock.now()).toISOString(),
    method: 'response_url',
    args,
    ok: false,
    ms: 0,
    status: 0,
  };
  ws.calls.add(record);
  const use = ws.responseUrls.use(id);
  try {
    if (use.kind === 'refused') throw new SlackApiError(use.error);
    ws.store.transaction(() => respond(ws, use.target, args));
    record.ok = true;
    sendJson(response, 200, { ok: true });
  } catch (error) {
    if (!(error instanceof SlackApiError)) throw error;
    record.error = error.code;
    if (error.problems.length > 0) record.problems = error.problems;
    const status = use.kind === 'refused' ? 404 : 400;
    sendJson(response, status, { ok: false, error: error.code, ...error.details });
  } finally {
    record.ms = Math.round(realNow() - started);
  }
}

/**
 * Does what an app's answer to a command or interaction says: posts (for the person alone unless
 * `in_channel`), or replaces or deletes the message that was acted on. Works where the bot is no member.
 * @throws SlackApiError
 */
export function respond(ws: Workspace, target: ResponseTarget, args: JsonObject): void {
  const conversation = ws.store.conversation(target.channel);
  if (!conversation) throw new SlackApiError('channel_not_found');
  const original = target.messageTs === null ? undefined : ws.store.message(target.channel, target.messageTs);
  const isOwn = original?.author === ws.app.botUserId;
  if (flag(args, 'delete_original')) {
    if (original && isOwn) removeMessage(ws, conversation, original);
    return;
  }
  const content = contentOf(ws, args, MAX_TEXT);
  if (flag(args, 'replace_original') && original && isOwn) {
    changeMessage(ws, conversation, original, content);
    return;
  }
  if (conversation.isArchived) throw new SlackApiError('is_archived');
  const threadTs = text(args, 'thread_ts');
  const inChannel = args['response_type'] === 'in_channel';
  postAsBot(ws, {
    conversation,
    ...content,
    threadTs: threadTs !== undefined && canReplyTo(ws, conversation.id, threadTs) ? threadTs : undefined,
    ephemeralFor: inChannel ? undefined : target.person,
  });
}
