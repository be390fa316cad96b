import { blockList } from './blocks.ts';
import { type Check, type Inspection, newInspection } from './check.ts';
import { isObject, snapshot, UNREADABLE } from './json.ts';
import { limits, type Surface } from './limits.ts';
import { message } from './messages.ts';
import type { BlockKitProblem } from './problem.ts';
import { view } from './views.ts';

/**
 * Everything Slack would refuse in a payload, and what our own rules refuse; empty when it may be sent. A message is
 * `{ text, blocks, … }`, a modal or home tab is the view. Whatever it is fed, it returns and never throws.
 */
export function validatePayload(payload: unknown, surface: Surface): BlockKitProblem[] {
  return surface === 'message' ? validateMessage(payload) : inspect(payload, surface, view);
}

/** Like `validatePayload`, for the list of blocks alone; pointers start at the list. */
export function validateBlocks(blocks: unknown, surface: Surface): BlockKitProblem[] {
  return inspect(blocks, surface, blockList);
}

/**
 * Like `validatePayload` for a message. `maxTextChars` bounds its `text`: the default is what `chat.postMessage`
 * takes; pass `MAX_UPDATE_TEXT_CHARS` for `chat.update` and `chat.postEphemeral`.
 */
export function validateMessage(
  payload: unknown,
  { maxTextChars = limits.message.text.max }: { readonly maxTextChars?: number } = {},
): BlockKitProblem[] {
  return inspect(payload, 'message', message(maxTextChars));
}

/** Like `validatePayload` for a view, whose own `type` says whether it is a modal or a home tab. */
export function validateView(payload: unknown): BlockKitProblem[] {
  return validatePayload(payload, isHome(payload) ? 'home' : 'modal');
}

function isHome(payload: unknown): boolean {
  const { value } = snapshot(payload);
  return isObject(value) && value['type'] === 'home';
}

function inspect(payload: unknown, surface: Surface, check: Check): BlockKitProblem[] {
  const { value, problems: unreadable } = snapshot(payload);
  const problems = [...unreadable];
  if (value === UNREADABLE) return problems;
  const inspection = newInspection(surface, problems);
  check(value, '', inspection);
  checkTotals(inspection);
  return problems;
}

/** The rules on how often a thing may occur in the whole payload. */
function checkTotals({ surface, report, found }: Inspection): void {
  if (surface === 'message') {
    for (const at of found.table.slice(limits.table.perMessage.max)) {
      report(at, `A message takes at most ${limits.table.perMessage.max} table.`);
    }
    for (const at of found.data_visualization.slice(limits.dataVisualization.perMessage.max)) {
      report(at, `A message takes at most ${limits.dataVisualization.perMessage.max} charts.`);
    }
  } else {
    for (const at of found.focus.slice(1)) report(at, 'Only one element of a view can have "focus_on_load".');
  }
}
