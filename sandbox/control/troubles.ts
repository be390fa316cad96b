import { DISCONNECT_REASONS, FAULTS, type Fault, parseFault, TOKEN_ERRORS } from '../faults.ts';
import { newSecret } from '../ids.ts';
import { reinstall, revokeToken, uninstall } from '../installation.ts';
import { isObject, type JsonObject } from '../json.ts';
import { RATE_LIMIT_MODES } from '../rate-limits.ts';
import { nowSeconds, type Workspace } from '../workspace.ts';
import { changeChannel, changePerson } from './changes.ts';
import { bad, whole } from './input.ts';

/** What goes wrong on purpose: one shape for everything, `{kind, …}`. */

/** What waits to go wrong, and everything that can. */
export function faultList(ws: Workspace): JsonObject {
  return { faults: ws.faults.list(), kinds: FAULTS };
}

export async function addFault(ws: Workspace, body: JsonObject): Promise<JsonObject> {
  const fault = parseFault(body);
  if (typeof fault === 'string') throw bad('invalid_fault', fault);
  const known = FAULTS.find(({ kind }) => kind === fault.kind);
  if (known?.on === 'call') ws.faults.add(fault);
  else await happen(ws, fault);
  return { faults: ws.faults.list() };
}

async function happen(ws: Workspace, fault: Fault): Promise<void> {
  switch (fault.kind) {
    case 'duplicate_next':
      return ws.delivery.duplicateNext(fault.times);
    case 'reorder_next':
      return ws.delivery.reorderNext(fault.times);
    case 'delay_next':
      return ws.delivery.delayNext(fault.delayMs ?? 0);
    case 'app_rate_limited':
      return await tellRateLimited(ws);
    case 'drop_sockets':
      return ws.socket.drop();
    case 'disconnect': {
      const reason = DISCONNECT_REASONS.find((one) => one === fault.reason);
      return reason && ws.socket.disconnect(reason, fault.connections);
    }
    case 'revoke_token':
      return await revokeToken(
        ws,
        TOKEN_ERRORS.find((one) => one === fault.error),
      );
    case 'uninstall':
      return await uninstall(ws);
    case 'reinstall':
      return reinstall(ws);
    case 'archive_channel':
      await changeChannel(ws, fault.channel ?? '', { isArchived: true });
      return;
    case 'remove_bot':
      await changeChannel(ws, fault.channel ?? '', { botIsMember: false });
      return;
    case 'deactivate_person':
      await changePerson(ws, fault.person ?? '', { deleted: true });
      return;
    default:
      return;
  }
}

/** Not an event like others: it has no inner `event`, and is not repeated. */
async function tellRateLimited(ws: Workspace): Promise<void> {
  await ws.delivery.send('events_api', {
    token: 'local-workspace',
    type: 'app_rate_limited',
    team_id: ws.team.id,
    // The minute in which the app was found to get too much.
    minute_rate_limited: nowSeconds(ws) - (nowSeconds(ws) % 60),
    api_app_id: ws.app.id,
  });
}

export function forgetFaults(ws: Workspace): JsonObject {
  ws.faults.clear();
  ws.delivery.duplicateNext(0);
  ws.delivery.reorderNext(0);
  ws.delivery.delayNext(0);
  return { faults: [] };
}

export function setRateLimits(ws: Workspace, body: JsonObject): JsonObject {
  const mode = RATE_LIMIT_MODES.find((known) => known === body['mode']);
  if (!mode) throw bad('invalid_mode', `"mode" must be one of ${RATE_LIMIT_MODES.join(', ')}.`);
  ws.limits.setMode(mode);
  return { mode };
}

export function controlSocket(ws: Workspace, body: JsonObject): JsonObject {
  const { drop, disconnect, connections, duplicateNext, delayNextMs } = body;
  const reason = DISCONNECT_REASONS.find((known) => known === disconnect);
  if (drop === true) ws.socket.drop();
  else if (reason)
    ws.socket.disconnect(reason, connections === undefined ? undefined : whole(connections, 1));
  else if (duplicateNext !== undefined) ws.socket.duplicateNext(whole(duplicateNext, 0));
  else if (delayNextMs !== undefined) ws.delivery.delayNext(whole(delayNextMs, 0));
  else throw bad('invalid_command', 'Expected "drop", "disconnect", "duplicateNext" or "delayNextMs".');
  return { connections: ws.socket.connections };
}

/** Repeats over HTTP, and the two requests Slack makes when a request URL is entered. */
export async function controlHttp(ws: Workspace, body: JsonObject): Promise<JsonObject> {
  if (body['verify'] === true) return await verifyUrl(ws);
  if (body['sslCheck'] === true) {
    const fields = { ssl_check: '1', token: 'local-workspace' };
    const { acked, ms } = await ws.delivery.send('slash_commands', fields);
    return { acked, ms };
  }
  if (body['retryNext'] === undefined) {
    throw bad('invalid_command', 'Expected "retryNext", "verify" or "sslCheck".');
  }
  ws.delivery.retryNext(whole(body['retryNext'], 0));
  return {};
}

/** `verified`: the app gave the challenge back, as JSON or as it was. */
async function verifyUrl(ws: Workspace): Promise<JsonObject> {
  const challenge = newSecret(40);
  const payload = { token: 'local-workspace', challenge, type: 'url_verification' };
  const { acked, ms, body } = await ws.delivery.send('events_api', payload);
  const given = isObject(body) ? body['challenge'] : body;
  return { acked, ms, verified: acked && given === challenge };
}
