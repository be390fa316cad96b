import type { AppIdentity } from './app-identity.ts';
import type { BlockKitProblem } from './blocks.ts';
import type { Delivery } from './delivery.ts';
import type { Faults } from './faults.ts';
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
  ms: number;
  /** What the validator found. */
  problems?: BlockKitProblem[];
}

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
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
}

/** Epoch seconds by the workspace's clock. */
export function nowSeconds(ws: Workspace): number {
  return Math.floor(ws.clock.now() / 1_000);
}

/** Whether a person sees a conversation at all. Guests and strangers see only what they are in. */
export function canSee(conversation: Conversation, person: Person): boolean {
  if (conversation.kind === 'im') return conversation.peer === person.id;
  if (conversation.members.includes(person.id)) return true;
  const isGuest =
    person.isRestricted === true || person.isUltraRestricted === true || person.isStranger === true;
  return conversation.kind === 'channel' && !isGuest;
}

/** Slack Connect people belong to another team. */
export function teamOf(ws: Workspace, person: Person): string {
  return person.isStranger === true ? 'T0STRANGERS' : ws.team.id;
}
