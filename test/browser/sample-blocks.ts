import type { KnownBlock, ModalView } from '@slack/types';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
const option = (text: string, value: string) => ({ text: plain(text), value });
const cell = (text: string) => ({ type: 'raw_text' as const, text });

/** 2026-11-19 08:00 UTC. */
const THURSDAY = 1_795_075_200;

/** Every kind of text that a message carries. */
export const textBlocks: KnownBlock[] = [
  { type: 'header', text: plain('Week 47 :dart:') },
  {
    type: 'section',
    text: mrkdwn(
      `*Bold* _slanted_ ~gone~ \`code\` 2*3*4 &lt;script&gt; <@UPRIYA> <#CSUPPORT> <!here> ` +
        `<https://example.org/a|a site> <javascript:alert(1)|no link> <!date^${THURSDAY}^{date_num} {time}|then>\n&gt; quoted`,
    ),
    fields: [mrkdwn('*Speed*\n2.7 h'), plain('Quality 91 %')],
  },
  { type: 'divider' },
  { type: 'context', elements: [mrkdwn('Numbers as published')] },
  { type: 'image', image_url: 'https://pictures.example/chart.png', alt_text: 'Five small charts' },
  {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: 'Firm', style: { bold: true } },
          { type: 'user', user_id: 'UDANA' },
          { type: 'date', timestamp: THURSDAY, format: 'at {time}', fallback: 'then' },
        ],
      },
      {
        type: 'rich_text_list',
        style: 'bullet',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'first point' }] }],
      },
      { type: 'rich_text_quote', elements: [{ type: 'text', text: 'someone said' }] },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'let n = 1' }] },
    ],
  },
  { type: 'markdown', text: '## Lesson\nThe **lookup** fails\n- merged accounts' },
];

export const tableBlocks: KnownBlock[] = [
  {
    type: 'table',
    rows: [
      [cell('measure'), cell('this week')],
      [cell('Rework'), cell('11 %')],
    ],
  },
];

export const dataTableBlocks: KnownBlock[] = [
  {
    type: 'data_table',
    caption: 'Readings by team',
    page_size: 2,
    rows: [
      [cell('Team'), cell('n')],
      ...[5, 30, 9].map((n) => [cell(`Team ${n}`), { type: 'raw_number' as const, value: n, text: `${n}` }]),
    ],
  },
];

/** Everything one can press in a message. */
export const actionBlocks: KnownBlock[] = [
  {
    type: 'section',
    text: mrkdwn('*Week 47 · Monday focus*'),
    accessory: {
      type: 'static_select',
      action_id: 'pick.measure',
      placeholder: plain('Measure'),
      options: [option('Speed', 'speed'), option('Quality', 'quality')],
    },
  },
  {
    type: 'actions',
    block_id: 'focus',
    elements: [
      {
        type: 'button',
        action_id: 'focus.set',
        style: 'primary',
        text: plain('Set the focus'),
        value: 'w47',
      },
      {
        type: 'button',
        action_id: 'focus.skip',
        style: 'danger',
        text: plain('Skip this week'),
        confirm: {
          title: plain('Skip week 47?'),
          text: plain('Nobody is asked again.'),
          confirm: plain('Skip it'),
          deny: plain('Keep it'),
        },
      },
      { type: 'overflow', action_id: 'focus.more', options: [option('Show history', 'history')] },
    ],
  },
];

const input = (id: string, label: string, element: object, more: object = {}) => ({
  type: 'input',
  block_id: id,
  label: plain(label),
  element: { action_id: `${id}.input`, ...element },
  ...more,
});

/** A form with every input. */
export const formView = {
  type: 'modal',
  callback_id: 'form',
  title: plain('Set the focus'),
  submit: plain('Save the focus'),
  blocks: [
    input(
      'focus',
      'Focus of the week',
      { type: 'plain_text_input', multiline: true },
      { hint: plain('One sentence') },
    ),
    input('count', 'Completed', { type: 'number_input', is_decimal_allowed: false }, { optional: true }),
    input('mail', 'Mail', { type: 'email_text_input' }, { optional: true }),
    input('link', 'Evidence', { type: 'url_text_input' }, { optional: true }),
    input(
      'status',
      'Status',
      { type: 'radio_buttons', options: [option('On track', 'on'), option('At risk', 'risk')] },
      { optional: true },
    ),
    input(
      'tell',
      'Tell',
      { type: 'checkboxes', options: [option('The channel', 'channel'), option('The lead', 'lead')] },
      { optional: true },
    ),
    input('owner', 'Owner', { type: 'users_select' }, { optional: true }),
    input('reviewers', 'Reviewers', { type: 'multi_users_select' }, { optional: true }),
    input('room', 'Post to', { type: 'conversations_select' }, { optional: true }),
    input('zone', 'Zone', { type: 'external_select', min_query_length: 2 }, { optional: true }),
    input(
      'measures',
      'Measures',
      { type: 'multi_static_select', options: [option('Speed', 'speed'), option('Quality', 'quality')] },
      { optional: true },
    ),
    input('day', 'Day', { type: 'datepicker' }, { optional: true }),
    input('time', 'Time', { type: 'timepicker' }, { optional: true }),
    input('due', 'Due', { type: 'datetimepicker' }, { optional: true }),
    input('note', 'Note', { type: 'rich_text_input' }, { optional: true }),
    input(
      'proof',
      'Proof',
      { type: 'file_input', filetypes: ['csv', 'png'], max_files: 2 },
      { optional: true },
    ),
    { type: 'alert', level: 'warning', text: plain('Two actions are overdue') },
    {
      type: 'actions',
      block_id: 'steps',
      elements: [
        { type: 'button', action_id: 'form.more', text: plain('Add a line') },
        { type: 'button', action_id: 'form.push', text: plain('Look closer') },
      ],
    },
  ],
} satisfies ModalView;

/** A picture of one pixel. */
export const pixel: Buffer = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** Boxes around other things, and a picture that was uploaded. */
export function boxBlocks(fileId: string): KnownBlock[] {
  return [
    { type: 'image', slack_file: { id: fileId }, alt_text: 'One pixel of proof' },
    {
      type: 'card',
      block_id: 'card',
      title: plain('Export fails'),
      subtitle: plain('Since Tuesday'),
      body: plain('Every night at two.'),
      actions: [{ type: 'button', action_id: 'card.open', text: plain('Take it') }],
    },
    {
      type: 'container',
      block_id: 'box',
      title: plain('Details of the week'),
      is_collapsible: true,
      child_blocks: [{ type: 'section', text: mrkdwn('Asked of <!subteam^SLEADS>') }],
    },
  ] as KnownBlock[];
}
