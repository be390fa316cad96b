import { normaliseBlocks, problemLines, viewProblems } from './blocks.ts';
import { fileProblems } from './files.ts';
import { newHash, newId, stableId } from './ids.ts';
import { isObject, type JsonObject, textOf } from './json.ts';
import { MAX_STACK, type OpenView } from './modal-stacks.ts';
import { SlackApiError } from './slack-error.ts';
import type { TriggerSource } from './triggers.ts';
import { inputErrors } from './view-state.ts';
import type { Workspace } from './workspace.ts';

/** Slack: 250 KB, as JSON. */
const MAX_VIEW_BYTES = 250_000;

/** A view the validator has passed. @throws SlackApiError `view_too_large`, `invalid_arguments`. */
function checkedView(ws: Workspace, input: unknown, type: 'modal' | 'home'): JsonObject {
  if (!isObject(input)) {
    throw new SlackApiError('invalid_arguments', {
      response_metadata: { messages: ['[ERROR] must provide an object [json-pointer:/view]'] },
    });
  }
  if (Buffer.byteLength(JSON.stringify(input)) > MAX_VIEW_BYTES) throw new SlackApiError('view_too_large');
  const problems = [...viewProblems(input)];
  if (problems.length === 0) problems.push(...fileProblems(ws, input));
  if (input['type'] !== type && problems.length === 0) {
    problems.push({ pointer: '/type', message: `Must be "${type}" here.` });
  }
  if (problems.length > 0) {
    const messages = problemLines(problems, '/view').map((line) => `[ERROR] ${line}`);
    throw new SlackApiError('invalid_arguments', { response_metadata: { messages } }, problems);
  }
  return input;
}

interface Place {
  id: string;
  rootId: string;
  previousId: string | null;
}

function viewJson(ws: Workspace, input: JsonObject, place: Place): JsonObject {
  const isModal = input['type'] === 'modal';
  const label = (key: string) => {
    const text = input[key];
    return isObject(text) ? { emoji: true, ...text } : null;
  };
  return {
    id: place.id,
    team_id: ws.team.id,
    type: input['type'],
    blocks: normaliseBlocks(input['blocks']),
    private_metadata: textOf(input, 'private_metadata') ?? '',
    callback_id: textOf(input, 'callback_id') ?? '',
    hash: newHash(ws.clock.now()),
    title: isModal ? label('title') : { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: input['clear_on_close'] === true,
    notify_on_close: input['notify_on_close'] === true,
    close: isModal ? label('close') : null,
    submit: isModal ? label('submit') : null,
    previous_view_id: place.previousId,
    root_view_id: place.rootId,
    app_id: ws.app.id,
    external_id: textOf(input, 'external_id') ?? '',
    app_installed_team_id: ws.team.id,
    bot_id: ws.app.botId,
  };
}

/** A view as the API and payloads show it: with what the person has typed so far. */
export function withState(ws: Workspace, view: JsonObject): JsonObject {
  const values = ws.memory.states(String(view['id']), view['blocks']);
  return { ...view, state: { values: structuredClone(values) } };
}

function refuseTakenExternalId(ws: Workspace, input: JsonObject, exceptId?: string): void {
  const externalId = textOf(input, 'external_id') ?? '';
  if (externalId === '') return;
  const taken =
    ws.modals.findByExternalId(externalId)?.id ??
    ws.store.homes().find(({ view }) => view['external_id'] === externalId)?.view['id'];
  if (taken !== undefined && taken !== exceptId) throw new SlackApiError('duplicate_external_id');
}

function show(ws: Workspace, person: string, input: JsonObject): OpenView {
  const stack = ws.modals.of(person);
  const id = newId('V');
  const place = {
    id,
    rootId: stack[0]?.id ?? id,
    previousId: stack.at(-1)?.id ?? null,
  };
  const open: OpenView = { person, id, view: viewJson(ws, input, place), status: 'open', errors: {} };
  ws.modals.push(open);
  ws.stream.emit({ type: 'views', person });
  return open;
}

function sourceOf(ws: Workspace, triggerId: string): TriggerSource {
  const exchange = ws.triggers.check(triggerId);
  if (exchange.kind === 'refused') throw new SlackApiError(exchange.error);
  return exchange.source;
}

/**
 * Opens a modal. From inside a modal it lands on top of it; from anywhere else it takes the place of
 * whatever the person had open, because they have to leave a modal before they can act elsewhere.
 */
export function openView(ws: Workspace, triggerId: string, input: unknown): JsonObject {
  const source = sourceOf(ws, triggerId);
  const view = checkedView(ws, input, 'modal');
  refuseTakenExternalId(ws, view);
  if (source.viewId === null) for (const gone of ws.modals.clear(source.person)) ws.memory.forget(gone.id);
  else if (ws.modals.of(source.person).length >= MAX_STACK) throw new SlackApiError('push_limit_reached');
  ws.triggers.spend(triggerId);
  return withState(ws, show(ws, source.person, view).view);
}

/** Puts a modal on top of the one the trigger came from. */
export function pushView(ws: Workspace, triggerId: string, input: unknown): JsonObject {
  const source = sourceOf(ws, triggerId);
  const view = checkedView(ws, input, 'modal');
  if (source.viewId === null || !ws.modals.find(source.viewId)) throw new SlackApiError('invalid_trigger_id');
  if (ws.modals.of(source.person).length >= MAX_STACK) throw new SlackApiError('push_limit_reached');
  refuseTakenExternalId(ws, view);
  ws.triggers.spend(triggerId);
  return withState(ws, show(ws, source.person, view).view);
}

/** Replaces an open modal's content; id and place on the stack stay, the hash changes. */
function replaceView(ws: Workspace, open: OpenView, input: unknown): JsonObject {
  const view = checkedView(ws, input, 'modal');
  refuseTakenExternalId(ws, view, open.id);
  open.view = viewJson(ws, view, {
    id: open.id,
    rootId: String(open.view['root_view_id']),
    previousId: textOf(open.view, 'previous_view_id') ?? null,
  });
  open.errors = {};
  delete open.notice;
  ws.memory.states(open.id, open.view['blocks']);
  ws.stream.emit({ type: 'views', person: open.person });
  return withState(ws, open.view);
}

/** Where views.update is pointed at. */
export interface ViewAddress {
  viewId?: string | undefined;
  externalId?: string | undefined;
  hash?: string | undefined;
}

/** @throws SlackApiError `not_found`, `hash_conflict` and those of a refused view. */
export function updateView(ws: Workspace, address: ViewAddress, input: unknown): JsonObject {
  const { viewId, externalId, hash } = address;
  const open =
    viewId !== undefined
      ? ws.modals.find(viewId)
      : externalId
        ? ws.modals.findByExternalId(externalId)
        : undefined;
  if (open) {
    if (hash !== undefined && hash !== open.view['hash']) throw new SlackApiError('hash_conflict');
    return replaceView(ws, open, input);
  }
  const home = ws.store
    .homes()
    .find(({ view }) => view['id'] === viewId || (externalId && view['external_id'] === externalId));
  if (!home) throw new SlackApiError('not_found');
  return publishHome(ws, home.person, hash, input);
}

/** Publishes a person's Home tab. @throws SlackApiError `not_enabled`, `hash_conflict` and those of a refused view. */
export function publishHome(
  ws: Workspace,
  person: string,
  hash: string | undefined,
  input: unknown,
): JsonObject {
  if (!ws.app.homeTab) throw new SlackApiError('not_enabled');
  const view = checkedView(ws, input, 'home');
  const present = ws.store.home(person);
  if (hash !== undefined && present && hash !== present['hash']) throw new SlackApiError('hash_conflict');
  const id = textOf(present ?? {}, 'id') ?? stableId('V', `home ${person}`);
  refuseTakenExternalId(ws, view, id);
  const published = viewJson(ws, view, { id, rootId: id, previousId: null });
  ws.store.putHome(person, published);
  ws.memory.states(id, published['blocks']);
  ws.stream.emit({ type: 'home', person });
  return withState(ws, published);
}

/** Closes a view and what lies on it; returns the closed ones, top first. */
export function closeView(ws: Workspace, open: OpenView): OpenView[] {
  const closed = ws.modals.remove(open);
  for (const view of closed) ws.memory.forget(view.id);
  ws.stream.emit({ type: 'views', person: open.person });
  return closed;
}

/** Closes everything a person has open; returns the closed ones, top first. */
export function closeAll(ws: Workspace, person: string): OpenView[] {
  const closed = ws.modals.clear(person);
  for (const view of closed) ws.memory.forget(view.id);
  ws.stream.emit({ type: 'views', person });
  return closed;
}

export type SubmitOutcome = 'closed' | 'errors' | 'updated' | 'pushed' | 'cleared';

/**
 * Does what the app's answer to view_submission says.
 * @throws SlackApiError when Slack would not accept the answer; the person then sees a general error.
 */
export function applyAnswer(ws: Workspace, open: OpenView, body: unknown): SubmitOutcome {
  const answer = isObject(body) ? body : {};
  const isEmpty = body === undefined || body === null || (isObject(body) && Object.keys(body).length === 0);
  if (isEmpty) {
    closeView(ws, open);
    return 'closed';
  }
  switch (answer['response_action']) {
    case 'clear':
      closeAll(ws, open.person);
      return 'cleared';
    case 'update':
      replaceView(ws, open, answer['view']);
      return 'updated';
    case 'push': {
      const view = checkedView(ws, answer['view'], 'modal');
      if (ws.modals.of(open.person).length >= MAX_STACK) throw new SlackApiError('push_limit_reached');
      refuseTakenExternalId(ws, view);
      show(ws, open.person, view);
      return 'pushed';
    }
    case 'errors':
      open.errors = checkedErrors(open, answer['errors']);
      return 'errors';
    default:
      throw refused('/response_action', 'Must be "errors", "update", "push" or "clear".');
  }
}

function checkedErrors(open: OpenView, errors: unknown): { [blockId: string]: string } {
  if (!isObject(errors) || Object.keys(errors).length === 0) {
    throw refused('/errors', 'Must map the block_id of an input block to a text.');
  }
  const blocks = open.view['blocks'];
  const inputs = new Set(
    (Array.isArray(blocks) ? blocks.filter(isObject) : [])
      .filter((block) => block['type'] === 'input')
      .map((block) => block['block_id']),
  );
  const checked: { [blockId: string]: string } = {};
  for (const [blockId, text] of Object.entries(errors)) {
    if (!inputs.has(blockId))
      throw refused(`/errors/${blockId}`, 'No input block of this view has this block_id.');
    if (typeof text !== 'string' || text === '') throw refused(`/errors/${blockId}`, 'Must be a text.');
    checked[blockId] = text;
  }
  return checked;
}

function refused(pointer: string, message: string): SlackApiError {
  return new SlackApiError('invalid_arguments', {}, [{ pointer, message }]);
}

/** What Slack's client finds wrong before it asks the app. */
export function submitErrors(ws: Workspace, open: OpenView): { [blockId: string]: string } {
  return inputErrors(open.view['blocks'], ws.memory.states(open.id, open.view['blocks']));
}
