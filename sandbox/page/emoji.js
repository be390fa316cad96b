// @ts-check

/** The short names that business messages use. Slack knows thousands; an unknown one stays as written. */
/** @type {Record<string, string>} */
const EMOJI = {
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  ballot_box_with_check: '☑️',
  x: '❌',
  no_entry: '⛔',
  no_entry_sign: '🚫',
  warning: '⚠️',
  rotating_light: '🚨',
  exclamation: '❗',
  question: '❓',
  information_source: 'ℹ️',
  bell: '🔔',
  no_bell: '🔕',
  red_circle: '🔴',
  large_yellow_circle: '🟡',
  large_green_circle: '🟢',
  large_blue_circle: '🔵',
  white_circle: '⚪',
  black_circle: '⚫',
  small_red_triangle: '🔺',
  small_red_triangle_down: '🔻',
  arrow_up: '⬆️',
  arrow_down: '⬇️',
  arrow_right: '➡️',
  arrow_left: '⬅️',
  arrow_upper_right: '↗️',
  arrow_lower_right: '↘️',
  chart_with_upwards_trend: '📈',
  chart_with_downwards_trend: '📉',
  bar_chart: '📊',
  clipboard: '📋',
  memo: '📝',
  pencil2: '✏️',
  calendar: '📅',
  date: '📅',
  spiral_calendar_pad: '🗓️',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  alarm_clock: '⏰',
  clock9: '🕘',
  stopwatch: '⏱️',
  dart: '🎯',
  bulb: '💡',
  lock: '🔒',
  unlock: '🔓',
  key: '🔑',
  mag: '🔍',
  link: '🔗',
  paperclip: '📎',
  pushpin: '📌',
  speech_balloon: '💬',
  thought_balloon: '💭',
  eyes: '👀',
  wave: '👋',
  thumbsup: '👍',
  '+1': '👍',
  thumbsdown: '👎',
  '-1': '👎',
  clap: '👏',
  raised_hands: '🙌',
  pray: '🙏',
  tada: '🎉',
  rocket: '🚀',
  fire: '🔥',
  star: '⭐',
  sparkles: '✨',
  robot_face: '🤖',
  bust_in_silhouette: '👤',
  busts_in_silhouette: '👥',
  house: '🏠',
  moneybag: '💰',
  package: '📦',
  gear: '⚙️',
  wrench: '🔧',
  seedling: '🌱',
  palm_tree: '🌴',
  repeat: '🔁',
  zap: '⚡',
  smile: '😄',
  slightly_smiling_face: '🙂',
  heart: '❤️',
  coffee: '☕',
};

/**
 * @param {string} name without colons
 * @returns {string | undefined}
 */
export function emoji(name) {
  return EMOJI[name.split('::')[0] ?? name];
}

/**
 * Replaces the short names that are known.
 * @param {string} text
 */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji(name) ?? whole);
}
