import type { Ack } from '../delivery.ts';
import { type JsonObject, textOf } from '../json.ts';
import type { Person } from '../types.ts';
import type { Workspace } from '../workspace.ts';
import { actor } from './input.ts';

/** What all acts share. Each resolves when the app has answered, or its 3 seconds are over. */

interface ActResult {
  acked: boolean;
  ms: number;
  /** What Slack's client tells the person when it went wrong. */
  notice?: string;
}

export type Act = (ws: Workspace, body: JsonObject) => Promise<JsonObject>;

const NOT_ENABLED = 'This app takes no interactions: its manifest does not enable interactivity.';

const NOT_INSTALLED = 'This app is no longer installed in this workspace.';

/** What the person is told when an act was not answered. */
export function noticeOf(ack: Ack, standard: string): string {
  if (ack.reason === 'not_installed') return NOT_INSTALLED;
  return ack.reason === 'not_enabled' ? NOT_ENABLED : standard;
}

/** How an act ended, with a notice when it was not answered. */
export function result(ack: Ack, notice: string): JsonObject {
  const done: ActResult = {
    acked: ack.acked,
    ms: ack.ms,
    ...(ack.acked ? {} : { notice: noticeOf(ack, notice) }),
  };
  return { ...done };
}

/** Who acts: the body's `as`. */
export function person(ws: Workspace, body: JsonObject): Person {
  return actor(ws, textOf(body, 'as'));
}

/** Sends an interaction, if the app takes any. */
export async function interact(ws: Workspace, payload: JsonObject): Promise<Ack> {
  if (ws.installation.state === 'uninstalled')
    return ws.delivery.refuse('interactive', payload, 'not_installed');
  if (!ws.app.interactivity) return ws.delivery.refuse('interactive', payload, 'not_enabled');
  return await ws.delivery.send('interactive', payload);
}
