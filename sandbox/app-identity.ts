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
  /** Whether clicks, submissions and shortcuts are sent to it at all. */
  interactivity: boolean;
}

export function appIdentity(manifest: Manifest, team: Team): AppIdentity {
  const { features } = manifest;
  const name = manifest.display_information.name;
  const scopes = new Set(manifest.oauth_config?.scopes?.bot ?? []);
  // Without the scope Slack installs neither commands nor shortcuts.
  const hasCommands = scopes.has('commands');
  return {
    id: stableId('A', team.id),
    name,
    botName: features?.bot_user?.display_name ?? name,
    botUserId: stableId('U', team.id),
    botId: stableId('B', team.id),
    scopes,
    events: new Set(manifest.settings?.event_subscriptions?.bot_events ?? []),
    commands: hasCommands ? (features?.slash_commands ?? []) : [],
    shortcuts: hasCommands ? (features?.shortcuts ?? []) : [],
    homeTab: features?.app_home?.home_tab_enabled === true,
    messagesTab: features?.app_home?.messages_tab_enabled !== false,
    messagesTabReadOnly: features?.app_home?.messages_tab_read_only_enabled === true,
    interactivity: manifest.settings?.interactivity?.is_enabled === true,
  };
}
