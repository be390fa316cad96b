import { SlackApiError } from '../slack-error.ts';
import { userGroupJson } from '../user-groups.ts';
import { flag, required } from './arguments.ts';
import type { Methods } from './method.ts';

export const userGroupMethods: Methods = {
  'usergroups.list': {
    tier: 2,
    token: 'bot',
    scope: 'usergroups:read',
    run: (ws, args) => {
      const all = flag(args, 'include_disabled');
      const groups = ws.store.userGroups.all().filter((group) => all || group.isDisabled !== true);
      return {
        usergroups: groups.map((group) => ({
          ...userGroupJson(ws, group),
          ...(flag(args, 'include_users') ? { users: group.members } : {}),
          // A number in a string: so it stands in Slack's own example.
          ...(flag(args, 'include_count') ? { user_count: String(group.members.length) } : {}),
        })),
      };
    },
  },

  'usergroups.users.list': {
    tier: 2,
    token: 'bot',
    scope: 'usergroups:read',
    run: (ws, args) => {
      const group = ws.store.userGroups.get(required(args, 'usergroup'));
      if (!group || (group.isDisabled === true && !flag(args, 'include_disabled'))) {
        throw new SlackApiError('no_such_subteam');
      }
      return { users: group.members };
    },
  },
};
