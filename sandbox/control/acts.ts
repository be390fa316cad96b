import { randomUUID } from 'node:crypto';
import { optionProblems, type PlacedElement, placedElements } from '../blocks.ts';
import type { Ack } from '../delivery.ts';
import { ElementValueError, isStateful, stateOf } from '../element-values.ts';
import { sendEvent, sendMessageEvent } from '../events.ts';
import { asTs, imIdOf } from '../ids.ts';
import {
  blockActions,
  blockSuggestion,
  globalShortcut,
  messageShortcut,
  type Surface,
  slashCommand,
  surfaceBlocks,
  surfaceKey,
  viewClosed,
  viewSubmission,
} from '../interactions.ts';
import { isObject, type JsonObject, objectsOf, textOf } from '../json.ts';
import { canReplyTo, postAsPerson } from '../messages.ts';
import type { OpenView } from '../modal-stacks.ts';
import { respond } from '../response-url.ts';
import { SlackApiError } from '../slack-error.ts';
import type { Person } from '../types.ts';
import { applyAnswer, closeAll, closeView, submitErrors, withState } from '../views.ts';
import type { Workspace } from '../workspace.ts';
import { actor, bad, conversationFor, messageFor, notFound, requireText } from './input.ts';
import { commandText, messageText } from './typed-text.ts';

/** What people do. Each act resolves when the app has answered, or its 3 seconds are over. */

export interface ActResult {
  acked: boolean;
  ms: number;
  /** What Slack's client tells the person when it went wrong. */
  notice?: string;
}

type Act = (ws: Workspace, body: JsonObject) => Promise<JsonObject>;

const TROUBLE = 'We had some trouble connecting. Try again?';

const NOT_ENABLED = 'This app takes no interactions: its manifest does not enable interactivity.';

function noticeOf(ack: Ack, standard: string): string {
  return ack.reason === 'not_enabled' ? NOT_ENABLED : standard;
}

function result(ack: Ack, notice: string): JsonObject {
  const done: ActResult = {
    acked: ack.acked,
    ms: ack.ms,
    ...(ack.acked ? {} : { notice: noticeOf(ack, notice) }),
  };
  return { ...done };
}

function person(ws: Workspace, body: JsonObject): Person {
  return actor(ws, textOf(body, 'as'));
}

function openViewOf(ws: Workspace, who: Person, id: string): OpenView {
  const open = ws.modals.find(id);
  if (!open || open.person !== who.id) throw notFound('open view');
  return open;
}

/** The view or message the body points at. */
function surfaceOf(ws: Workspace, who: Person, body: JsonObject): Surface {
  const viewId = textOf(body, 'view');
  if (viewId === undefined) {
    const conversation = conversationFor(ws, who, requireText(body, 'channel'));
    return {
      kind: 'message',
      conversation,
      message: messageFor(ws, who, conversation, requireText(body, 'ts')),
    };
  }
  const home = ws.store.home(who.id);
  if (home && home['id'] === viewId) return { kind: 'view', view: home };
  return { kind: 'view', view: openViewOf(ws, who, viewId).view };
}

function elementOf(surface: Surface, blockId: string, actionId: string): PlacedElement {
  const found = placedElements(surfaceBlocks(surface)).find(
    (placed) => placed.blockId === blockId && placed.actionId === actionId,
  );
  if (!found) throw notFound('element (block_id and action_id)');
  return found;
}

/** Keeps what a person put into an element. @returns the element's new state; empty for a button. */
function put(
  ws: Workspace,
  who: Person,
  surface: Surface,
  placed: PlacedElement,
  value: unknown,
): JsonObject {
  const { element, blockId, actionId } = placed;
  const key = surfaceKey(surface, who.id);
  if (!isStateful(element) && element['type'] !== 'overflow') {
    if (value !== undefined) throw bad('invalid_value', `A ${String(element['type'])} takes no value.`);
    return {};
  }
  try {
    const state = stateOf(element, value, ws.memory.offered(key, blockId, actionId));
    if (isStateful(element)) {
      ws.memory.states(key, surfaceBlocks(surface));
      ws.memory.set(key, blockId, actionId, state);
    }
    return state;
  } catch (error) {
    if (error instanceof ElementValueError) throw bad(error.code, error.message);
    throw error;
  }
}

/** Sends an interaction, if the app takes any. */
async function interact(ws: Workspace, payload: JsonObject): Promise<Ack> {
  if (!ws.app.interactivity) return ws.delivery.refuse('interactive', payload);
  return await ws.delivery.send('interactive', payload);
}

const message: Act = async (ws, body) => {
  const who = person(ws, body);
  const conversation = conversationFor(ws, who, requireText(body, 'channel'));
  if (conversation.isArchived) throw bad('is_archived', 'Nobody can write in an archived channel.');
  if (conversation.kind === 'im' && (!ws.app.messagesTab || ws.app.messagesTabReadOnly)) {
    throw bad('messages_tab_disabled', 'The app does not take messages.');
  }
  if (conversation.kind === 'channel' && !conversation.members.includes(who.id)) {
    throw bad('not_in_channel', 'Join the channel to write in it.');
  }
  const threadTs = textOf(body, 'thread_ts');
  if (threadTs !== undefined && !canReplyTo(ws, conversation.id, threadTs)) throw notFound('thread');
  const text = messageText(ws, requireText(body, 'text'));
  const stored = postAsPerson(ws, conversation, {
    person: who.id,
    text,
    threadTs,
    clientMsgId: randomUUID(),
  });
  const sent = [sendMessageEvent(ws, conversation, stored.body)];
  // A mention in a DM comes as a message only.
  if (conversation.kind !== 'im' && conversation.botIsMember && text.includes(`<@${ws.app.botUserId}>`)) {
    const event = { ...stored.body, type: 'app_mention', channel: conversation.id, event_ts: stored.ts };
    sent.push(sendEvent(ws, event));
  }
  await Promise.all(sent);
  return { ts: stored.ts };
};

const command: Act = async (ws, body) => {
  const who = person(ws, body);
  const conversation = conversationFor(ws, who, requireText(body, 'channel'));
  const name = requireText(body, 'command');
  const known = ws.app.commands.find((candidate) => candidate.command === name);
  if (!known) throw bad('unknown_command', `${name} is not a command of this app.`);
  const text = commandText(ws, textOf(body, 'text') ?? '', known.should_escape === true);
  const payload = slashCommand(ws, who, conversation, { command: name, text });
  const ack = await ws.delivery.send('slash_commands', payload);
  if (!ack.acked) {
    const why =
      ack.record.reason === 'not_connected' ? 'the app is not connected' : 'the app did not respond';
    return result(ack, `${name} failed because ${why}.`);
  }
  const answer = typeof ack.body === 'string' ? { text: ack.body } : isObject(ack.body) ? ack.body : {};
  if (Object.keys(answer).length === 0) return result(ack, '');
  try {
    respond(ws, { person: who.id, channel: conversation.id, messageTs: null }, answer);
    return result(ack, '');
  } catch (error) {
    if (!(error instanceof SlackApiError)) throw error;
    ack.record.error = error.code;
    ack.record.problems = error.problems;
    return { ...result(ack, ''), notice: `${name} failed with the error "${error.code}".` };
  }
};

const click: Act = async (ws, body) => {
  const who = person(ws, body);
  const surface = surfaceOf(ws, who, body);
  const placed = elementOf(surface, requireText(body, 'block_id'), requireText(body, 'action_id'));
  const state = put(ws, who, surface, placed, body['value']);
  // An input only tells the app of a change when its block asks for that.
  if (placed.isInput && placed.block['dispatch_action'] !== true) return { acked: true, ms: 0 };
  const ack = await interact(ws, blockActions(ws, who, surface, placed, state));
  return result(ack, surface.kind === 'view' ? TROUBLE : 'This did not work: the app did not respond.');
};

/** Keeps every value, then sends block_actions for the inputs that ask for it. */
async function fillIn(
  ws: Workspace,
  who: Person,
  surface: Surface,
  values: unknown,
  dispatch: boolean,
): Promise<void> {
  if (!isObject(values)) throw bad('invalid_values', '"values" must map block_id to action_id to a value.');
  const toSend: { placed: PlacedElement; state: JsonObject }[] = [];
  for (const [blockId, inBlock] of Object.entries(values)) {
    if (!isObject(inBlock))
      throw bad('invalid_values', '"values" must map block_id to action_id to a value.');
    for (const [actionId, value] of Object.entries(inBlock)) {
      const placed = elementOf(surface, blockId, actionId);
      const state = put(ws, who, surface, placed, value ?? null);
      // Outside of an input block every change is sent; inside only where the block asks for it.
      if (!placed.isInput || placed.block['dispatch_action'] === true) toSend.push({ placed, state });
    }
  }
  if (!dispatch) return;
  for (const { placed, state } of toSend) {
    await interact(ws, blockActions(ws, who, surface, placed, state));
  }
}

const fill: Act = async (ws, body) => {
  const who = person(ws, body);
  await fillIn(ws, who, surfaceOf(ws, who, body), body['values'], true);
  return {};
};

const submit: Act = async (ws, body) => {
  const who = person(ws, body);
  const open = openViewOf(ws, who, requireText(body, 'view'));
  if (ws.modals.of(who.id).at(-1) !== open)
    throw bad('not_on_top', 'Only the topmost view can be submitted.');
  if (open.status === 'working') throw bad('working', 'The view is being submitted already.');
  if (open.view['submit'] === null) throw bad('no_submit', 'The view has no submit button.');
  if (body['values'] !== undefined)
    await fillIn(ws, who, { kind: 'view', view: open.view }, body['values'], false);
  const told = () => ws.stream.emit({ type: 'views', person: who.id });
  delete open.notice;
  open.errors = submitErrors(ws, open);
  if (Object.keys(open.errors).length > 0) {
    told();
    return { outcome: 'errors', errors: open.errors };
  }
  open.status = 'working';
  told();
  const ack = await interact(ws, viewSubmission(ws, who, open.view));
  open.status = 'open';
  const fail = (): JsonObject => {
    const notice = noticeOf(ack, TROUBLE);
    open.notice = notice;
    told();
    return { outcome: 'no_answer', notice };
  };
  if (!ack.acked) return fail();
  try {
    const outcome = applyAnswer(ws, open, ack.body);
    told();
    return { outcome, ...(outcome === 'errors' ? { errors: open.errors } : {}) };
  } catch (error) {
    if (!(error instanceof SlackApiError)) throw error;
    ack.record.error = error.code;
    ack.record.problems = error.problems;
    return fail();
  }
};

const close: Act = async (ws, body) => {
  const who = person(ws, body);
  const open = openViewOf(ws, who, requireText(body, 'view'));
  const stack = ws.modals.of(who.id);
  const all = body['all'] === true || open.view['clear_on_close'] === true;
  const root = stack[0] ?? open;
  // Closing everything is told of once, with the root view.
  const told = all ? root : open;
  const payload = viewClosed(ws, who, withState(ws, told.view), all);
  if (all) closeAll(ws, who.id);
  else closeView(ws, open);
  if (told.view['notify_on_close'] === true) await interact(ws, payload);
  return {};
};

const home: Act = async (ws, body) => {
  const who = person(ws, body);
  const tab = textOf(body, 'tab') ?? 'home';
  if (tab !== 'home' && tab !== 'messages') throw bad('invalid_tab', '"tab" must be "home" or "messages".');
  if (tab === 'home' && !ws.app.homeTab) throw bad('not_enabled', 'The app has no Home tab.');
  const view = ws.store.home(who.id);
  const ack = await sendEvent(ws, {
    type: 'app_home_opened',
    user: who.id,
    channel: imIdOf(who.id),
    tab,
    ...(view && tab === 'home' ? { view: withState(ws, view) } : {}),
    event_ts: asTs(ws.clock.now() * 1_000),
  });
  return ack ? result(ack, 'The app did not respond.') : { acked: false, ms: 0 };
};

const suggest: Act = async (ws, body) => {
  const who = person(ws, body);
  const surface = surfaceOf(ws, who, body);
  const placed = elementOf(surface, requireText(body, 'block_id'), requireText(body, 'action_id'));
  if (!/^(multi_)?external_select$/.test(String(placed.element['type']))) {
    throw bad('invalid_element', 'Only an external select asks for options.');
  }
  const query = textOf(body, 'query') ?? '';
  const ack = await interact(ws, blockSuggestion(ws, who, surface, placed, query));
  const answer = isObject(ack.body) ? ack.body : {};
  const groups = objectsOf(answer['option_groups']);
  const options =
    groups.length > 0 ? groups.flatMap((group) => objectsOf(group['options'])) : objectsOf(answer['options']);
  const problems = optionProblems(answer);
  if (problems.length > 0) {
    ack.record.error = 'invalid_options';
    ack.record.problems = problems;
    return { options: [], notice: 'No results.' };
  }
  ws.memory.offer(surfaceKey(surface, who.id), placed.blockId, placed.actionId, options);
  return groups.length > 0 ? { option_groups: groups } : { options };
};

const shortcut: Act = async (ws, body) => {
  const who = person(ws, body);
  const callbackId = requireText(body, 'callback_id');
  const known = ws.app.shortcuts.find((candidate) => candidate.callback_id === callbackId);
  if (!known) throw bad('unknown_shortcut', 'The app has no such shortcut.');
  const notice = `${known.name} failed because the app did not respond.`;
  if (known.type !== 'message') {
    return result(await interact(ws, globalShortcut(ws, who, known)), notice);
  }
  const conversation = conversationFor(ws, who, requireText(body, 'channel'));
  const target = messageFor(ws, who, conversation, requireText(body, 'ts'));
  const payload = messageShortcut(ws, who, known, conversation, target);
  return result(await interact(ws, payload), notice);
};

/** `POST /control/act/<name>`. */
export const acts: ReadonlyMap<string, Act> = new Map(
  Object.entries({ message, command, click, fill, submit, close, home, suggest, shortcut }),
);
