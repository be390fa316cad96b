import type { PlacedElement } from './blocks.ts';
import { type JsonObject, objectsOf, textOf } from './json.ts';
import { withoutMetadata } from './messages.ts';
import type { StoredMessage } from './store.ts';
import { SurfaceMemory } from './surface-memory.ts';
import type { Conversation, Person, Shortcut } from './types.ts';
import { withState } from './views.ts';
import { instantTs, teamOf, type Workspace } from './workspace.ts';

/** The payloads Slack sends when people act. Field names are Slack's. */

/** Where someone acted: in a message, or in a view (a modal or their Home tab). */
export type Surface =
  | { kind: 'message'; conversation: Conversation; message: StoredMessage }
  | { kind: 'view'; view: JsonObject };

function common(ws: Workspace, person: Person): JsonObject {
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: teamOf(ws, person) },
    api_app_id: ws.app.id,
    token: 'local-workspace',
    team: { id: ws.team.id, domain: ws.team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Slack shows a direct message as `directmessage` and a private channel as `privategroup` in payloads. */
function channelName(conversation: Conversation): string {
  if (conversation.kind === 'im') return 'directmessage';
  return conversation.kind === 'private' ? 'privategroup' : conversation.name;
}

function channelOf(conversation: Conversation): JsonObject {
  return { id: conversation.id, name: channelName(conversation) };
}

/** A new response_url that answers into a conversation. */
function issueResponseUrl(
  ws: Workspace,
  person: Person,
  conversation: Conversation,
  messageTs: string | null,
): string {
  const id = ws.responseUrls.issue({ person: person.id, channel: conversation.id, messageTs });
  return `${ws.url}/response/${id}`;
}

function trigger(ws: Workspace, person: Person, viewId: string | null = null): string {
  return ws.triggers.issue({ person: person.id, viewId });
}

/** The key under which a surface's typed values are kept. */
export function surfaceKey(surface: Surface, person: string): string {
  if (surface.kind === 'view') return String(surface.view['id']);
  return SurfaceMemory.messageKey(surface.conversation.id, surface.message.ts, person);
}

/** The blocks a surface shows. */
export function surfaceBlocks(surface: Surface): JsonObject[] {
  return objectsOf(surface.kind === 'view' ? surface.view['blocks'] : surface.message.body['blocks']);
}

function placeFields(ws: Workspace, person: Person, surface: Surface): JsonObject {
  if (surface.kind === 'view') {
    return {
      container: { type: 'view', view_id: surface.view['id'] },
      view: withState(ws, surface.view),
    };
  }
  const { conversation, message } = surface;
  const isEphemeral = message.person !== null;
  const values = ws.memory.states(surfaceKey(surface, person.id), message.body['blocks']);
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: conversation.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    },
    channel: channelOf(conversation),
    // Slack does not hand out an ephemeral message's content again.
    ...(isEphemeral ? {} : { message: withoutMetadata(message.body) }),
    state: { values: structuredClone(values) },
  };
}

/** block_actions. `state`: the acted element's new state; empty for a button. */
export function blockActions(
  ws: Workspace,
  person: Person,
  surface: Surface,
  placed: PlacedElement,
  state: JsonObject,
): JsonObject {
  const { element, blockId, actionId } = placed;
  const viewId =
    surface.kind === 'view' && surface.view['type'] === 'modal' ? String(surface.view['id']) : null;
  const carried = ['text', 'value', 'style', 'placeholder', 'confirm', 'url'].filter(
    (key) => element[key] !== undefined && (key !== 'value' || element['type'] === 'button'),
  );
  return {
    type: 'block_actions',
    ...common(ws, person),
    trigger_id: trigger(ws, person, viewId),
    ...placeFields(ws, person, surface),
    ...(surface.kind === 'message'
      ? { response_url: issueResponseUrl(ws, person, surface.conversation, surface.message.ts) }
      : {}),
    actions: [
      {
        ...Object.fromEntries(carried.map((key) => [key, element[key]])),
        ...state,
        type: element['type'],
        block_id: blockId,
        action_id: actionId,
        action_ts: instantTs(ws),
      },
    ],
  };
}

/** block_suggestion: the app is asked for the options of an external select. */
export function blockSuggestion(
  ws: Workspace,
  person: Person,
  surface: Surface,
  placed: PlacedElement,
  query: string,
): JsonObject {
  return {
    type: 'block_suggestion',
    ...common(ws, person),
    ...placeFields(ws, person, surface),
    action_id: placed.actionId,
    block_id: placed.blockId,
    value: query,
  };
}

/** view_submission, with the values of every input. */
export function viewSubmission(ws: Workspace, person: Person, view: JsonObject): JsonObject {
  const values = ws.memory.states(String(view['id']), view['blocks']);
  const urls = objectsOf(view['blocks']).flatMap((block) => {
    const element = block['element'] as JsonObject | undefined;
    if (element?.['response_url_enabled'] !== true) return [];
    const blockId = String(block['block_id']);
    const actionId = String(element['action_id']);
    const state = values[blockId]?.[actionId] ?? {};
    const channel = textOf(state, 'selected_conversation') ?? textOf(state, 'selected_channel');
    const conversation = channel === undefined ? undefined : ws.store.conversation(channel);
    if (!conversation) return [];
    return [
      {
        block_id: blockId,
        action_id: actionId,
        channel_id: conversation.id,
        response_url: issueResponseUrl(ws, person, conversation, null),
      },
    ];
  });
  return {
    type: 'view_submission',
    ...common(ws, person),
    trigger_id: trigger(ws, person, String(view['id'])),
    view: withState(ws, view),
    response_urls: urls,
  };
}

export function viewClosed(ws: Workspace, person: Person, view: JsonObject, isCleared: boolean): JsonObject {
  return { type: 'view_closed', ...common(ws, person), view, is_cleared: isCleared };
}

export function slashCommand(
  ws: Workspace,
  person: Person,
  conversation: Conversation,
  command: { command: string; text: string },
): JsonObject {
  return {
    token: 'local-workspace',
    team_id: ws.team.id,
    team_domain: ws.team.domain,
    channel_id: conversation.id,
    channel_name: channelName(conversation),
    user_id: person.id,
    user_name: person.name,
    command: command.command,
    text: command.text,
    api_app_id: ws.app.id,
    // A string here, unlike in every other payload.
    is_enterprise_install: 'false',
    response_url: issueResponseUrl(ws, person, conversation, null),
    trigger_id: trigger(ws, person),
  };
}

export function globalShortcut(ws: Workspace, person: Person, shortcut: Shortcut): JsonObject {
  return {
    type: 'shortcut',
    ...common(ws, person),
    action_ts: instantTs(ws),
    callback_id: shortcut.callback_id,
    trigger_id: trigger(ws, person),
  };
}

export function messageShortcut(
  ws: Workspace,
  person: Person,
  shortcut: Shortcut,
  conversation: Conversation,
  message: StoredMessage,
): JsonObject {
  return {
    type: 'message_action',
    ...common(ws, person),
    action_ts: instantTs(ws),
    callback_id: shortcut.callback_id,
    trigger_id: trigger(ws, person),
    response_url: issueResponseUrl(ws, person, conversation, message.ts),
    message_ts: message.ts,
    channel: channelOf(conversation),
    message: withoutMetadata(message.body),
  };
}
