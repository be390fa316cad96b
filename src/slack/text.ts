import { safeMrkdwn } from '../blockkit/index.ts';

/** A mention that Slack draws as the person's name. */
export function mention(personId: string): string {
  return `<@${personId}>`;
}

export function channelMention(channelId: string): string {
  return `<#${channelId}>`;
}

/** `deadline` says "today" and "tomorrow" where it can; `record` stays what it is. */
type DateStyle = 'time' | 'deadline' | 'record';

const tokens: Readonly<Record<DateStyle, string>> = {
  time: '{time}',
  deadline: '{date_long_pretty} at {time}',
  record: '{date_long} at {time}',
};

/**
 * An instant that Slack shows in each reader's own zone.
 * @param fallback what is shown where Slack cannot (notifications, old clients): say the zone in it
 * @param before a word or two in front, inside, because Slack writes "Today" with a capital where its date comes first
 */
export function slackDate(instant: Date, style: DateStyle, fallback: string, before = ''): string {
  const lead = before === '' ? '' : `${before} `;
  const seconds = Math.floor(instant.getTime() / 1000);
  return `<!date^${seconds}^${lead}${tokens[style]}|${lead}${safeMrkdwn(fallback)}>`;
}
