// @ts-check
import { composer } from './composer.js';
import { drawMessages, speakFromNowOn } from './conversation.js';
import { domId, fill, h } from './dom.js';
import { conversation, href, openChannel, state } from './store.js';

/** The panel beside the conversation: one message and its replies. */
export function createThread() {
  const node = h('aside', { class: 'thread', 'aria-label': 'Thread', hidden: true });
  let shell = '';
  /** Id of the message in the conversation: where the focus came from and goes back to. */
  let origin = '';
  /** @type {HTMLElement | null} */
  let list = null;
  return { node, draw };

  function draw() {
    const { as, thread } = state.route;
    const channel = openChannel();
    node.hidden = thread === '' || channel === '';
    if (node.hidden) {
      if (node.contains(document.activeElement)) document.getElementById(origin)?.focus();
      shell = '';
      fill(node);
      return;
    }
    const key = `${as} ${channel} ${thread}`;
    const fresh = shell !== key;
    if (fresh) {
      const came = document.activeElement?.closest('main') !== null;
      build(channel, thread);
      if (came) node.querySelector('textarea')?.focus();
    }
    origin = domId('list', channel, thread, 'message');
    shell = key;
    if (!list || state.thread.of !== key) return;
    const count = list.childElementCount;
    drawMessages(list, channel, state.thread.list, 'thread');
    speakFromNowOn(list);
    const box = list.parentElement;
    if (box && list.childElementCount > count) box.scrollTop = box.scrollHeight;
  }

  /**
   * @param {string} channel
   * @param {string} thread
   */
  function build(channel, thread) {
    const found = conversation(channel);
    list = h('div', { role: 'log', 'aria-label': 'Replies', 'aria-live': 'off', class: 'messages' });
    const close = h(
      'a',
      { class: 'button icon-button', href: href({}), 'aria-label': 'Close thread', title: 'Close thread' },
      '✕',
    );
    fill(
      node,
      h('header', { class: 'place' }, h('h2', {}, 'Thread'), close),
      h('div', { class: 'scroll', tabindex: -1 }, list),
      found?.isArchived ? null : composer({ channel, thread, label: 'Reply in thread…' }),
    );
  }
}
