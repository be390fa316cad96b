/** The texts, options, elements and rich text that we build; the validator knows more than these. */

export interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji?: boolean;
}

export interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  readonly verbatim?: boolean;
}

export type TextObject = PlainText | Mrkdwn;

export interface Option {
  readonly text: TextObject;
  readonly value: string;
  readonly description?: PlainText;
}

/** An option of a select or overflow menu, where Slack takes plain text only. */
export interface PlainOption extends Option {
  readonly text: PlainText;
}

export interface OverflowOption extends PlainOption {
  readonly url?: string;
}

export interface OptionGroup {
  readonly label: PlainText;
  readonly options: readonly PlainOption[];
}

export interface Confirm {
  readonly title?: PlainText;
  readonly text: TextObject;
  readonly confirm?: PlainText;
  readonly deny?: PlainText;
  readonly style?: 'primary' | 'danger';
}

export interface DispatchActionConfig {
  readonly trigger_actions_on: readonly ('on_enter_pressed' | 'on_character_entered')[];
}

export interface ConversationFilter {
  readonly include?: readonly ('im' | 'mpim' | 'private' | 'public')[];
  readonly exclude_external_shared_channels?: boolean;
  readonly exclude_bot_users?: boolean;
}

interface Actionable {
  readonly action_id: string;
}
interface Focusable extends Actionable {
  readonly focus_on_load?: boolean;
}
interface Menu extends Focusable {
  readonly placeholder?: PlainText;
  readonly confirm?: Confirm;
}
interface MultiMenu extends Menu {
  readonly max_selected_items?: number;
}
interface TypedInput extends Focusable {
  readonly placeholder?: PlainText;
  readonly dispatch_action_config?: DispatchActionConfig;
}

export interface Button extends Actionable {
  readonly type: 'button';
  readonly text: PlainText;
  readonly value?: string;
  readonly url?: string;
  readonly style?: 'primary' | 'danger';
  readonly accessibility_label?: string;
  readonly confirm?: Confirm;
}

type StaticOptions =
  | { readonly options: readonly PlainOption[]; readonly option_groups?: never }
  | { readonly option_groups: readonly OptionGroup[]; readonly options?: never };

export type StaticSelect = Menu & {
  readonly type: 'static_select';
  readonly initial_option?: PlainOption;
} & StaticOptions;

export type MultiStaticSelect = MultiMenu & {
  readonly type: 'multi_static_select';
  readonly initial_options?: readonly PlainOption[];
} & StaticOptions;

export interface ExternalSelect extends Menu {
  readonly type: 'external_select';
  readonly initial_option?: PlainOption;
  readonly min_query_length?: number;
}

export interface UsersSelect extends Menu {
  readonly type: 'users_select';
  readonly initial_user?: string;
}

export interface MultiUsersSelect extends MultiMenu {
  readonly type: 'multi_users_select';
  readonly initial_users?: readonly string[];
}

export interface ConversationsSelect extends Menu {
  readonly type: 'conversations_select';
  readonly initial_conversation?: string;
  readonly default_to_current_conversation?: boolean;
  readonly filter?: ConversationFilter;
  readonly response_url_enabled?: boolean;
}

export interface ChannelsSelect extends Menu {
  readonly type: 'channels_select';
  readonly initial_channel?: string;
  readonly response_url_enabled?: boolean;
}

export interface Checkboxes extends Focusable {
  readonly type: 'checkboxes';
  readonly options: readonly Option[];
  readonly initial_options?: readonly Option[];
  readonly confirm?: Confirm;
}

export interface RadioButtons extends Focusable {
  readonly type: 'radio_buttons';
  readonly options: readonly Option[];
  readonly initial_option?: Option;
  readonly confirm?: Confirm;
}

export interface Overflow extends Actionable {
  readonly type: 'overflow';
  readonly options: readonly OverflowOption[];
  readonly confirm?: Confirm;
}

/** `initial_date` is YYYY-MM-DD. */
export interface DatePicker extends Menu {
  readonly type: 'datepicker';
  readonly initial_date?: string;
}

/** `initial_time` is HH:mm, `timezone` an IANA name. */
export interface TimePicker extends Menu {
  readonly type: 'timepicker';
  readonly initial_time?: string;
  readonly timezone?: string;
}

/** `initial_date_time` is in whole seconds since 1970, ten digits. */
export interface DateTimePicker extends Focusable {
  readonly type: 'datetimepicker';
  readonly initial_date_time?: number;
  readonly confirm?: Confirm;
}

export interface PlainTextInput extends TypedInput {
  readonly type: 'plain_text_input';
  readonly initial_value?: string;
  readonly multiline?: boolean;
  readonly min_length?: number;
  readonly max_length?: number;
}

/** Slack takes the numbers as strings. */
export interface NumberInput extends TypedInput {
  readonly type: 'number_input';
  readonly is_decimal_allowed: boolean;
  readonly initial_value?: string;
  readonly min_value?: string;
  readonly max_value?: string;
}

export interface UrlInput extends TypedInput {
  readonly type: 'url_text_input';
  readonly initial_value?: string;
}

export interface RichTextInput extends TypedInput {
  readonly type: 'rich_text_input';
  readonly initial_value?: RichTextBlock;
  readonly min_lines?: number;
  readonly max_lines?: number;
}

type ImageSource =
  | { readonly image_url: string; readonly slack_file?: never }
  | { readonly slack_file: { readonly id: string } | { readonly url: string }; readonly image_url?: never };

export type ImageElement = { readonly type: 'image'; readonly alt_text: string } & ImageSource;

export type Select = StaticSelect | ExternalSelect | UsersSelect | ConversationsSelect | ChannelsSelect;
export type MultiSelect = MultiStaticSelect | MultiUsersSelect;
type Picker = Select | MultiSelect | Checkboxes | RadioButtons | DatePicker | TimePicker;

export type ActionsElement = Button | Overflow | Picker | DateTimePicker | RichTextInput;
export type Accessory = Button | Overflow | Picker | ImageElement;
export type InputElement = Picker | DateTimePicker | PlainTextInput | NumberInput | UrlInput | RichTextInput;

export interface TextStyle {
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly strike?: boolean;
  readonly code?: boolean;
  readonly underline?: boolean;
}

export type RichTextElement =
  | { readonly type: 'text'; readonly text: string; readonly style?: TextStyle }
  | { readonly type: 'link'; readonly url: string; readonly text?: string; readonly style?: TextStyle }
  | { readonly type: 'emoji'; readonly name: string }
  | { readonly type: 'user'; readonly user_id: string }
  | { readonly type: 'usergroup'; readonly usergroup_id: string }
  | { readonly type: 'channel'; readonly channel_id: string }
  | {
      readonly type: 'date';
      readonly timestamp: number;
      readonly format: string;
      readonly fallback?: string;
    };

export interface RichTextSection {
  readonly type: 'rich_text_section';
  readonly elements: readonly RichTextElement[];
}

export type RichTextPart =
  | RichTextSection
  | {
      readonly type: 'rich_text_list';
      readonly style: 'bullet' | 'ordered';
      readonly elements: readonly RichTextSection[];
      readonly indent?: number;
    }
  | { readonly type: 'rich_text_quote'; readonly elements: readonly RichTextElement[] }
  | {
      readonly type: 'rich_text_preformatted';
      readonly elements: readonly Extract<RichTextElement, { type: 'text' | 'link' }>[];
    };

export interface Identified {
  readonly block_id?: string;
}

export interface RichTextBlock extends Identified {
  readonly type: 'rich_text';
  readonly elements: readonly RichTextPart[];
}
