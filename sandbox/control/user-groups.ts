import { sendEvent } from '../events.ts';
import { newId } from '../ids.ts';
import { type JsonObject, stringsOf, textOf } from '../json.ts';
import type { UserGroup } from '../types.ts';
import { userGroupJson } from '../user-groups.ts';
import { instantTs, type Workspace } from '../workspace.ts';
import { bad, notFound, requireText } from './input.ts';

function groupFrom(ws: Workspace, base: UserGroup, body: JsonObject): UserGroup {
  const members = body['members'] === undefined ? base.members : [...new Set(stringsOf(body['members']))];
  for (const id of members) if (!ws.store.person(id)) throw notFound('person');
  const disabled = body['isDisabled'];
  if (disabled !== undefined && typeof disabled !== 'boolean')
    throw bad('invalid_field', '"isDisabled" must be true or false.');
  return {
    ...base,
    name: textOf(body, 'name') ?? base.name,
    handle: textOf(body, 'handle') ?? base.handle,
    description: textOf(body, 'description') ?? base.description ?? '',
    members,
    ...(disabled === undefined ? {} : { isDisabled: disabled }),
  };
}

async function keep(ws: Workspace, group: UserGroup, type: string): Promise<JsonObject> {
  const taken = ws.store.userGroups.all().some((one) => one.handle === group.handle && one.id !== group.id);
  if (taken) throw bad('handle_taken', 'There is a user group with this handle.');
  ws.store.userGroups.put(group);
  ws.stream.emit({ type: 'people' });
  const subteam = { ...userGroupJson(ws, group), users: group.members, user_count: group.members.length };
  await sendEvent(ws, { type, subteam, event_ts: instantTs(ws) });
  return { userGroup: group };
}

export async function addUserGroup(ws: Workspace, body: JsonObject): Promise<JsonObject> {
  const id = textOf(body, 'id') ?? newId('S');
  if (ws.store.userGroups.get(id)) throw bad('id_taken', 'There is a user group with this id.');
  const handle = requireText(body, 'handle');
  const group = groupFrom(ws, { id, handle, name: handle, members: [] }, body);
  return await keep(ws, group, 'subteam_created');
}

export async function changeUserGroup(ws: Workspace, id: string, body: JsonObject): Promise<JsonObject> {
  const before = ws.store.userGroups.get(id);
  if (!before) throw notFound('user group');
  return await keep(ws, groupFrom(ws, before, body), 'subteam_updated');
}
