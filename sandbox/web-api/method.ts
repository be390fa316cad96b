import type { JsonObject } from '../json.ts';
import type { Tier } from '../rate-limits.ts';
import { SlackApiError } from '../slack-error.ts';
import type { Conversation } from '../types.ts';
import type { Workspace } from '../workspace.ts';
import type { Arguments } from './arguments.ts';

/** One Web API method. */
export interface Method {
  tier: Tier;
  /** Which token it takes; `none` works without one. */
  token: 'bot' | 'app' | 'any' | 'none';
  /** The bot scope it always needs. Scopes that depend on the conversation are checked in `run`. */
  scope?: string;
  /** Does the work. @returns the answer without `ok`. @throws SlackApiError */
  run(ws: Workspace, args: Arguments, call: { token: 'bot' | 'app' | null }): JsonObject;
}

export type Methods = { [name: string]: Method };

/** @throws SlackApiError `missing_scope`, naming what is needed and what the manifest grants. */
export function requireScope(ws: Workspace, ...scopes: string[]): void {
  const missing = scopes.filter((scope) => !ws.app.scopes.has(scope));
  if (missing.length === 0) return;
  throw new SlackApiError('missing_scope', {
    needed: missing.join(','),
    provided: [...ws.app.scopes].join(','),
  });
}

const SCOPE_PREFIX = { channel: 'channels', private: 'groups', im: 'im', mpim: 'mpim' } as const;

/** `channels:read`, `groups:history`… for a conversation's kind. */
export function scopeFor(kind: Conversation['kind'], right: 'read' | 'history'): string {
  return `${SCOPE_PREFIX[kind]}:${right}`;
}

function isClosed({ kind }: Conversation): boolean {
  return kind === 'private' || kind === 'mpim';
}

/**
 * The conversation behind an id, as far as the bot may know of it.
 * @throws SlackApiError `channel_not_found`, also for a private channel the bot is not in.
 */
export function conversationFor(ws: Workspace, id: string): Conversation {
  const conversation = ws.store.conversation(id);
  if (!conversation || (isClosed(conversation) && !conversation.botIsMember)) {
    throw new SlackApiError('channel_not_found');
  }
  return conversation;
}
