import { BadRequestError } from '../http.ts';
import { type JsonObject, textOf } from '../json.ts';
import type { StoredMessage } from '../store.ts';
import type { Conversation, Person } from '../types.ts';
import { canSee, type Workspace } from '../workspace.ts';

/** Reading what the control API is sent. Everything here throws BadRequestError with a 4xx status. */

export function bad(code: string, message: string): BadRequestError {
  return new BadRequestError(400, code, message);
}

export function notFound(what: string): BadRequestError {
  return new BadRequestError(404, 'not_found', `There is no such ${what}.`);
}

export function requireText(body: JsonObject, key: string): string {
  const value = textOf(body, key);
  if (value === undefined || value === '') throw bad('missing_field', `"${key}" must be a text.`);
  return value;
}

/** The person who acts; deactivated people cannot. */
export function actor(ws: Workspace, id: string | null | undefined): Person {
  const person = ws.store.person(id ?? '');
  if (!person) throw new BadRequestError(404, 'person_not_found', '"as" must be the id of a person.');
  if (person.deleted === true) throw bad('person_deactivated', 'A deactivated person cannot act.');
  return person;
}

/** A conversation the person can see. */
export function conversationFor(ws: Workspace, person: Person, id: string): Conversation {
  const conversation = ws.store.conversation(id);
  if (!conversation || !canSee(conversation, person)) throw notFound('conversation');
  return conversation;
}

/** A message the person can see. */
export function messageFor(
  ws: Workspace,
  person: Person,
  conversation: Conversation,
  ts: string,
): StoredMessage {
  const message = ws.store.message(conversation.id, ts);
  if (!message || (message.person !== null && message.person !== person.id)) throw notFound('message');
  return message;
}

/** A whole number from a query or body; `standard` when absent. */
export function whole(value: unknown, standard: number): number {
  if (value === undefined || value === null || value === '') return standard;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw bad('invalid_number', 'Expected a whole number.');
  return number;
}
