import type { JsonObject } from '../json.ts';
import { SlackApiError } from '../slack-error.ts';
import { botUserJson, slackbotJson, userJson } from '../user-json.ts';
import { nowSeconds, type Workspace } from '../workspace.ts';
import { limitOf, page, required } from './arguments.ts';
import type { Methods } from './method.ts';

function everyone(ws: Workspace): JsonObject[] {
  return [slackbotJson(ws), ...ws.store.people().map((person) => userJson(ws, person)), botUserJson(ws)];
}

export const userMethods: Methods = {
  'users.info': {
    tier: 4,
    token: 'bot',
    scope: 'users:read',
    run: (ws, args) => {
      const id = required(args, 'user');
      const user = everyone(ws).find((candidate) => candidate['id'] === id);
      if (!user) throw new SlackApiError('user_not_found');
      return { user };
    },
  },

  'users.list': {
    tier: 2,
    token: 'bot',
    scope: 'users:read',
    run: (ws, args) => {
      // Without a limit Slack sends everybody at once.
      const { items, metadata } = page(args, everyone(ws), limitOf(args, 10_000, 1_000));
      return { members: items, cache_ts: nowSeconds(ws), response_metadata: metadata };
    },
  },

  'users.lookupByEmail': {
    tier: 3,
    token: 'bot',
    scope: 'users:read.email',
    run: (ws, args) => {
      const email = required(args, 'email').toLowerCase();
      const person = ws.store
        .people()
        .find((one) => one.email?.toLowerCase() === email && one.deleted !== true);
      if (!person) throw new SlackApiError('users_not_found');
      return { user: userJson(ws, person) };
    },
  },
};
