/** Someone in the workspace. `id` looks like Slack's (`U…`). */
export interface Person {
  id: string;
  name: string;
  realName: string;
  /** IANA time zone, e.g. `Europe/Berlin`. */
  tz: string;
  email?: string;
  title?: string;
  isAdmin?: boolean;
  isOwner?: boolean;
  /** A multi-channel guest. */
  isRestricted?: boolean;
  /** A single-channel guest. */
  isUltraRestricted?: boolean;
  /** Somebody of another organisation (Slack Connect). */
  isStranger?: boolean;
  deleted?: boolean;
}

/** A public or private channel as it is seeded. */
export interface Channel {
  id: string;
  name: string;
  isPrivate?: boolean;
  isArchived?: boolean;
  topic?: string;
  /** Ids of people. The bot is not listed here: see `botIsMember`. */
  members: string[];
  botIsMember?: boolean;
  /** Shared with another organisation (Slack Connect). A channel with a stranger in it is so anyway. */
  isExtShared?: boolean;
}

/** A group of people that can be mentioned (`<!subteam^S…>`). */
export interface UserGroup {
  /** `S…` */
  id: string;
  name: string;
  /** Without the `@`. */
  handle: string;
  description?: string;
  /** Ids of people. */
  members: string[];
  isDisabled?: boolean;
}

export interface Team {
  id: string;
  name: string;
  domain: string;
}

export interface WorkspaceSeed {
  team: Team;
  people: Person[];
  channels: Channel[];
  userGroups?: UserGroup[] | undefined;
}

export type ClockMove = { by: number } | { to: number } | { toNextDue: true };

export interface WorkspaceClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Moves time and resolves when the owner of the clock has caught up. Absent: the clock cannot be moved. */
  move?(command: ClockMove): Promise<void>;
  nextDue?(): Promise<{ at: number; what: string } | null>;
}

export interface SlashCommand {
  command: string;
  description?: string | undefined;
  usage_hint?: string | undefined;
  should_escape?: boolean | undefined;
}

export interface Shortcut {
  name: string;
  type: string;
  callback_id: string;
  description?: string | undefined;
}

/** What the workspace reads in a parsed app manifest; other fields are ignored. */
export interface Manifest {
  display_information: { name: string };
  features?:
    | {
        bot_user?: { display_name: string } | undefined;
        app_home?:
          | {
              home_tab_enabled?: boolean | undefined;
              messages_tab_enabled?: boolean | undefined;
              messages_tab_read_only_enabled?: boolean | undefined;
            }
          | undefined;
        slash_commands?: SlashCommand[] | undefined;
        shortcuts?: Shortcut[] | undefined;
      }
    | undefined;
  oauth_config?: { scopes?: { bot?: string[] | undefined } | undefined } | undefined;
  settings?:
    | {
        event_subscriptions?: { bot_events?: string[] | undefined } | undefined;
        interactivity?: { is_enabled: boolean } | undefined;
      }
    | undefined;
}

export interface Tokens {
  bot: string;
  app: string;
  signingSecret: string;
}

/**
 * What kind of conversation an id names; `im` is a person's conversation with the bot, `mpim` the bot's with
 * several people.
 */
export type ConversationKind = 'channel' | 'private' | 'im' | 'mpim';

export interface Conversation {
  id: string;
  kind: ConversationKind;
  name: string;
  topic: string;
  isArchived: boolean;
  /** Ids of people; the bot's membership is `botIsMember`. */
  members: string[];
  botIsMember: boolean;
  /** The person on the other side of an `im`. */
  peer?: string;
  isExtShared?: boolean;
  /** Epoch seconds. */
  created: number;
}

/** A file that was uploaded, or is being uploaded. */
export interface StoredFile {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  /** Bytes. */
  size: number;
  /** The bot's or a person's id. */
  user: string;
  altText: string;
  /** Epoch seconds. */
  created: number;
  /** `awaited`: its bytes have not come yet; `received`: they have; `complete`: the upload is finished. */
  status: 'awaited' | 'received' | 'complete';
  /** The secret part of the address its bytes are sent to. */
  ticket: string;
  /** Conversations it is shown in. */
  channels: string[];
}

export interface Pin {
  /** channel and ts, with a slash between. */
  id: string;
  channel: string;
  ts: string;
  by: string;
  /** Epoch seconds. */
  created: number;
}

/** Slack's bookmark JSON. */
export interface Bookmark {
  id: string;
  channel_id: string;
  title: string;
  link: string;
  emoji: string;
  icon_url: string;
  type: string;
  entity_id: null;
  date_created: number;
  date_updated: number;
  rank: string;
  last_updated_by_user_id: string;
  last_updated_by_team_id: string;
  shortcut_id: null;
  app_id: string;
}

/** A message that waits for its time. */
export interface ScheduledMessage {
  id: string;
  channel: string;
  /** Epoch seconds. */
  postAt: number;
  /** Epoch seconds. */
  created: number;
  /** The arguments of chat.postMessage it will be posted with. */
  args: { [name: string]: unknown };
}
