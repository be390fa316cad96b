import { safeMrkdwn } from '../blockkit/index.ts';

/** A mention that Slack draws as the person's name. */
export function mention(personId: string): string {
  return `<@${personId}>`;
}

export function channelMention(channelId: string): string {
  return `<#${channelId}>`;
}

type DateStyle = 'time' | 'day' | 'day_and_time';

const tokens: Readonly<Record<DateStyle, string>> = {
  time: '{time}',
  day: '{date_short}',
  day_and_time: '{date_short_pretty} at {time}',
};

/**
 * An instant that Slack shows in each reader's own zone.
 * @param fallback what is shown where Slack cannot (notifications, old clients): say the zone in it
 */
export function slackDate(instant: Date, style: DateStyle, fallback: string): string {
  const seconds = Math.floor(instant.getTime() / 1000);
  return `<!date^${seconds}^${tokens[style]}|${safeMrkdwn(fallback)}>`;
}
