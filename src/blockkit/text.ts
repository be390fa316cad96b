/** Text for Slack: counted in code points, cut between graphemes, and made harmless. */

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The length Slack counts: Unicode code points, not UTF-16 units. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/**
 * At most `maxCodePoints` code points of `text`; when something was cut, the result ends in an ellipsis, which
 * counts. Never splits a code point or a grapheme. A limit below 1 gives the empty string.
 */
export function truncate(text: string, maxCodePoints: number): string {
  if (text.length <= maxCodePoints || codePoints(text) <= maxCodePoints) return text;
  if (maxCodePoints < 1) return '';
  let kept = '';
  let room = maxCodePoints - 1;
  for (const { segment } of graphemes.segment(text)) {
    room -= codePoints(segment);
    if (room < 0) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Like `truncate`, for mrkdwn: leaves no half entity (`&am`) and no half link or mention (`<@U12`) at the cut. */
export function truncateMrkdwn(text: string, maxCodePoints: number): string {
  const cut = truncate(text, maxCodePoints);
  return cut === text ? text : cut.replace(/(?:&[a-z]*|<[^<>]*)…$/, '…');
}

/**
 * `text` without what no reader should meet: control characters other than newline and tab (PostgreSQL refuses
 * U+0000), lone surrogates, and the bidirectional overrides and isolates that make text read as something else.
 */
export function cleanText(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/gu, '');
}

/** `text` with the three characters escaped that mean something in mrkdwn. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * Text from people, made safe to put into mrkdwn: cleaned and escaped, so that `<!channel>`, `<@U1>` and disguised
 * links show as typed. A bare `@here`, `@channel`, `@everyone` or `@group`, which Slack would still read as a
 * mention, gets a zero-width space after the `@`. Bold, italics and code are left alone: they harm nobody.
 */
export function safeMrkdwn(text: string): string {
  return escapeMrkdwn(cleanText(text)).replace(
    /@(?=(?:here|channel|everyone|group)(?![a-z0-9]))/gi,
    '@\u200B',
  );
}
