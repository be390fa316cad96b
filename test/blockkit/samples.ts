import type { Placement, Surface } from '../../src/blockkit/index.ts';

/** One valid block and element of every type, with every field filled in. */

export type Sample = Readonly<Record<string, unknown>>;

export const plain = (text: string) => ({ type: 'plain_text', text, emoji: true });
export const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: false });

const confirm = {
  title: plain('Sure?'),
  text: mrkdwn('It *cannot* be undone.'),
  confirm: plain('Yes'),
  deny: plain('No'),
  style: 'danger',
};
const optionA = { text: plain('A'), value: 'a', description: plain('the first') };
const optionB = { text: plain('B'), value: 'b' };
const options = [optionA, optionB];
const image = { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a picture' };
const dispatch = { trigger_actions_on: ['on_enter_pressed', 'on_character_entered'] };
const filter = { include: ['im', 'mpim', 'private', 'public'], exclude_bot_users: true };
const focus = { action_id: 'do', focus_on_load: true };
const menu = { ...focus, placeholder: plain('Choose'), confirm };
const multi = { ...menu, max_selected_items: 2 };
const typed = { ...focus, placeholder: plain('Type'), dispatch_action_config: dispatch };

export const richText = {
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: 'Hello ', style: { bold: true, italic: true, strike: false, code: false } },
        {
          type: 'link',
          url: 'https://example.com',
          text: 'there',
          unsafe: false,
          style: { underline: true },
        },
        { type: 'emoji', name: 'wave', unicode: '1f44b', skin_tone: 2 },
        { type: 'user', user_id: 'U1', style: { highlight: true } },
        { type: 'usergroup', usergroup_id: 'S1' },
        { type: 'team', team_id: 'T1' },
        { type: 'channel', channel_id: 'C1', style: { bold: true } },
        { type: 'broadcast', range: 'here' },
        {
          type: 'date',
          timestamp: 1_700_000_000,
          format: '{date_short}',
          url: 'https://x.y',
          fallback: 'then',
        },
        { type: 'color', value: '#F405B3' },
      ],
    },
    {
      type: 'rich_text_list',
      style: 'ordered',
      indent: 1,
      offset: 2,
      border: 1,
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'one' }] }],
    },
    { type: 'rich_text_quote', border: 0, elements: [{ type: 'text', text: 'said' }] },
    { type: 'rich_text_preformatted', border: 1, elements: [{ type: 'text', text: 'code' }] },
  ],
};

const feedbackButton = (text: string) => ({ text: plain(text), value: text, accessibility_label: text });

export const elements: Readonly<Record<string, Sample>> = {
  button: {
    type: 'button',
    action_id: 'do',
    text: plain('Do'),
    url: 'https://example.com',
    value: 'v1',
    accessibility_label: 'Do it',
    style: 'primary',
    confirm,
  },
  workflow_button: {
    type: 'workflow_button',
    action_id: 'do',
    text: plain('Run'),
    workflow: {
      trigger: {
        url: 'https://slack.com/shortcuts/Ft1/1',
        customizable_input_parameters: [{ name: 'a', value: 'b' }],
      },
    },
    accessibility_label: 'Run it',
    style: 'danger',
    confirm,
  },
  static_select: { type: 'static_select', ...menu, options, initial_option: optionA },
  multi_static_select: {
    type: 'multi_static_select',
    ...multi,
    option_groups: [{ label: plain('Letters'), options }],
    initial_options: [optionB],
  },
  external_select: { type: 'external_select', ...menu, min_query_length: 0, initial_option: optionA },
  multi_external_select: {
    type: 'multi_external_select',
    ...multi,
    min_query_length: 3,
    initial_options: options,
  },
  users_select: { type: 'users_select', ...menu, initial_user: 'U1' },
  multi_users_select: { type: 'multi_users_select', ...multi, initial_users: ['U1'] },
  conversations_select: {
    type: 'conversations_select',
    ...menu,
    initial_conversation: 'C1',
    default_to_current_conversation: true,
    filter,
    response_url_enabled: false,
  },
  multi_conversations_select: {
    type: 'multi_conversations_select',
    ...multi,
    initial_conversations: ['C1'],
    default_to_current_conversation: false,
    filter: { exclude_external_shared_channels: true },
  },
  channels_select: { type: 'channels_select', ...menu, initial_channel: 'C1', response_url_enabled: false },
  multi_channels_select: { type: 'multi_channels_select', ...multi, initial_channels: ['C1', 'C2'] },
  checkboxes: {
    type: 'checkboxes',
    ...focus,
    confirm,
    options: [{ ...optionA, text: mrkdwn('*A*') }, optionB],
    initial_options: [optionB],
  },
  radio_buttons: { type: 'radio_buttons', ...focus, confirm, options, initial_option: optionB },
  overflow: {
    type: 'overflow',
    action_id: 'do',
    confirm,
    options: [{ ...optionA, url: 'https://example.com' }],
  },
  datepicker: { type: 'datepicker', ...menu, initial_date: '2026-02-28' },
  timepicker: { type: 'timepicker', ...menu, initial_time: '23:59', timezone: 'Europe/Amsterdam' },
  datetimepicker: { type: 'datetimepicker', ...focus, confirm, initial_date_time: 1_628_633_820 },
  plain_text_input: {
    type: 'plain_text_input',
    ...typed,
    initial_value: 'x',
    multiline: true,
    min_length: 0,
    max_length: 10,
  },
  number_input: {
    type: 'number_input',
    ...typed,
    is_decimal_allowed: true,
    initial_value: '5',
    min_value: '-1.5',
    max_value: '10',
  },
  email_text_input: { type: 'email_text_input', ...typed, initial_value: 'a@example.com' },
  url_text_input: { type: 'url_text_input', ...typed, initial_value: 'https://example.com' },
  rich_text_input: {
    type: 'rich_text_input',
    ...typed,
    initial_value: richText,
    min_lines: 1,
    max_lines: 100,
  },
  file_input: { type: 'file_input', action_id: 'do', filetypes: ['pdf'], max_files: 3 },
  feedback_buttons: {
    type: 'feedback_buttons',
    action_id: 'do',
    positive_button: feedbackButton('Good'),
    negative_button: feedbackButton('Bad'),
  },
  icon_button: {
    type: 'icon_button',
    action_id: 'do',
    icon: 'trash',
    text: plain('Delete'),
    value: 'v',
    accessibility_label: 'Delete it',
    visible_to_user_ids: ['U1'],
    confirm,
  },
  image,
  plain_text: plain('words'),
  mrkdwn: mrkdwn('*words*'),
};

export const card = {
  type: 'card',
  hero_image: image,
  icon: image,
  title: mrkdwn('Title'),
  subtitle: plain('Subtitle'),
  body: mrkdwn('Body'),
  subtext: mrkdwn('Subtext'),
  actions: [elements['button']],
};

export const cell = { type: 'raw_text', text: 'cell' };
const task = {
  type: 'task_card',
  task_id: 't1',
  title: 'Task',
  status: 'complete',
  details: richText,
  output: richText,
  sources: [{ type: 'url', url: 'https://example.com', text: 'source' }],
};

export const blocks: Readonly<Record<string, Sample>> = {
  section: {
    type: 'section',
    block_id: 'id',
    text: mrkdwn('text'),
    fields: [plain('a'), mrkdwn('b')],
    accessory: elements['button'],
    expand: true,
  },
  header: { type: 'header', block_id: 'id', text: plain('Header') },
  divider: { type: 'divider', block_id: 'id' },
  context: { type: 'context', block_id: 'id', elements: [image, plain('a'), mrkdwn('b')] },
  actions: {
    type: 'actions',
    block_id: 'id',
    elements: [elements['button'], { ...elements['overflow'], action_id: 'o' }],
  },
  input: {
    type: 'input',
    block_id: 'id',
    label: plain('Label'),
    hint: plain('Hint'),
    element: elements['plain_text_input'],
    optional: true,
    dispatch_action: true,
  },
  image: {
    type: 'image',
    block_id: 'id',
    alt_text: 'alt',
    slack_file: { id: 'F0123456789' },
    title: plain('Title'),
  },
  rich_text: { ...richText, block_id: 'id' },
  markdown: { type: 'markdown', block_id: 'id', text: '**bold**' },
  table: {
    type: 'table',
    block_id: 'id',
    rows: [
      [cell, { type: 'raw_number', value: 4.5, text: '4.5' }],
      [richText, cell],
    ],
    column_settings: [{ align: 'right', is_wrapped: true }],
  },
  data_table: {
    type: 'data_table',
    block_id: 'id',
    caption: 'Numbers',
    rows: [
      [cell, cell],
      [richText, { type: 'raw_number', value: -1, text: '-1' }],
    ],
    page_size: 5,
    row_header_column_index: 0,
  },
  data_visualization: {
    type: 'data_visualization',
    block_id: 'id',
    title: 'Sales',
    chart: {
      type: 'line',
      series: [
        {
          name: 'Web',
          data: [
            { label: 'W1', value: 0 },
            { label: 'W2', value: -3.5 },
          ],
        },
      ],
      axis_config: { categories: ['W2', 'W1'], x_label: 'Week', y_label: 'Sales' },
    },
  },
  video: {
    type: 'video',
    block_id: 'id',
    title: plain('Film'),
    title_url: 'https://example.com',
    description: plain('A film'),
    author_name: 'Ann',
    provider_name: 'Tube',
    provider_icon_url: 'https://example.com/i.png',
    thumbnail_url: 'https://example.com/t.png',
    video_url: 'https://example.com/v',
    alt_text: 'a film',
  },
  alert: { type: 'alert', block_id: 'id', text: mrkdwn('Careful'), level: 'warning' },
  card: { ...card, block_id: 'id' },
  carousel: { type: 'carousel', block_id: 'id', elements: [card, card] },
  container: {
    type: 'container',
    block_id: 'id',
    title: plain('Title'),
    rich_text_title: richText,
    subtitle: mrkdwn('Subtitle'),
    icon: image,
    child_blocks: [{ type: 'divider' }, { type: 'section', text: plain('child') }],
    width: 'wide',
    is_collapsible: true,
    default_collapsed: true,
    has_header_divider: false,
  },
  context_actions: {
    type: 'context_actions',
    block_id: 'id',
    elements: [elements['feedback_buttons'], { ...elements['icon_button'], action_id: 'i' }],
  },
  task_card: { ...task, block_id: 'id' },
  plan: { type: 'plan', block_id: 'id', title: 'Plan', tasks: [{ ...task, status: 'pending' }] },
  file: { type: 'file', block_id: 'id', source: 'remote', external_id: 'x1' },
};

/** A valid payload of the surface that shows these blocks. */
export function payloadOf(surface: Surface, shown: readonly unknown[], rest: Sample = {}): Sample {
  switch (surface) {
    case 'message':
      return { text: 'text', blocks: shown, ...rest };
    case 'modal':
      return { type: 'modal', title: plain('Title'), submit: plain('Send'), blocks: shown, ...rest };
    case 'home':
      return { type: 'home', blocks: shown, ...rest };
  }
}

/** A block with the element in that slot. */
export function blockWith(placement: Placement, element: unknown): Sample {
  switch (placement) {
    case 'accessory':
      return { type: 'section', text: plain('text'), accessory: element };
    case 'input':
      return { type: 'input', label: plain('Label'), element };
    case 'contextActions':
      return { type: 'context_actions', elements: [element] };
    default:
      return { type: placement, elements: [element] };
  }
}
