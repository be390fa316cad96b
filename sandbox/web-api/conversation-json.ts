import type { JsonObject } from '../json.ts';
import type { Conversation } from '../types.ts';
import { isExtShared, STRANGERS_TEAM, type Workspace } from '../workspace.ts';

/** Everybody in a conversation, the bot included. */
export function memberIds(ws: Workspace, conversation: Conversation): string[] {
  return conversation.botIsMember ? [...conversation.members, ws.app.botUserId] : [...conversation.members];
}

/** What Slack says about sharing: a channel with people of another organisation is a Slack Connect channel. */
function sharing(ws: Workspace, conversation: Conversation): JsonObject {
  const isShared = isExtShared(ws, conversation);
  return {
    is_shared: isShared,
    is_ext_shared: isShared,
    is_org_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    ...(isShared
      ? {
          shared_team_ids: [ws.team.id, STRANGERS_TEAM],
          connected_team_ids: [STRANGERS_TEAM],
          internal_team_ids: [],
          conversation_host_id: ws.team.id,
        }
      : {}),
  };
}

/** Slack's conversation JSON; `num_members` is in it, which some methods leave out. */
export function conversationJson(ws: Workspace, conversation: Conversation): JsonObject {
  const { id, kind, created, isArchived } = conversation;
  const shared = { is_mpim: kind === 'mpim', ...sharing(ws, conversation) };
  if (kind === 'im') {
    const isUserDeleted = ws.store.person(conversation.peer ?? '')?.deleted === true;
    return {
      id,
      created,
      is_archived: isArchived,
      is_im: true,
      user: conversation.peer,
      is_user_deleted: isUserDeleted,
      context_team_id: ws.team.id,
      ...shared,
    };
  }
  const note = (value: string) => ({ value, creator: '', last_set: 0 });
  return {
    id,
    name: conversation.name,
    name_normalized: conversation.name,
    is_channel: kind === 'channel',
    is_group: kind !== 'channel',
    is_im: false,
    is_private: kind !== 'channel',
    created,
    creator: conversation.members[0] ?? '',
    is_archived: isArchived,
    is_general: conversation.name === 'general',
    is_member: conversation.botIsMember,
    topic: note(conversation.topic),
    purpose: note(''),
    previous_names: [],
    num_members: memberIds(ws, conversation).length,
    unlinked: 0,
    context_team_id: ws.team.id,
    ...shared,
  };
}
