// @ts-check
/** @import { Message } from './types.d.ts' */
import { act } from './act.js';
import { h } from './dom.js';
import { emoji } from './emoji.js';
import { nameOf } from './mention.js';
import { menu } from './menu.js';
import { state } from './store.js';

/** What one reacts with at work; an app may use any other. */
const OFFERED = ['thumbsup', 'white_check_mark', 'eyes', 'tada', 'heart', 'question'];

/**
 * Who reacted with what; pressing one joins in or takes it back.
 * @param {string} channel
 * @param {Message} message
 * @param {string} id of the message's node
 */
export function reactionsOf(channel, message, id) {
  const list = message.reactions ?? [];
  if (list.length === 0) return null;
  return h(
    'div',
    { class: 'reactions' },
    list.map((one) => {
      const mine = one.users.includes(state.route.as);
      const who = one.users.map((user) => nameOf(user)).join(', ');
      return h(
        'button',
        {
          type: 'button',
          class: 'reaction',
          id: `${id}-reaction-${one.name}`,
          'aria-pressed': String(mine),
          'aria-label': `${words(one.name)}: ${who}`,
          title: `${who} reacted with :${one.name}:`,
          onclick: () => void act('react', { channel, ts: message.ts, name: one.name, remove: mine }),
        },
        h('span', { 'aria-hidden': 'true' }, emoji(one.name) ?? `:${one.name}:`),
        ` ${one.count}`,
      );
    }),
  );
}

/**
 * @param {string} channel
 * @param {Message} message
 * @param {string} id
 */
export function reactMenu(channel, message, id) {
  return menu({
    id,
    label: 'React',
    sign: '☺',
    entries: () =>
      OFFERED.map((name) => ({
        text: `${emoji(name)} ${words(name)}`,
        run: () => void act('react', { channel, ts: message.ts, name }),
      })),
  });
}

/** @param {string} name */
function words(name) {
  return name.replaceAll('_', ' ');
}
