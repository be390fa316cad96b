import { isObject, type JsonObject, objectsOf, textOf } from './json.ts';
import type { EnvelopeKind } from './transport.ts';

/** What an inspector calls a delivery: the event, the command, or the interaction and what it is about. */
export function nameOf(kind: EnvelopeKind, payload: JsonObject): string {
  if (kind === 'slash_commands') return textOf(payload, 'command') ?? '';
  const type = textOf(payload, 'type') ?? '';
  if (kind === 'events_api') {
    const event = isObject(payload['event']) ? payload['event'] : payload;
    return [textOf(event, 'type'), textOf(event, 'subtype')].filter(Boolean).join('.');
  }
  const view = isObject(payload['view']) ? payload['view'] : {};
  const about =
    textOf(objectsOf(payload['actions'])[0] ?? payload, 'action_id') ??
    textOf(payload, 'callback_id') ??
    textOf(view, 'callback_id');
  return about ? `${type} ${about}` : type;
}
