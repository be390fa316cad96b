import type { Agenda } from './agenda.ts';
import type { AppIdentity } from './app-identity.ts';
import type { BlockKitProblem } from './blocks.ts';
import type { Delivery } from './delivery.ts';
import type { Faults } from './faults.ts';
import { asTs } from './ids.ts';
import type { JsonObject } from './json.ts';
import type { ModalStacks } from './modal-stacks.ts';
import type { RateLimits } from './rate-limits.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Ring } from './ring.ts';
import type { SocketMode } from './socket-mode.ts';
import type { Store } from './store.ts';
import type { Stream } from './stream.ts';
import type { SurfaceMemory } from './surface-memory.ts';
import type { Triggers } from './triggers.ts';
import type { Conversation, Person, Team, Tokens, WorkspaceClock } from './types.ts';

/** A call the app made, as the control API shows it. Tokens are never in it. */
export interface CallRecord {
  /** ISO, by the workspace's clock. */
  at: string;
  /** A Web API method, or `response_url`. */
  method: string;
  args: JsonObject;
  ok: boolean;
  error?: string;
  /** Real milliseconds until the answer left. */
  ms: number;
  /** The answer's HTTP status; 0 while there is none. */
  status: number;
  /** What the app was answered, unless it was very long. */
  answer?: JsonObject;
  /** What the validator found. */
  problems?: BlockKitProblem[];
}

/** What the page tells a person who comes for the first time, in the words of whoever started the workspace. */
export interface Welcome {
  text: string;
  /** The one thing to do next. */
  next?: string;
}

/** `revoked`: its token is refused, with `error`. `uninstalled`: nothing is sent to it either. */
export type Installation = { state: 'installed' } | { state: 'revoked' | 'uninstalled'; error: string };

/** Everything the Web API and the control API work on. */
export interface Workspace {
  team: Team;
  readonly app: AppIdentity;
  readonly tokens: Tokens;
  readonly clock: WorkspaceClock;
  readonly store: Store;
  readonly stream: Stream;
  readonly socket: SocketMode;
  readonly delivery: Delivery;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly modals: ModalStacks;
  readonly memory: SurfaceMemory;
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly calls: Ring<CallRecord>;
  readonly agenda: Agenda;
  installation: Installation;
  readonly welcome: Welcome | undefined;
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
}

/** The other organisation, whose people are strangers here. */
export const STRANGERS_TEAM = 'T0STRANGERS';

/** Epoch seconds by the workspace's clock. */
export function nowSeconds(ws: Workspace): number {
  return Math.floor(ws.clock.now() / 1_000);
}

/** Now as Slack writes an event's instant. */
export function instantTs(ws: Workspace): string {
  return asTs(Math.floor(ws.clock.now() * 1_000));
}

/** Whether a person sees a conversation at all. Guests and strangers see only what they are in. */
export function canSee(conversation: Conversation, person: Person): boolean {
  if (conversation.kind === 'im') return conversation.peer === person.id;
  if (conversation.members.includes(person.id)) return true;
  const isGuest =
    person.isRestricted === true || person.isUltraRestricted === true || person.isStranger === true;
  return conversation.kind === 'channel' && !isGuest;
}

/** Whether people of another organisation are in it, or could be. */
export function isExtShared(ws: Workspace, conversation: Conversation): boolean {
  if (conversation.isExtShared === true) return true;
  const strangers = ws.store.strangers();
  return conversation.kind !== 'im' && conversation.members.some((id) => strangers.has(id));
}

/** Slack Connect people belong to another team. */
export function teamOf(ws: Workspace, person: Person): string {
  return person.isStranger === true ? STRANGERS_TEAM : ws.team.id;
}
