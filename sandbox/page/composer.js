// @ts-check
/** @import { Command } from './types.d.ts' */
import { act } from './act.js';
import { post } from './api.js';
import { domId, fill, h } from './dom.js';
import { menu } from './menu.js';
import { people, report, state } from './store.js';
import { toast } from './toast.js';

/**
 * Slack's own command for bringing somebody into a channel: what an app that is not in one has to ask for.
 * @type {Command}
 */
const invitation = {
  command: '/invite',
  usageHint: '@name',
  description: 'Bring the app, or somebody, into this channel',
};

/**
 * What was typed and not sent, by place: changing rooms must not lose it.
 * @type {Map<string, string>}
 */
const drafts = new Map();

/**
 * Where one writes: Enter sends, Shift+Enter starts a line, `/` suggests the app's commands (not in threads, as in Slack).
 * @param {{ channel: string, thread?: string, label: string }} options
 */
export function composer({ channel, thread = '', label }) {
  const key = `${state.route.as} ${channel} ${thread}`;
  const listId = domId('commands', channel, thread);
  const list = h('div', {
    id: listId,
    role: 'listbox',
    class: 'listbox commands',
    'aria-label': 'Commands',
    hidden: true,
  });
  const input = h('textarea', {
    rows: 1,
    'aria-label': label,
    placeholder: label,
    'aria-autocomplete': 'list',
    'aria-controls': listId,
    oninput: typing,
    onkeydown: press,
    onblur: () => close(),
  });
  input.value = drafts.get(key) ?? '';
  const sendButton = h('button', { type: 'submit', class: 'button primary' }, 'Send');
  const global = (state.workspace?.app.shortcuts ?? []).filter((one) => one.type === 'global');
  const shortcuts =
    thread === '' && global.length > 0
      ? menu({
          id: domId('shortcuts', channel),
          label: 'Shortcuts',
          sign: '+',
          entries: () =>
            global.map((one) => ({
              text: one.name,
              hint: one.description ?? '',
              run: () => void act('shortcut', { callback_id: one.callback_id, channel }),
            })),
        })
      : null;
  /** @type {Command[]} */
  let offered = [];
  let active = 0;
  return h(
    'form',
    { class: 'composer', onsubmit: submit },
    list,
    h('div', { class: 'composer-box' }, input, shortcuts, sendButton),
  );

  function typing() {
    drafts.set(key, input.value);
    grow();
    const word = /^(\/\S*)$/.exec(input.value)?.[1];
    offered = word && thread === '' ? commands().filter((one) => one.command.startsWith(word)) : [];
    active = 0;
    draw();
  }

  function grow() {
    input.rows = Math.min(8, input.value.split('\n').length);
  }

  function draw() {
    fill(
      list,
      offered.map((one, at) =>
        h(
          'div',
          {
            role: 'option',
            id: `${listId}--${at}`,
            'aria-selected': String(at === active),
            class: at === active ? 'active' : undefined,
            onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
            onclick: () => take(one),
          },
          h('strong', {}, one.command),
          one.usageHint && ` ${one.usageHint}`,
          one.description && h('span', { class: 'option-hint' }, one.description),
        ),
      ),
    );
    list.hidden = offered.length === 0;
    if (offered.length > 0) input.setAttribute('aria-activedescendant', `${listId}--${active}`);
    else input.removeAttribute('aria-activedescendant');
  }

  function close() {
    offered = [];
    draw();
  }

  /** @param {Command} command */
  function take(command) {
    input.value = `${command.command} `;
    drafts.set(key, input.value);
    close();
    input.focus();
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    if (event.isComposing) return;
    const one = offered[active];
    if (one && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      active = (active + (event.key === 'ArrowDown' ? 1 : offered.length - 1)) % offered.length;
      draw();
    } else if (one && (event.key === 'Tab' || (event.key === 'Enter' && input.value !== one.command))) {
      take(one);
    } else if (one && event.key === 'Escape') {
      close();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      input.form?.requestSubmit();
    } else return;
    event.preventDefault();
  }

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    const command = thread === '' ? /^\/\S+/.exec(text)?.[0] : undefined;
    if (command && !commands().some((one) => one.command === command)) {
      return toast(`${command} is not a command of this app.`, 'error');
    }
    input.value = '';
    drafts.delete(key);
    grow();
    close();
    const answer = command
      ? command === invitation.command
        ? await invite(channel, text)
        : await act('command', { channel, command, text: text.slice(command.length).trim() })
      : await act('message', { channel, text: encode(text), ...(thread ? { thread_ts: thread } : {}) });
    if (answer === undefined && input.value === '') {
      input.value = text;
      drafts.set(key, text);
    }
  }
}

function commands() {
  return [...(state.workspace?.app.commands ?? []), invitation];
}

/**
 * @param {string} channel
 * @param {string} text `/invite @Pacekeeper @Tom`
 * @returns {Promise<object | undefined>} undefined when it did not work and was said so
 */
async function invite(channel, text) {
  const bot = state.workspace?.app.botUserId;
  const named = [...encode(text).matchAll(/<@(\w+)>/g)].map((match) => match[1]);
  if (named.length === 0) {
    toast('Say whom: @ and the name of the app or of a person.', 'error');
    return undefined;
  }
  const addMembers = named.filter((id) => id !== bot);
  try {
    const answer = await post(`channels/${channel}`, {
      addMembers,
      ...(addMembers.length < named.length ? { botIsMember: true } : {}),
    });
    toast(`${text.slice(invitation.command.length).trim()} is in this channel now.`);
    return /** @type {object} */ (answer);
  } catch (error) {
    report(error);
    return undefined;
  }
}

/**
 * What a person types as Slack's client sends it: `@name` and `#channel` as ids. The workspace escapes the rest.
 * @param {string} text
 */
function encode(text) {
  let out = text;
  const app = state.workspace?.app;
  const names = [
    ...people().flatMap((one) => [
      [`@${one.realName}`, `<@${one.id}>`],
      [`@${one.name}`, `<@${one.id}>`],
    ]),
    ...(app
      ? [
          [`@${app.name}`, `<@${app.botUserId}>`],
          [`@${app.name.toLowerCase()}`, `<@${app.botUserId}>`],
        ]
      : []),
    ...state.conversations.filter((one) => one.kind !== 'im').map((one) => [`#${one.name}`, `<#${one.id}>`]),
  ];
  for (const [name = '', id = ''] of names.toSorted((a, b) => (b[0] ?? '').length - (a[0] ?? '').length)) {
    out = out.replace(
      new RegExp(`(?<![\\w<|])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'g'),
      () => id,
    );
  }
  return out;
}
