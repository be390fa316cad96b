import { messageProblems, problemLines, viewProblems } from '../blocks.ts';
import { isObject } from '../json.ts';
import { SlackApiError } from '../slack-error.ts';
import { nowSeconds } from '../workspace.ts';
import { invalid, json, required } from './arguments.ts';
import type { Methods } from './method.ts';

/** blocks.validate takes arguments up to this many characters. */
const MAX_VALIDATED = 100_000;

/** Who the app is, how it connects, and whether its blocks would pass. */
export const appMethods: Methods = {
  'auth.test': {
    tier: 'special',
    token: 'any',
    run: (ws, _args, { token }) =>
      token === 'app'
        ? { app_name: ws.app.name, app_id: ws.app.id }
        : {
            url: `https://${ws.team.domain}.slack.com/`,
            team: ws.team.name,
            user: ws.app.botName,
            team_id: ws.team.id,
            user_id: ws.app.botUserId,
            bot_id: ws.app.botId,
            is_enterprise_install: false,
          },
  },

  'apps.connections.open': {
    tier: 3,
    token: 'app',
    run: (ws) => ({
      url: `${ws.url.replace(/^http/, 'ws')}/link/?ticket=${ws.socket.issueTicket()}&app_id=${ws.app.id}`,
    }),
  },

  'team.info': {
    tier: 3,
    token: 'bot',
    scope: 'team:read',
    run: (ws) => ({ team: { ...ws.team, email_domain: '', icon: { image_default: true } } }),
  },

  'bots.info': {
    tier: 3,
    token: 'bot',
    scope: 'users:read',
    run: (ws, args) => {
      if (required(args, 'bot') !== ws.app.botId) throw new SlackApiError('bot_not_found');
      return {
        bot: {
          id: ws.app.botId,
          deleted: false,
          name: ws.app.botName,
          updated: nowSeconds(ws),
          app_id: ws.app.id,
          user_id: ws.app.botUserId,
          icons: {},
        },
      };
    },
  },

  'blocks.validate': {
    tier: 'special',
    token: 'none',
    run: (_ws, args) => {
      const given = (['blocks', 'view', 'message'] as const).filter((key) => args[key] !== undefined);
      const [key] = given;
      if (key === undefined || given.length > 1)
        throw invalid('provide exactly one of blocks, view, message');
      const value = json(args, key, `invalid_${key}`);
      if (String(args[key]).length > MAX_VALIDATED)
        throw invalid(`at most ${MAX_VALIDATED} characters: ${key}`);
      const content = isObject(value) ? value : {};
      const problems =
        key === 'view'
          ? viewProblems(content)
          : messageProblems(key === 'blocks' ? { blocks: value } : content);
      if (problems.length === 0) return {};
      const errors = problems.map((problem) => ({
        ...problem,
        code: 'invalid_value',
        field: problem.pointer.split('/').at(-1),
      }));
      const messages = problemLines(problems, '').map((line) => `[ERROR] ${line}`);
      throw new SlackApiError(`invalid_${key}`, { errors, response_metadata: { messages } }, problems);
    },
  },
};
