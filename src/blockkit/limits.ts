/**
 * The numbers and vocabularies of Block Kit, in code points, items and inclusive ranges.
 *
 * Source: `spec/limits.json` and `spec/vocabulary.json` of nicklambourne/slackblocks (MIT licence), whose authors
 * probed them against Slack's own `blocks.validate`; completed from docs.slack.dev where that list is silent. Where
 * sources differ, the stricter number is taken. A string or list that Slack calls required has at least one
 * character or item.
 */

/** Inclusive bounds; an absent side is unbounded. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** Where blocks can be shown. */
export type Surface = 'message' | 'modal' | 'home';

export const limits = {
  text: { min: 1, max: 3000 },
  blockId: { min: 1, max: 255 },
  actionId: { min: 1, max: 255 },
  placeholder: { min: 1, max: 150 },

  button: {
    text: { min: 1, max: 75 },
    url: { max: 3000 },
    value: { max: 2000 },
    accessibilityLabel: { max: 75 },
  },
  workflowButton: { text: { min: 1, max: 75 }, accessibilityLabel: { max: 75 } },
  feedbackButton: {
    text: { min: 1, max: 75 },
    value: { min: 1, max: 2000 },
    accessibilityLabel: { max: 75 },
  },
  iconButton: { value: { max: 2000 }, accessibilityLabel: { max: 75 }, visibleToUserIds: { max: 10 } },
  confirm: {
    title: { min: 1, max: 100 },
    text: { min: 1, max: 300 },
    confirm: { min: 1, max: 30 },
    deny: { min: 1, max: 30 },
  },
  option: {
    text: { min: 1, max: 75 },
    value: { min: 1, max: 150 },
    description: { min: 1, max: 75 },
    url: { max: 3000 },
  },
  optionGroup: { label: { min: 1, max: 75 }, options: { min: 1, max: 100 } },
  select: { options: { min: 1, max: 100 }, optionGroups: { min: 1, max: 100 } },
  multiSelect: { maxSelectedItems: { min: 1 } },
  overflow: { options: { min: 1, max: 5 } },
  checkboxes: { options: { min: 1, max: 10 } },
  radioButtons: { options: { min: 1, max: 10 } },
  plainTextInput: {
    minLength: { min: 0, max: 3000 },
    maxLength: { min: 1, max: 3000 },
    initialValue: { max: 3000 },
  },
  richTextInput: { minLines: { min: 1, max: 100 }, maxLines: { min: 1, max: 100 } },
  fileInput: { maxFiles: { min: 1, max: 10 } },
  dateTimePicker: { initialDateTime: { min: 1_000_000_000, max: 9_999_999_999 } },
  conversationFilter: { include: { min: 1 } },
  dispatchActionConfig: { triggerActionsOn: { min: 1, max: 2 } },

  actions: { elements: { min: 1, max: 25 } },
  alert: { text: { min: 1, max: 200 } },
  card: {
    title: { min: 1, max: 150 },
    subtitle: { min: 1, max: 150 },
    body: { min: 1, max: 200 },
    subtext: { min: 1, max: 200 },
    actions: { min: 1, max: 3 },
  },
  carousel: { elements: { min: 1, max: 10 } },
  container: {
    title: { min: 1, max: 150 },
    subtitle: { min: 1, max: 150 },
    childBlocks: { min: 1, max: 10 },
  },
  context: { elements: { min: 1, max: 10 } },
  contextActions: { elements: { min: 1, max: 5 } },
  header: { text: { min: 1, max: 150 } },
  image: { imageUrl: { min: 1, max: 3000 }, altText: { min: 1, max: 2000 }, title: { min: 1, max: 2000 } },
  input: { label: { min: 1, max: 2000 }, hint: { min: 1, max: 2000 } },
  markdown: { text: { min: 1, max: 12_000 }, total: { max: 12_000 } },
  section: { text: { min: 1, max: 3000 }, fields: { min: 1, max: 10 }, fieldText: { min: 1, max: 2000 } },
  plan: { tasks: { min: 1, max: 50 } },
  urlSource: { url: { min: 1, max: 3000 } },
  video: {
    title: { min: 1, max: 200 },
    titleUrl: { max: 2000 },
    description: { min: 1, max: 200 },
    authorName: { max: 50 },
    providerName: { max: 50 },
    providerIconUrl: { max: 2000 },
    thumbnailUrl: { min: 1, max: 3000 },
    videoUrl: { max: 3000 },
    altText: { min: 1, max: 200 },
  },
  richText: { indent: { min: 0, max: 8 }, offset: { min: 0 }, border: { min: 0, max: 1 } },
  table: {
    rows: { min: 1, max: 100 },
    columns: { min: 1, max: 20 },
    columnSettings: { min: 1, max: 20 },
    cellText: { min: 1 },
    content: { max: 10_000 },
    perMessage: { max: 1 },
  },
  dataTable: {
    caption: { min: 1 },
    rows: { min: 2, max: 201 },
    columns: { min: 1, max: 20 },
    pageSize: { min: 1, max: 100 },
    rowHeaderColumnIndex: { min: 0 },
    cellText: { min: 1 },
    content: { max: 20_000 },
    total: { max: 20_000 },
  },
  dataVisualization: {
    title: { min: 1, max: 50 },
    segments: { min: 1, max: 12 },
    segmentLabel: { min: 1, max: 20 },
    series: { min: 1, max: 12 },
    seriesName: { min: 1, max: 20 },
    data: { min: 1, max: 20 },
    pointLabel: { min: 1, max: 20 },
    categories: { min: 1, max: 20 },
    categoryLabel: { min: 1, max: 20 },
    axisLabel: { max: 50 },
    perMessage: { max: 2 },
  },

  message: {
    blocks: { min: 0, max: 50 },
    attachments: { max: 100 },
    text: { min: 1, max: 40_000 },
    markdownText: { min: 1, max: 12_000 },
  },
  view: {
    blocks: { min: 1, max: 100 },
    title: { min: 1, max: 24 },
    submit: { min: 1, max: 24 },
    close: { min: 1, max: 24 },
    privateMetadata: { max: 3000 },
    callbackId: { max: 255 },
    externalId: { max: 255 },
    jsonBytes: { max: 250_000 },
  },
} as const satisfies Record<string, Range | Record<string, Range>>;

/** The most `text` that `chat.update` and `chat.postEphemeral` take before `msg_too_long`, in code points. */
export const MAX_UPDATE_TEXT_CHARS = 4000;

/**
 * Our own budget for the text that one message shows in its blocks, in code points. Slack publishes no number:
 * `msg_blocks_too_long` has been seen from about 11,300 to 13,200 characters, so we stop well below. Blocks with a
 * total of their own (markdown, table, data_table) and the hidden text of menus and confirmations do not count.
 */
export const MESSAGE_TEXT_BUDGET = 10_000;

/** Which block types each surface takes. */
export const surfaceBlockTypes = {
  message: [
    'actions',
    'card',
    'carousel',
    'container',
    'context',
    'context_actions',
    'data_table',
    'data_visualization',
    'divider',
    'file',
    'header',
    'image',
    'input',
    'markdown',
    'plan',
    'rich_text',
    'section',
    'table',
    'task_card',
    'video',
  ],
  modal: [
    'actions',
    'alert',
    'card',
    'context',
    'divider',
    'header',
    'image',
    'input',
    'rich_text',
    'section',
    'video',
  ],
  home: [
    'actions',
    'card',
    'carousel',
    'container',
    'context',
    'data_table',
    'data_visualization',
    'divider',
    'header',
    'image',
    'input',
    'rich_text',
    'section',
    'table',
    'video',
  ],
} as const satisfies Record<Surface, readonly string[]>;

/** Which block types a container takes as children. */
export const containerBlockTypes = [
  'actions',
  'context',
  'divider',
  'file',
  'header',
  'image',
  'input',
  'rich_text',
  'section',
  'table',
  'video',
] as const;

const selects = [
  'static_select',
  'external_select',
  'users_select',
  'conversations_select',
  'channels_select',
  'multi_static_select',
  'multi_external_select',
  'multi_users_select',
  'multi_conversations_select',
  'multi_channels_select',
] as const;

/** Which element types each slot of a block takes. */
export const placements = {
  actions: [
    'button',
    'checkboxes',
    'datepicker',
    'datetimepicker',
    'overflow',
    'radio_buttons',
    'rich_text_input',
    'timepicker',
    'workflow_button',
    ...selects,
  ],
  accessory: [
    'button',
    'checkboxes',
    'datepicker',
    'image',
    'overflow',
    'radio_buttons',
    'timepicker',
    'workflow_button',
    ...selects,
  ],
  input: [
    'checkboxes',
    'datepicker',
    'datetimepicker',
    'email_text_input',
    'file_input',
    'number_input',
    'plain_text_input',
    'radio_buttons',
    'rich_text_input',
    'timepicker',
    'url_text_input',
    ...selects,
  ],
  context: ['image', 'mrkdwn', 'plain_text'],
  contextActions: ['feedback_buttons', 'icon_button'],
} as const;

/** A slot of a block that takes elements. */
export type Placement = keyof typeof placements;

/** The icons a card can show without an image of its own. */
export const slackIconNames =
  `archive book bookmark bot bug calendar call caret-left caret-right check clipboard code comment
  compass copy cube download edit email eye-closed eye-open file flag folder gear globe heart help image info key
  lightbulb link map mobile new-window pin plus refine refresh rocket save screen share sparkle star star-filled tag
  thumbs-down thumbs-up trash upload user warning`.split(/\s+/);
