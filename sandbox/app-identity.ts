import { stableId } from './ids.ts';
import type { Manifest, Shortcut, SlashCommand, Team } from './types.ts';

/** The app as the workspace knows it: from its manifest, with ids that stay the same over restarts. */
export interface AppIdentity {
  id: string;
  name: string;
  botName: string;
  botUserId: string;
  botId: string;
  scopes: ReadonlySet<string>;
  /** Event names it is subscribed to. */
  events: ReadonlySet<string>;
  commands: SlashCommand[];
  shortcuts: Shortcut[];
  homeTab: boolean;
  messagesTab: boolean;
  messagesTabReadOnly: boolean;
}

export function appIdentity(manifest: Manifest, team: Team): AppIdentity {
  const { features } = manifest;
  const name = manifest.display_information.name;
  return {
    id: stableId('A', team.id),
    name,
    botName: features?.bot_user?.display_name ?? name,
    botUserId: stableId('U', team.id),
    botId: stableId('B', team.id),
    scopes: new Set(manifest.oauth_config?.scopes?.bot ?? []),
    events: new Set(manifest.settings?.event_subscriptions?.bot_events ?? []),
    commands: features?.slash_commands ?? [],
    shortcuts: features?.shortcuts ?? [],
    homeTab: features?.app_home?.home_tab_enabled === true,
    messagesTab: features?.app_home?.messages_tab_enabled !== false,
    messagesTabReadOnly: features?.app_home?.messages_tab_read_only_enabled === true,
  };
}
