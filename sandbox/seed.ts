import { imIdOf } from './ids.ts';
import type { Store } from './store.ts';
import type { Channel, Conversation, Person, WorkspaceSeed } from './types.ts';

/** The conversation that every person has with the bot. */
export function imWith(person: Person, createdMs: number): Conversation {
  return {
    id: imIdOf(person.id),
    kind: 'im',
    name: person.name,
    topic: '',
    isArchived: false,
    members: [person.id],
    botIsMember: true,
    peer: person.id,
    created: Math.floor(createdMs / 1_000),
  };
}

/** The bot's conversation with several people. */
export function groupDm(id: string, people: Person[], createdMs: number): Conversation {
  return {
    id,
    kind: 'mpim',
    // Slack's form: the names, and a number behind.
    name: `mpdm-${people.map(({ name }) => name).join('--')}-1`,
    topic: '',
    isArchived: false,
    members: people.map((person) => person.id),
    botIsMember: true,
    created: Math.floor(createdMs / 1_000),
  };
}

/** A channel of the seed as the workspace keeps it. */
export function conversationOf(channel: Channel, createdMs: number): Conversation {
  return {
    id: channel.id,
    kind: channel.isPrivate === true ? 'private' : 'channel',
    name: channel.name,
    topic: channel.topic ?? '',
    isArchived: channel.isArchived === true,
    members: [...new Set(channel.members)],
    botIsMember: channel.botIsMember === true,
    ...(channel.isExtShared === true ? { isExtShared: true } : {}),
    created: Math.floor(createdMs / 1_000),
  };
}

/** Empties the store and fills it with the seed. */
export function seedStore(store: Store, seed: WorkspaceSeed, nowMs: number): void {
  store.transaction(() => {
    store.clear();
    store.setMeta('team', JSON.stringify(seed.team));
    for (const person of seed.people) {
      store.putPerson(person);
      store.putConversation(imWith(person, nowMs));
    }
    for (const group of seed.userGroups ?? []) store.userGroups.put(group);
    for (const channel of seed.channels) store.putConversation(conversationOf(channel, nowMs));
  });
}
