import {
  actions,
  button,
  type MessageBlock,
  type MessagePayload,
  safeMrkdwn,
  section,
  truncateMrkdwn,
} from '../../blockkit/index.ts';
import { formatInZone } from '../../kernel/wall-time.ts';
import { adviceFor, channelMention, mention, slackDate } from '../../slack/index.ts';
import { orgIds } from '../ids.ts';
import { type Stuck, type Trouble, troubleCodec } from '../trouble.ts';

/** What somebody did about it, last. */
export interface Mended {
  readonly how: 'retry' | 'confirm' | 'repost';
  readonly by: string;
  readonly at: Date;
  readonly count: number;
}

export interface TroubleNotice {
  readonly trouble: Trouble;
  /** What has not got through yet. */
  readonly stuck: readonly Stuck[];
  readonly mended?: Mended;
}

const mostShown = 5;
const longestLine = 150;

/** To admins: what did not get through, where, why, and what to do. */
export function troubleMessage(notice: TroubleNotice): MessagePayload {
  const { trouble, stuck, mended } = notice;
  const lines = mended === undefined ? [] : [mendedLine(mended, placeOf(trouble))];
  if (stuck.length === 0) return { text: lines.join('\n'), blocks: [section(lines.join('\n'))] };
  return trouble.inDoubt ? doubtMessage(notice, lines) : failedMessage(notice, lines);
}

/** To admins: work inside the program that was given up. */
export function gaveUpMessage(what: string, key: string): MessagePayload {
  const text = `*I tried something several times and gave up: ${code(what)}.* What it should have done did not happen, and nothing else was changed. The reason is in my log: look for ${code(key)}.`;
  return { text, blocks: [section(text)] };
}

/** To admins: Slack does not tell the app everything any more. */
export function eventsDroppedMessage(): MessagePayload {
  const text =
    '*Slack sends me more events than it allows, and drops some of them.* Prompts and snapshots go out as planned, and buttons and forms work. What people write to me may get no answer, and Home may be out of date: open it again. More than 30,000 events an hour usually come from very busy channels that I was invited to and that no team uses. Remove me from those.';
  return { text, blocks: [section(text)] };
}

function failedMessage({ trouble, stuck }: TroubleNotice, before: readonly string[]): MessagePayload {
  const many = stuck.length > 1;
  const lines = [
    `*${many ? `${stuck.length} messages` : 'A message'} could not be delivered to ${placeOf(trouble)}.*`,
    ...stuck.slice(0, mostShown).flatMap(({ says }) => (says === undefined ? [] : [`• ${oneLine(says)}`])),
    ...(many && stuck.length > mostShown && trouble.channelId !== null
      ? [`• and ${stuck.length - mostShown} more`]
      : []),
    adviceFor(
      trouble.code,
      placeOf(trouble),
      trouble.detail === null ? undefined : safeMrkdwn(trouble.detail),
    ),
    `Nothing is lost: I keep ${many ? 'them' : 'it'}. Press Try again when the cause is mended.`,
    ...before,
  ];
  const value = troubleCodec.encode({ trouble, deliveryIds: stuck.map(({ id }) => id) });
  return {
    text: lines.join('\n'),
    blocks: [
      section(lines.join('\n')),
      actions([button(orgIds.retryDelivery, 'Try again', { style: 'primary', value })]),
    ],
  };
}

/** Each message is its own question: one may be there and the next one not. */
function doubtMessage({ trouble, stuck }: TroubleNotice, before: readonly string[]): MessagePayload {
  const where = placeOf(trouble);
  const look =
    trouble.channelId === null
      ? `Please ask ${where} whether it is in their messages with me.`
      : `Please look whether it is in ${where}.`;
  const intro = [
    `*Slack did not say whether ${stuck.length > 1 ? `${stuck.length} messages` : 'a message'} to ${where} arrived.*`,
    `${look} Nothing is lost, and I do not send it again by myself, so that it is never there twice.`,
    ...before,
  ].join('\n');
  const shown = stuck.slice(0, mostShown);
  const rest = stuck.length - shown.length;
  const says = (item: Stuck) => (item.says === undefined ? 'A direct message' : oneLine(item.says));
  const blocks: MessageBlock[] = shown.flatMap((item) => {
    const value = troubleCodec.encode({ trouble, deliveryIds: [item.id] });
    return [
      section(says(item)),
      actions([
        button(orgIds.confirmDelivery, 'It is there', { value }),
        button(orgIds.repostDelivery, 'Post it again', { value }),
      ]),
    ];
  });
  const more = rest > 0 ? `And ${rest} more, which come up here when these are settled.` : undefined;
  return {
    text: [intro, ...shown.map((item) => `• ${says(item)}`), ...(more === undefined ? [] : [more])].join(
      '\n',
    ),
    blocks: [section(intro), ...blocks, ...(more === undefined ? [] : [section(more)])],
  };
}

function mendedLine({ how, by, at, count }: Mended, place: string): string {
  const when = slackDate(at, 'time', `${formatInZone(at, 'UTC').slice(4)} UTC`);
  const what = count > 1 ? `${count} messages to ${place}` : `A message to ${place}`;
  switch (how) {
    case 'retry':
      return `${what}: tried again by ${mention(by)}, ${when}. If it fails again, I say so here.`;
    case 'confirm':
      return `${what}: found in Slack by ${mention(by)}, ${when}.`;
    case 'repost':
      return `${what}: posted again for ${mention(by)}, ${when}.`;
  }
}

function placeOf({ channelId, personId }: Trouble): string {
  return channelId === null ? mention(personId ?? '') : channelMention(channelId);
}

/** What is mrkdwn already, cut to a line. */
function oneLine(text: string): string {
  return truncateMrkdwn(text, longestLine);
}

function code(text: string): string {
  return `\`${truncateMrkdwn(safeMrkdwn(text.replaceAll('`', "'")), 200)}\``;
}
