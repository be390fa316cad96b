import { sendEvent } from './events.ts';
import type { TOKEN_ERRORS } from './faults.ts';
import { instantTs, type Workspace } from './workspace.ts';

type TokenError = (typeof TOKEN_ERRORS)[number];

/** Refuses the bot token from now on, and tells the app where it is subscribed. */
export async function revokeToken(ws: Workspace, error: TokenError = 'token_revoked'): Promise<void> {
  ws.installation = { state: 'revoked', error };
  await sendEvent(ws, {
    type: 'tokens_revoked',
    tokens: { oauth: [], bot: [ws.app.botUserId] },
    event_ts: instantTs(ws),
  });
}

/**
 * Takes the app out of the workspace: its token is refused, and after these two events nothing more is sent
 * to it. Slack does not promise their order.
 */
export async function uninstall(ws: Workspace): Promise<void> {
  await revokeToken(ws);
  ws.installation = { state: 'uninstalled', error: 'token_revoked' };
  ws.stream.emit({ type: 'app', connected: ws.delivery.connected });
  await sendEvent(ws, { type: 'app_uninstalled', event_ts: instantTs(ws) });
}

/** The app is back, with the tokens it had. */
export function reinstall(ws: Workspace): void {
  ws.installation = { state: 'installed' };
  ws.stream.emit({ type: 'app', connected: ws.delivery.connected });
}
