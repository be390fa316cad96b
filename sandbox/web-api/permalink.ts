import type { StoredMessage } from '../store.ts';
import type { Workspace } from '../workspace.ts';

/** Where a message is found in a browser; a reply's names its thread as well. */
export function permalinkOf(ws: Workspace, { channel, ts, threadTs }: StoredMessage): string {
  const link = `https://${ws.team.domain}.slack.com/archives/${channel}/p${ts.replace('.', '')}`;
  return threadTs === null ? link : `${link}?thread_ts=${threadTs}&cid=${channel}`;
}
