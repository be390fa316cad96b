import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../faults.ts';
import { contentType, readBody, sendJson } from '../http.ts';
import { type JsonObject, parseJson, parseObject } from '../json.ts';
import { realNow } from '../real-time.ts';
import { SlackApiError } from '../slack-error.ts';
import type { CallRecord, Workspace } from '../workspace.ts';
import { appMethods } from './apps.ts';
import { type Arguments, text } from './arguments.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { historyMethods } from './history.ts';
import { type Method, type Methods, requireScope } from './method.ts';
import { pinMethods } from './pins.ts';
import { reactionMethods } from './reactions.ts';
import { scheduledMethods } from './scheduled.ts';
import { userGroupMethods } from './user-groups.ts';
import { userMethods } from './users.ts';
import { viewMethods } from './views.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Longer answers are not kept for the inspector. */
const MAX_KEPT_ANSWER = 16 * 1024;

/** Every method the workspace knows. */
const methods = new Map<string, Method>(
  [
    appMethods,
    chatMethods,
    conversationMethods,
    fileMethods,
    historyMethods,
    pinMethods,
    reactionMethods,
    scheduledMethods,
    userGroupMethods,
    userMethods,
    viewMethods,
  ].flatMap((family: Methods) => Object.entries(family)),
);

/** The names of all methods; any other is `unknown_method`. */
export const methodNames: readonly string[] = [...methods.keys()];

type Answer =
  | { kind: 'json'; status: number; body: JsonObject; headers?: { [name: string]: string }; delayMs?: number }
  /** The caller hears nothing until it gives up. */
  | { kind: 'silence' };

interface Call {
  name: string;
  args: Arguments;
  bearer: string | undefined;
  record: CallRecord;
}

/** Answers `POST /api/<method>` (or GET with a query). */
export async function handleApi(
  ws: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const name = url.pathname.slice('/api/'.length);
  const started = realNow();
  const { args, bearer } = await readCall(request, url);
  const { token: _token, ...shown } = args;
  const record: CallRecord = {
    at: new Date(ws.clock.now()).toISOString(),
    method: name,
    args: readable(shown),
    ok: false,
    ms: 0,
    status: 0,
  };
  const seq = ws.calls.add(record);
  const answer = answerCall(ws, { name, args, bearer, record });
  if (answer.kind === 'json') {
    if (answer.delayMs !== undefined) await wait(answer.delayMs, undefined, { ref: false });
    record.status = answer.status;
    const length = sendJson(response, answer.status, answer.body, answer.headers);
    if (length <= MAX_KEPT_ANSWER) record.answer = answer.body;
  }
  // Hundredths: most answers take less than a millisecond.
  record.ms = Math.round((realNow() - started) * 100) / 100;
  const { ok, error, ms, status } = record;
  ws.stream.emit({
    type: 'call',
    seq,
    method: name,
    ok,
    ...(error === undefined ? {} : { error }),
    ms,
    status,
  });
}

/** Lists and objects out of the JSON strings that forms carry them in. */
function readable(args: Arguments): Arguments {
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => {
      const isJson = typeof value === 'string' && /^[[{]/.test(value);
      return [key, isJson ? (parseJson(value) ?? value) : value];
    }),
  );
}

/** Arguments and token. With a JSON body the token must be in the header; a form may carry it as well. */
async function readCall(
  request: IncomingMessage,
  url: URL,
): Promise<{ args: Arguments; bearer: string | undefined }> {
  const header = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]?.trim();
  const body = await readBody(request, MAX_BODY_BYTES);
  const query = Object.fromEntries(url.searchParams);
  if (contentType(request) === 'application/json') {
    return { args: { ...query, ...(parseObject(body) ?? {}) }, bearer: header };
  }
  const args = { ...query, ...Object.fromEntries(new URLSearchParams(body)) };
  return { args, bearer: header ?? text(args, 'token') };
}

function answerCall(ws: Workspace, call: Call): Answer {
  const fault = ws.faults.take(call.name);
  if (fault && fault.kind !== 'slow' && !fault.kind.endsWith('_after'))
    return answerFault(call.record, fault);
  const answer = perform(ws, call);
  if (fault?.kind === 'slow' && answer.kind === 'json') return { ...answer, delayMs: fault.delayMs ?? 0 };
  // The work is done; only the news of it is lost.
  return fault ? answerFault(call.record, fault) : answer;
}

function answerFault(record: CallRecord, fault: Fault): Answer {
  const error = fault.kind === 'error' ? (fault.error ?? 'fatal_error') : `fault: ${fault.kind}`;
  record.error = error;
  switch (fault.kind) {
    case '429':
      return tooMany(fault.retryAfterSeconds ?? 1);
    case '500_before':
    case '500_after':
      return { kind: 'json', status: 500, body: { ok: false, error: 'internal_error' } };
    case 'timeout_before':
    case 'timeout_after':
      return { kind: 'silence' };
    default:
      return { kind: 'json', status: 200, body: { ok: false, error } };
  }
}

function tooMany(seconds: number): Answer {
  return {
    kind: 'json',
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    headers: { 'retry-after': String(seconds) },
  };
}

function perform(ws: Workspace, call: Call): Answer {
  const { name, args, record } = call;
  const method = methods.get(name);
  const headers: { [key: string]: string } = {
    'x-oauth-scopes': [...ws.app.scopes].join(','),
    ...(method?.scope === undefined ? {} : { 'x-accepted-oauth-scopes': method.scope }),
  };
  try {
    if (!method) throw new SlackApiError('unknown_method', { req_method: name });
    const token = checkToken(ws, method, call.bearer);
    const seconds = ws.limits.take(name, method.tier, text(args, 'channel') ?? '');
    if (seconds > 0) {
      record.error = 'ratelimited';
      return tooMany(seconds);
    }
    if (method.scope !== undefined) requireScope(ws, method.scope);
    const body = ws.store.transaction(() => method.run(ws, args, { token }));
    record.ok = true;
    return { kind: 'json', status: 200, body: { ok: true, ...body }, headers };
  } catch (error) {
    if (!(error instanceof SlackApiError)) {
      // A mistake of the workspace's own: Slack's name for it, and what happened where a developer looks.
      record.error = `internal_error: ${error instanceof Error ? error.message : String(error)}`;
      return { kind: 'json', status: 200, body: { ok: false, error: 'internal_error' }, headers };
    }
    record.error = error.code;
    if (error.problems.length > 0) record.problems = error.problems;
    return { kind: 'json', status: 200, body: { ok: false, error: error.code, ...error.details }, headers };
  }
}

/** @throws SlackApiError `not_authed`, `invalid_auth`, `not_allowed_token_type`. */
function checkToken(ws: Workspace, method: Method, bearer: string | undefined): 'bot' | 'app' | null {
  if (bearer === undefined) {
    if (method.token === 'none') return null;
    throw new SlackApiError('not_authed');
  }
  const kind = bearer === ws.tokens.bot ? 'bot' : bearer === ws.tokens.app ? 'app' : null;
  if (method.token === 'none') return kind;
  if (kind === null) throw new SlackApiError('invalid_auth');
  if (kind === 'bot' && ws.installation.state !== 'installed') throw new SlackApiError(ws.installation.error);
  if (method.token !== 'any' && method.token !== kind) throw new SlackApiError('not_allowed_token_type');
  return kind;
}
