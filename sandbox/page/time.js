// @ts-check

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * @param {string} tz
 * @param {Intl.DateTimeFormatOptions} options
 */
function format(tz, options) {
  const key = `${tz} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', { timeZone: tz, ...options });
    formats.set(key, found);
  }
  return found;
}

/**
 * Wall-clock parts of an instant in a zone.
 * @param {number} ms epoch milliseconds
 * @param {string} tz IANA zone
 */
function parts(ms, tz) {
  const found = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  const list = format(tz, {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(ms);
  for (const { type, value } of list)
    if (type in found) found[/** @type {keyof typeof found} */ (type)] = Number(value);
  return found;
}

/** @param {number} n */
const two = (n) => String(n).padStart(2, '0');

/**
 * @param {number} ms
 * @param {string} tz
 */
export function hourMinute(ms, tz) {
  const { hour, minute } = parts(ms, tz);
  return `${two(hour)}:${two(minute)}`;
}

/**
 * @param {number} ms
 * @param {string} tz
 */
export function hourMinuteSecond(ms, tz) {
  return `${hourMinute(ms, tz)}:${two(parts(ms, tz).second)}`;
}

/**
 * "Mon 16 Nov 2026"
 * @param {number} ms
 * @param {string} tz
 */
export function shortDate(ms, tz) {
  return format(tz, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
    .format(ms)
    .replace(',', '');
}

/**
 * "Mon"
 * @param {number} ms
 * @param {string} tz
 */
export function weekday(ms, tz) {
  return format(tz, { weekday: 'short' }).format(ms);
}

/**
 * The place a zone is named after: `Europe/Berlin` → Berlin.
 * @param {string} tz
 */
export function city(tz) {
  return (tz.split('/').at(-1) ?? tz).replaceAll('_', ' ');
}

/**
 * Day number in a zone, for "today" and "yesterday".
 * @param {number} ms
 * @param {string} tz
 */
export function dayNumber(ms, tz) {
  const { year, month, day } = parts(ms, tz);
  return Math.round(Date.UTC(year, month - 1, day) / DAY_MS);
}

/**
 * "Today", "Yesterday", "Tomorrow", else the date.
 * @param {number} ms
 * @param {string} tz
 * @param {number} now
 */
export function dayName(ms, tz, now) {
  return nearDay(ms, tz, now) ?? format(tz, { weekday: 'long', day: 'numeric', month: 'long' }).format(ms);
}

/**
 * @param {number} ms
 * @param {string} tz
 * @param {number} now
 */
function nearDay(ms, tz, now) {
  const distance = dayNumber(ms, tz) - dayNumber(now, tz);
  return { '-1': 'Yesterday', 0: 'Today', 1: 'Tomorrow' }[distance];
}

/** @param {number} n */
function ordinal(n) {
  const rest = n % 100;
  if (rest >= 11 && rest <= 13) return `${n}th`;
  return `${n}${['th', 'st', 'nd', 'rd'][n % 10] ?? 'th'}`;
}

/**
 * Slack's date tokens, as Slack's English client with a 24-hour clock writes them. The year is left out within half a year.
 * @param {number} ms
 * @param {string} template such as `{date_short_pretty} at {time}`
 * @param {string} tz
 * @param {number} now
 */
export function slackDate(ms, template, tz, now) {
  const p = parts(ms, tz);
  const year = Math.abs(ms - now) > 183 * DAY_MS ? `, ${p.year}` : '';
  const month = format(tz, { month: 'long' }).format(ms);
  const date = `${month} ${ordinal(p.day)}${year}`;
  const short = `${format('UTC', { month: 'short' })
    .format(Date.UTC(2001, p.month - 1, 15))
    .slice(0, 3)} ${p.day}${year}`;
  const long = `${format(tz, { weekday: 'long' }).format(ms)}, ${date}`;
  const near = nearDay(ms, tz, now)?.toLowerCase();
  /** @type {Record<string, string>} */
  const values = {
    date_num: `${p.year}-${two(p.month)}-${two(p.day)}`,
    date_slash: `${two(p.month)}/${two(p.day)}/${p.year}`,
    date,
    date_short: short,
    date_long: long,
    date_pretty: near ?? date,
    date_short_pretty: near ?? short,
    date_long_pretty: near ?? long,
    day_divider_pretty: near ?? long,
    date_long_full: long,
    time: `${two(p.hour)}:${two(p.minute)}`,
    time_secs: `${two(p.hour)}:${two(p.minute)}:${two(p.second)}`,
    ago: ago(ms, now),
  };
  const text = template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  return text.charAt(0).toUpperCase() === text.charAt(0) ? text : capitalised(template, text);
}

/**
 * Slack capitalises "today" only at the start.
 * @param {string} template
 * @param {string} text
 */
function capitalised(template, text) {
  return template.startsWith('{') ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/**
 * @param {number} ms
 * @param {number} now
 */
function ago(ms, now) {
  const minutes = Math.round((ms - now) / MINUTE_MS);
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  if (Math.abs(minutes) < 24 * 60) return words.format(Math.round(minutes / 60), 'hour');
  return words.format(Math.round(minutes / 60 / 24), 'day');
}

/**
 * The instant at which a zone's wall clock shows `2026-11-20T09:00`. A time skipped by a clock change moves forward.
 * @param {string} wall
 * @param {string} tz
 * @returns {number} epoch milliseconds
 */
export function fromWall(wall, tz) {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = wall.split(/\D/).map(Number);
  const asUtc = Date.UTC(year, month - 1, day, hour, minute);
  let guess = asUtc;
  for (let round = 0; round < 2; round += 1) guess = asUtc - offset(guess, tz);
  return guess;
}

/**
 * @param {number} ms
 * @param {string} tz
 */
export function toWall(ms, tz) {
  const p = parts(ms, tz);
  return `${p.year}-${two(p.month)}-${two(p.day)}T${two(p.hour)}:${two(p.minute)}`;
}

/**
 * @param {number} ms
 * @param {string} tz
 */
function offset(ms, tz) {
  const p = parts(ms, tz);
  return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(ms / 1000) * 1000;
}
