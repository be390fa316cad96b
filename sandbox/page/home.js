// @ts-check
import { drawBlocks } from './blocks/index.js';
import { h } from './dom.js';
import { viewHost } from './hosts.js';
import { version } from './message.js';
import { state } from './store.js';

/** The app's Home tab. */
export function createHome() {
  const blocks = h('div', { class: 'home-blocks', id: 'home-blocks', tabindex: -1, 'data-focus-home': true });
  const empty = h('p', { class: 'quiet', hidden: true });
  const node = h('div', { class: 'home scroll', tabindex: -1 }, empty, blocks);
  let drawnFor = '';
  return { node, draw };

  function draw() {
    const view = state.home.of === state.route.as ? state.home.view : null;
    empty.hidden = view !== null || state.home.of !== state.route.as;
    empty.textContent = `${state.workspace?.app.name ?? 'The app'} has not drawn its Home for you yet.`;
    const host = viewHost(() => view ?? undefined, view?.id ?? 'home');
    if (drawnFor !== host.id) blocks.replaceChildren();
    drawnFor = host.id;
    drawBlocks(blocks, view?.blocks ?? [], host, version());
  }
}
