import { SlackApiError } from '../slack-error.ts';
import { openView, publishHome, pushView, updateView } from '../views.ts';
import { type Arguments, invalid, json, required, text } from './arguments.ts';
import type { Methods } from './method.ts';

function viewOf(args: Arguments): unknown {
  const view = json(args, 'view', 'invalid_arguments');
  if (view === undefined) throw invalid('missing required field: view');
  return view;
}

function triggerOf(args: Arguments): string {
  return text(args, 'trigger_id') ?? required(args, 'interactivity_pointer');
}

/** Modals and Home tabs. None of these needs a scope. */
export const viewMethods: Methods = {
  'views.open': {
    tier: 4,
    token: 'bot',
    run: (ws, args) => ({ view: openView(ws, triggerOf(args), viewOf(args)) }),
  },
  'views.push': {
    tier: 4,
    token: 'bot',
    run: (ws, args) => ({ view: pushView(ws, triggerOf(args), viewOf(args)) }),
  },
  'views.update': {
    tier: 4,
    token: 'bot',
    run: (ws, args) => {
      const address = {
        viewId: text(args, 'view_id'),
        externalId: text(args, 'external_id'),
        hash: text(args, 'hash'),
      };
      if (address.viewId === undefined && address.externalId === undefined) {
        throw invalid('missing required field: view_id or external_id');
      }
      return { view: updateView(ws, address, viewOf(args)) };
    },
  },
  'views.publish': {
    tier: 4,
    token: 'bot',
    run: (ws, args) => {
      const person = ws.store.person(required(args, 'user_id'));
      if (!person || person.deleted === true) throw new SlackApiError('user_not_found');
      return { view: publishHome(ws, person.id, text(args, 'hash'), viewOf(args)) };
    },
  },
};
