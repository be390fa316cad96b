import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadRequestError, contentType, readBody, sendJson } from '../http.ts';
import { type JsonObject, parseObject } from '../json.ts';
import type { Workspace } from '../workspace.ts';
import { acts } from './acts.ts';
import { addChannel, addPerson, changeChannel, changePerson, markRead, moveClock } from './changes.ts';
import { reads } from './reads.ts';
import { addFault, controlHttp, controlSocket, forgetFaults, setRateLimits } from './troubles.ts';
import { addUserGroup, changeUserGroup } from './user-groups.ts';

const MAX_BODY_BYTES = 1024 * 1024;

type Answer = JsonObject | Promise<JsonObject>;

/** `POST /control/<path>`; `id` is the last part of `people/:id` and `channels/:id`. */
function change(ws: Workspace, path: string, body: JsonObject, reset: () => Promise<void>): Answer | null {
  const [area = '', id] = path.split('/');
  switch (area) {
    case 'act':
      return acts.get(id ?? '')?.(ws, body) ?? null;
    case 'people':
      return id === undefined ? addPerson(ws, body) : changePerson(ws, id, body);
    case 'channels':
      return id === undefined ? addChannel(ws, body) : changeChannel(ws, id, body);
    case 'user-groups':
      return id === undefined ? addUserGroup(ws, body) : changeUserGroup(ws, id, body);
    case 'rate-limits':
      return setRateLimits(ws, body);
    case 'read':
      return markRead(ws, body);
    case 'clock':
      return moveClock(ws, body);
    case 'faults':
      return addFault(ws, body);
    case 'socket':
      return controlSocket(ws, body);
    case 'http':
      return controlHttp(ws, body);
    case 'reset':
      return reset().then(() => ({}));
    default:
      return null;
  }
}

/** The control API: what the page, tests and scripts use. Errors are `{error, message}` with a 4xx status. */
export async function handleControl(
  ws: Workspace,
  hooks: { reset(): Promise<void> },
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const path = url.pathname.slice('/control/'.length);
  try {
    const answer = await answerOf(ws, hooks, request, url, path);
    if (!answer)
      throw new BadRequestError(404, 'not_found', `There is no ${request.method} /control/${path}.`);
    sendJson(response, 200, answer);
  } catch (error) {
    if (!(error instanceof BadRequestError)) throw error;
    sendJson(response, error.status, { error: error.code, message: error.message });
  }
}

async function answerOf(
  ws: Workspace,
  hooks: { reset(): Promise<void> },
  request: IncomingMessage,
  url: URL,
  path: string,
): Promise<JsonObject | null> {
  if (request.method === 'GET') return (await reads.get(path)?.(ws, url.searchParams)) ?? null;
  if (request.method === 'DELETE' && path === 'faults') {
    return forgetFaults(ws);
  }
  if (request.method !== 'POST') return null;
  // A form on a foreign page cannot send this type without asking first.
  if (contentType(request) !== 'application/json') {
    throw new BadRequestError(415, 'unsupported_type', 'Send application/json.');
  }
  const body = parseObject(await readBody(request, MAX_BODY_BYTES));
  if (!body) throw new BadRequestError(400, 'invalid_json', 'The body must be a JSON object.');
  return await change(ws, path, body, hooks.reset);
}
