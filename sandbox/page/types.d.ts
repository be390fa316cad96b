/** Shapes the page reads from the control API. Block Kit is kept loose on purpose: the server validates, the page draws. */

export interface TextObject {
  type: string;
  text: string;
  emoji?: boolean;
  verbatim?: boolean;
}

export interface Option {
  text: TextObject;
  value?: string;
  description?: TextObject;
  url?: string;
}

export interface OptionGroup {
  label: TextObject;
  options: Option[];
}

export interface Confirm {
  title: TextObject;
  text: TextObject;
  confirm: TextObject;
  deny: TextObject;
  style?: string;
}

export interface RichStyle {
  bold?: boolean;
  italic?: boolean;
  strike?: boolean;
  code?: boolean;
}

export interface RichNode {
  type: string;
  text?: string;
  url?: string;
  name?: string;
  unicode?: string;
  user_id?: string;
  channel_id?: string;
  usergroup_id?: string;
  range?: string;
  timestamp?: number;
  format?: string;
  fallback?: string;
  value?: string | number;
  style?: RichStyle | string;
  indent?: number;
  offset?: number;
  border?: number;
  elements?: RichNode[];
}

export interface RichText {
  type: 'rich_text';
  elements: RichNode[];
}

/** What a person puts into an element; null clears it. */
export type Value = string | string[] | number | RichText | null;

export interface BlockElement {
  type: string;
  action_id?: string;
  text?: TextObject;
  value?: string;
  url?: string;
  style?: string;
  confirm?: Confirm;
  accessibility_label?: string;
  placeholder?: TextObject;
  options?: Option[];
  option_groups?: OptionGroup[];
  initial_option?: Option;
  initial_options?: Option[];
  initial_value?: string | RichText;
  initial_user?: string;
  initial_users?: string[];
  initial_channel?: string;
  initial_channels?: string[];
  initial_conversation?: string;
  initial_conversations?: string[];
  initial_date?: string;
  initial_time?: string;
  initial_date_time?: number;
  filter?: { include?: string[] };
  max_selected_items?: number;
  min_query_length?: number;
  min_length?: number;
  max_length?: number;
  min_value?: string;
  max_value?: string;
  is_decimal_allowed?: boolean;
  multiline?: boolean;
  timezone?: string;
  focus_on_load?: boolean;
  dispatch_action_config?: { trigger_actions_on?: string[] };
  image_url?: string;
  slack_file?: SlackFile;
  alt_text?: string;
  filetypes?: string[];
  max_files?: number;
}

export interface SlackFile {
  id?: string;
  url?: string;
}

export interface Block {
  type: string;
  block_id?: string;
  text?: TextObject | string;
  fields?: TextObject[];
  accessory?: BlockElement;
  elements?: (BlockElement & RichNode)[];
  element?: BlockElement;
  label?: TextObject;
  hint?: TextObject;
  optional?: boolean;
  dispatch_action?: boolean;
  image_url?: string;
  slack_file?: SlackFile;
  alt_text?: string;
  title?: TextObject | string;
  rows?: RichNode[][];
  column_settings?: ({ align?: string; is_wrapped?: boolean } | null)[];
  caption?: string;
  page_size?: number;
  row_header_column_index?: number;
  level?: string;
  subtitle?: TextObject;
  body?: TextObject;
  subtext?: TextObject;
  hero_image?: BlockElement;
  icon?: BlockElement;
  actions?: BlockElement[];
  child_blocks?: Block[];
  rich_text_title?: RichText;
  is_collapsible?: boolean;
  default_collapsed?: boolean;
  title_url?: string;
  video_url?: string;
  thumbnail_url?: string;
  description?: TextObject;
  author_name?: string;
  provider_name?: string;
}

export interface Problem {
  path?: string;
  pointer?: string;
  message?: string;
  code?: string;
}

export interface Message {
  type: string;
  ts: string;
  user?: string;
  bot_id?: string;
  username?: string;
  text?: string;
  blocks?: Block[];
  thread_ts?: string;
  reply_count?: number;
  latest_reply?: string;
  edited?: { ts: string };
  subtype?: string;
  ephemeral?: true;
  problems?: Problem[];
  files?: {
    id: string;
    title?: string;
    name?: string;
    mimetype?: string;
    pretty_type?: string;
    /** Bytes. */
    size?: number;
    url_private?: string;
    alt_txt?: string;
  }[];
  reactions?: { name: string; users: string[]; count: number }[];
}

/** One entry of Slack's `state.values[block_id][action_id]`. */
export interface StateEntry {
  type: string;
  value?: string | null;
  selected_option?: Option | null;
  selected_options?: Option[];
  selected_user?: string | null;
  selected_users?: string[];
  selected_channel?: string | null;
  selected_channels?: string[];
  selected_conversation?: string | null;
  selected_conversations?: string[];
  selected_date?: string | null;
  selected_time?: string | null;
  selected_date_time?: number | null;
  rich_text_value?: RichText | null;
  files?: { id: string; name?: string; size?: number }[];
}

export interface View {
  id: string;
  type: string;
  hash?: string;
  callback_id?: string;
  title?: TextObject;
  submit?: TextObject | null;
  close?: TextObject | null;
  blocks: Block[];
  state?: { values: Record<string, Record<string, StateEntry>> };
}

export interface OpenView extends View {
  status: 'open' | 'working';
  errors: Record<string, string>;
  notice?: string;
}

export interface Person {
  id: string;
  name: string;
  realName: string;
  tz: string;
  title?: string;
  isBot?: boolean;
  isRestricted?: boolean;
  isUltraRestricted?: boolean;
  isStranger?: boolean;
  deleted?: boolean;
}

export interface Conversation {
  id: string;
  kind: 'channel' | 'private' | 'im' | 'mpim';
  name: string;
  topic?: string;
  isArchived?: boolean;
  isMember?: boolean;
  unread: number;
  isExtShared?: boolean;
  peer?: string;
}

export interface UserGroup {
  id: string;
  name: string;
  handle: string;
  members: string[];
}

export interface Command {
  command: string;
  description?: string;
  usageHint?: string;
}

export interface Shortcut {
  name: string;
  callback_id: string;
  type?: string;
  description?: string;
}

export interface Workspace {
  team: { id: string; name: string; domain: string };
  app: {
    id: string;
    name: string;
    botUserId: string;
    botId: string;
    commands: Command[];
    shortcuts: Shortcut[];
    homeTab?: boolean;
    connected: boolean;
    installation?: 'installed' | 'revoked' | 'uninstalled';
  };
  people: Person[];
  userGroups?: UserGroup[];
  rateLimits?: 'realistic' | 'off';
  /** What whoever started the workspace says to a stranger. */
  welcome?: { text: string; next?: string } | null;
  clock: { now: string; canMove: boolean; nextDue: { at: string; what: string } | null };
}

export interface StreamEvent {
  type: string;
  channel?: string;
  ts?: string;
  person?: string;
  thread_ts?: string;
  now?: string;
  connected?: boolean;
  seq?: number;
  method?: string;
  ok?: boolean;
  error?: string;
}

export interface CallRecord {
  seq: number;
  at: string;
  method: string;
  args: Record<string, unknown>;
  ok: boolean;
  error?: string;
  ms: number;
  status: number;
  answer?: unknown;
  problems?: Problem[];
}

export interface DeliveryRecord {
  seq: number;
  at: string;
  kind: 'events_api' | 'interactive' | 'slash_commands';
  name: string;
  payload: unknown;
  acked: boolean;
  ms: number;
  reason?: string;
  lateMs?: number;
  error?: string;
  retry?: { num: number; reason: string };
  problems?: Problem[];
}

/** One line of the inspector. */
export interface TrafficEntry {
  id: string;
  kind: 'call' | DeliveryRecord['kind'];
  at: string;
  name: string;
  outcome: string;
  isFine: boolean;
  ms: number;
  problems: Problem[];
  record: CallRecord | DeliveryRecord;
}

export interface FaultKind {
  kind: string;
  on: string;
  what: string;
  fields: { name: string; type: 'text' | 'number'; required: boolean; values?: string[] }[];
}

export interface Fault {
  kind: string;
  times: number;
  [field: string]: unknown;
}

export interface Route {
  as: string;
  /** A conversation id, or `home` for the app's Home tab. */
  place: string;
  thread: string;
}

export interface Suggestions {
  options?: Option[];
  option_groups?: OptionGroup[];
}

/** How an element talks to whatever it stands in (a message, a modal, Home). */
export interface Field {
  id: string;
  /** Accessible name when no visible label is bound to the control. */
  label?: string;
  /** Id of a visible label, for groups (radio buttons, checkboxes). */
  labelledBy?: string;
  describedBy?: string;
  invalid: boolean;
  required: boolean;
  value: Value;
  /** Text fields that report to the app do it on Enter or on every character, never on blur. */
  dispatch: 'none' | 'enter' | 'character' | 'always';
  /** Remembers what is typed without telling anyone yet. */
  remember(value: Value): void;
  /** A choice is made: tells the server, which may tell the app. Resolves false when the person backed out. */
  commit(value?: Value): Promise<boolean>;
  suggest(query: string): Promise<{ options?: Option[]; option_groups?: OptionGroup[] }>;
}

export interface Host {
  /** Prefix for DOM ids, unique on the page. */
  id: string;
  errors: Record<string, string>;
  value(block: Block, element: BlockElement): Value | undefined;
  remember(block: Block, element: BlockElement, value: Value): void;
  /** `click` for actions and accessories, `fill` for inputs. */
  send(kind: 'click' | 'fill', block: Block, element: BlockElement, value: Value | undefined): Promise<void>;
  suggest(
    block: Block,
    element: BlockElement,
    query: string,
  ): Promise<{ options?: Option[]; option_groups?: OptionGroup[] }>;
}
