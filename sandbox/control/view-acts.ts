import { optionProblems, type PlacedElement, placedElements } from '../blocks.ts';
import { ElementValueError, isStateful, stateOf } from '../element-values.ts';
import { filesOf } from '../files.ts';
import {
  blockActions,
  blockSuggestion,
  type Surface,
  surfaceBlocks,
  surfaceKey,
  viewClosed,
  viewSubmission,
} from '../interactions.ts';
import { isObject, type JsonObject, objectsOf, textOf } from '../json.ts';
import type { OpenView } from '../modal-stacks.ts';
import { SlackApiError } from '../slack-error.ts';
import type { Person } from '../types.ts';
import { applyAnswer, closeAll, closeView, submitErrors, withState } from '../views.ts';
import type { Workspace } from '../workspace.ts';
import { type Act, interact, noticeOf, person, result } from './act.ts';
import { bad, conversationFor, messageFor, notFound, requireText } from './input.ts';

/** What people do with elements: in messages, modals and their Home tab. */

const TROUBLE = 'We had some trouble connecting. Try again?';

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
    const offered =
      element['type'] === 'file_input' ? filesOf(ws, who.id) : ws.memory.offered(key, blockId, actionId);
    const state = stateOf(element, value, offered);
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

export const click: Act = async (ws, body) => {
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

export const fill: Act = async (ws, body) => {
  const who = person(ws, body);
  await fillIn(ws, who, surfaceOf(ws, who, body), body['values'], true);
  return {};
};

export const submit: Act = async (ws, body) => {
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
    ws.delivery.find(ack.record, error.code, error.problems);
    return fail();
  }
};

export const close: Act = async (ws, body) => {
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

export const suggest: Act = async (ws, body) => {
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
    ws.delivery.find(ack.record, 'invalid_options', problems);
    return { options: [], notice: 'No results.' };
  }
  ws.memory.offer(surfaceKey(surface, who.id), placed.blockId, placed.actionId, options);
  return groups.length > 0 ? { option_groups: groups } : { options };
};
