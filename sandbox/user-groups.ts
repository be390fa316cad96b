import type { JsonObject } from './json.ts';
import type { UserGroup } from './types.ts';
import { nowSeconds, type Workspace } from './workspace.ts';

/** Slack's user group JSON, without the members. */
export function userGroupJson(ws: Workspace, group: UserGroup): JsonObject {
  return {
    id: group.id,
    team_id: ws.team.id,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    description: group.description ?? '',
    handle: group.handle,
    is_external: false,
    date_create: 0,
    date_update: nowSeconds(ws),
    date_delete: group.isDisabled === true ? nowSeconds(ws) : 0,
    auto_type: null,
    created_by: 'USLACKBOT',
    updated_by: 'USLACKBOT',
    deleted_by: group.isDisabled === true ? 'USLACKBOT' : null,
    prefs: { channels: [], groups: [] },
  };
}
