import { type MessageBlock, type MessagePayload, mrkdwn, section } from '../../blockkit/index.ts';
import { mention } from '../../slack/index.ts';
import type { ActionItem, Cycle } from '../cycle.ts';
import { itemButtons } from './item-buttons.ts';
import { dueWords, fallback, lines, said } from './words.ts';

/** Room for the title and the line that counts the rest, within 50 blocks and the text budget. */
const mostShown = 20;

/** What earlier weeks left open, in the thread of Monday's message. */
export function carriedActionsMessage(cycle: Cycle, now: Date): MessagePayload {
  const shown = cycle.carriedActions.slice(0, mostShown);
  const rest = cycle.carriedActions.length - shown.length;
  const title = `*Actions from earlier weeks · ${said(cycle.team.name, 80)}*`;
  const more = shown.length === 0 ? 'Nothing is open any more.' : rest === 0 ? undefined : `and ${rest} more`;
  const blocks: MessageBlock[] = [lines(title), ...shown.map((action) => actionBlock(cycle, action, now))];
  if (more !== undefined) blocks.push(lines(more));
  return {
    text: fallback(
      title.replaceAll('*', ''),
      ...shown.map((action) => actionWords(cycle, action, now)),
      more,
    ),
    blocks,
  };
}

export function actionWords(cycle: Cycle, action: ActionItem, now: Date): string {
  const owner = mention(action.ownerId);
  const text = said(action.text, 200);
  if (action.phase === 'open') return `${text} · ${owner}, ${dueWords(action.dueOn, now, cycle.zone)}`;
  const end = action.phase === 'done' ? 'done' : 'dropped';
  return `~${text}~ · ${owner} · ${end}${action.closedBy === undefined ? '' : ` (${mention(action.closedBy)})`}`;
}

function actionBlock(cycle: Cycle, action: ActionItem, now: Date): MessageBlock {
  const text = mrkdwn(actionWords(cycle, action, now));
  if (action.phase !== 'open' || cycle.phase !== 'open') return section(text);
  return section(text, { accessory: itemButtons.finish(cycle.id, action) });
}
