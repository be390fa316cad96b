import { sendEvent } from './events.ts';
import { type JsonObject, objectsOf, stringsOf, textOf } from './json.ts';
import { storeChanged } from './messages.ts';
import type { StoredMessage } from './store.ts';
import { instantTs, type Workspace } from './workspace.ts';

/** True for the name of an emoji, with or without a skin tone. */
export function isEmojiName(name: string): boolean {
  return /^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name);
}

/** Adds or takes away someone's reaction; false when nothing changed. */
export function react(
  ws: Workspace,
  message: StoredMessage,
  reaction: { user: string; name: string; remove: boolean },
): boolean {
  const { user, name, remove } = reaction;
  const before = objectsOf(message.body['reactions']);
  const users = stringsOf(before.find((one) => one['name'] === name)?.['users']);
  if (users.includes(user) !== remove) return false;
  const now = remove ? users.filter((other) => other !== user) : [...users, user];
  const changed = { name, users: now, count: now.length };
  // A reaction keeps its place while anybody has it.
  const list = before.some((one) => one['name'] === name)
    ? before.map((one) => (one['name'] === name ? changed : one))
    : [...before, changed];
  const reactions = list.filter((one) => Number(one['count']) > 0);
  const { reactions: _before, ...rest } = message.body;
  storeChanged(ws, { ...message, body: reactions.length > 0 ? { ...rest, reactions } : rest });
  tellApp(ws, message, reaction);
  return true;
}

function tellApp(
  ws: Workspace,
  message: StoredMessage,
  { user, name, remove }: { user: string; name: string; remove: boolean },
): void {
  if (ws.store.conversation(message.channel)?.botIsMember !== true) return;
  const event: JsonObject & { type: string } = {
    type: remove ? 'reaction_removed' : 'reaction_added',
    user,
    reaction: name,
    item: { type: 'message', channel: message.channel, ts: message.ts },
    item_user: textOf(message.body, 'user') ?? '',
    event_ts: instantTs(ws),
  };
  void sendEvent(ws, event);
}
