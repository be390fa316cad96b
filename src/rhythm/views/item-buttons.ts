import { type Button, button, truncate } from '../../blockkit/index.ts';
import type { ActionItem, BlockerItem } from '../cycle.ts';
import { ids, itemValue } from '../ids.ts';

/** Slack's limit for what a screen reader says of a button. */
const longestLabel = 75;

/** The buttons beside an action or a blocker, named for screen readers after what they are about. */
export const itemButtons = {
  finish: (cycleId: string, action: ActionItem) => itemButton(ids.finishAction, 'Done', cycleId, action),
  resolve: (cycleId: string, blocker: BlockerItem) =>
    itemButton(ids.resolveBlocker, 'Unblock', cycleId, blocker),
} as const;

function itemButton(
  actionId: string,
  text: string,
  cycleId: string,
  item: { id: string; text: string },
): Button {
  return button(actionId, text, {
    value: itemValue.encode({ cycleId, itemId: item.id }),
    accessibility_label: truncate(`${text}: ${item.text}`, longestLabel),
  });
}
