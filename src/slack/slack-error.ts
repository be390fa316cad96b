import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { describeError } from '../kernel/index.ts';

/** What an error of a Slack call means for the caller. */
export type SlackFailure =
  /** Not done; wait this long. */
  | { readonly kind: 'wait'; readonly code: string; readonly waitMs: number }
  /** Nobody knows whether it was done. */
  | { readonly kind: 'doubtful'; readonly code: string }
  /** Not done, and worth another try later. */
  | { readonly kind: 'later'; readonly code: string }
  /** The message that was to be changed is not there (any more). */
  | { readonly kind: 'message_gone'; readonly code: string }
  /** Not done, and trying again as it is makes no sense; an admin can mend it. */
  | { readonly kind: 'permanent'; readonly code: string; readonly detail: string | undefined };

/** Slack does not take the token; whatever is called next is refused as well. */
const tokenCodes = new Set([
  'account_inactive',
  'token_revoked',
  'invalid_auth',
  'token_expired',
  'not_authed',
]);
/** Part of the operation may have succeeded, says Slack's reference of common errors. */
const doubtfulCodes = new Set(['fatal_error', 'internal_error', 'request_timeout']);
const laterCodes = new Set([
  'service_unavailable',
  'team_added_to_org',
  'org_login_required',
  'rate_limited',
  'message_limit_exceeded',
]);
const goneCodes = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed', 'is_inactive']);
const defaultWaitMs = 30_000;

/**
 * Whether nothing can be done in Slack, and nobody be told so there, until the app is installed again. What waits for
 * that must not be given up at once: with the next token it can go out.
 */
export function isTokenRefused(failure: SlackFailure): boolean {
  return failure.kind === 'permanent' && tokenCodes.has(failure.code);
}

export function classifySlackError(error: unknown): SlackFailure {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: 'wait', code: 'ratelimited', waitMs: error.retryAfter * 1000 };
  }
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    if (code === 'ratelimited') return { kind: 'wait', code, waitMs: defaultWaitMs };
    if (doubtfulCodes.has(code)) return { kind: 'doubtful', code };
    if (laterCodes.has(code)) return { kind: 'later', code };
    if (goneCodes.has(code)) return { kind: 'message_gone', code };
    return { kind: 'permanent', code, detail: platformDetail(error) };
  }
  if (error instanceof WebAPIHTTPError) return { kind: 'doubtful', code: `http_${error.statusCode}` };
  if (error instanceof WebAPIRequestError) {
    return neverConnected(error)
      ? { kind: 'later', code: 'unreachable' }
      : { kind: 'doubtful', code: 'connection' };
  }
  return { kind: 'doubtful', code: describeError(error).slice(0, 80) };
}

/**
 * What is wrong with the trigger that a form was to be opened with, if that is the error: it was spent before, as when
 * Slack delivered the same click twice, or its three seconds were over. The guide and the reference name them differently.
 */
export function triggerProblem(error: unknown): 'spent' | 'expired' | undefined {
  if (!(error instanceof WebAPIPlatformError)) return undefined;
  const { error: code } = error.data;
  if (code === 'exchanged_trigger_id' || code === 'trigger_exchanged') return 'spent';
  return code === 'expired_trigger_id' || code === 'trigger_expired' ? 'expired' : undefined;
}

const neverConnectedCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** No connection, so nothing can have arrived. */
function neverConnected(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && neverConnectedCodes.has(String(cause.code))) return true;
  }
  return false;
}

/** For a missing scope which one, for a refused payload where. */
function platformDetail(error: WebAPIPlatformError): string | undefined {
  const data = error.data as { needed?: string; response_metadata?: { messages?: string[] } };
  if (data.needed !== undefined) return data.needed;
  return data.response_metadata?.messages?.slice(0, 3).join('; ');
}

/** What an admin should do about a permanent failure, in one sentence. `where` is a mention of the channel or person. */
export function adviceFor(code: string, where: string, detail?: string): string {
  switch (code) {
    case 'not_in_channel':
    case 'channel_not_found':
      return `I am not in ${where}, or it does not exist any more. Type \`/invite @Pacekeeper\` there, or choose another channel in the team's settings.`;
    case 'is_archived':
      return `${where} is archived. Unarchive it, or choose another channel in the team's settings.`;
    case 'missing_scope':
      return `The Slack app lacks the scope \`${detail ?? 'unknown'}\`. Add it under "OAuth & Permissions" and reinstall the app.`;
    case 'invalid_auth':
    case 'account_inactive':
    case 'token_revoked':
    case 'token_expired':
    case 'not_authed':
      return 'Slack does not accept my token any more. Reinstall the app and put the new token into the environment.';
    case 'restricted_action':
    case 'restricted_action_thread_locked':
      return `Slack's settings do not let me post in ${where}. Ask a workspace admin to allow it.`;
    case 'user_disabled':
    case 'cannot_dm_bot':
    case 'messages_tab_disabled':
      return `I cannot write to ${where} directly. Choose another person for the role.`;
    case 'connection':
    case 'service_unavailable':
    case 'fatal_error':
    case 'internal_error':
    case 'request_timeout':
      return "Slack did not answer, many times over. Look at Slack's status page, then try again.";
    default:
      if (code.startsWith('http_5'))
        return 'Slack had trouble, many times over. Look at its status page, then try again.';
      return `Slack refused it (\`${code}\`${detail === undefined ? '' : `: ${detail}`}).`;
  }
}
