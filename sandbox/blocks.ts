import { type BlockKitProblem, validateMessage, validateView } from '../src/blockkit/index.ts';
import { newBlockId } from './ids.ts';
import { isObject, type JsonObject, objectsOf, textOf } from './json.ts';

export type { BlockKitProblem };

/** Elements that make no sense without an action_id; Slack makes one up where it is missing. */
const INTERACTIVE = new Set([
  'button',
  'channels_select',
  'checkboxes',
  'conversations_select',
  'datepicker',
  'datetimepicker',
  'email_text_input',
  'external_select',
  'feedback_buttons',
  'file_input',
  'icon_button',
  'multi_channels_select',
  'multi_conversations_select',
  'multi_external_select',
  'multi_static_select',
  'multi_users_select',
  'number_input',
  'overflow',
  'plain_text_input',
  'radio_buttons',
  'rich_text_input',
  'static_select',
  'timepicker',
  'url_text_input',
  'users_select',
  'workflow_button',
]);

/** An element someone can act on, and the block it stands in. */
export interface PlacedElement {
  block: JsonObject;
  element: JsonObject;
  blockId: string;
  actionId: string;
  /** True for the element of an input block. */
  isInput: boolean;
}

/** What Slack would refuse in a message's blocks and attachments. */
export function messageProblems(content: { blocks?: unknown; attachments?: unknown }): BlockKitProblem[] {
  const given = Object.entries(content).filter(([, value]) => value !== undefined);
  return given.length === 0 ? [] : validateMessage(Object.fromEntries(given));
}

/** What Slack would refuse in a modal or home view, with pointers from the view's root. */
export function viewProblems(view: JsonObject): BlockKitProblem[] {
  return validateView(view);
}

/** What Slack would refuse in the options that an app offers for an external select. */
export function optionProblems(answer: JsonObject): BlockKitProblem[] {
  const key = answer['option_groups'] === undefined ? 'options' : 'option_groups';
  const list = answer[key];
  // Nothing found is a fine answer, though no select may be built without options.
  if (Array.isArray(list) && list.length === 0) return [];
  const select = { type: 'static_select', action_id: 'offered', [key]: list };
  return validateMessage({ blocks: [{ type: 'actions', elements: [select] }] }).map(
    ({ pointer, message }) => ({
      pointer: pointer.replace('/blocks/0/elements/0', ''),
      message,
    }),
  );
}

/** Problems in the words of `response_metadata.messages`. */
export function problemLines(problems: BlockKitProblem[], root: string): string[] {
  return problems.map(({ pointer, message }) => `${message} [json-pointer:${root}${pointer}]`);
}

/** A copy of the blocks as Slack gives them back: ids filled in, `emoji` and `verbatim` written out. */
export function normaliseBlocks(blocks: unknown): JsonObject[] {
  const copy = objectsOf(structuredClone(blocks));
  for (const block of copy) fillBlock(block);
  return copy;
}

function fillBlock(block: JsonObject): void {
  if (block['type'] !== 'markdown' && textOf(block, 'block_id') === undefined)
    block['block_id'] = newBlockId();
  for (const child of objectsOf(block['child_blocks'])) fillBlock(child);
  // Rich text and tables carry `text` fields that are no text objects.
  if (block['type'] !== 'rich_text' && block['type'] !== 'table') fillIn(block);
}

function fillIn(node: JsonObject): void {
  const type = node['type'];
  if (type === 'rich_text') return;
  if (type === 'plain_text' && node['emoji'] === undefined) node['emoji'] = true;
  if (type === 'mrkdwn' && node['verbatim'] === undefined) node['verbatim'] = false;
  if (typeof type === 'string' && INTERACTIVE.has(type) && textOf(node, 'action_id') === undefined) {
    node['action_id'] = newBlockId();
  }
  for (const [key, value] of Object.entries(node)) {
    if (key === 'child_blocks') continue;
    if (isObject(value)) fillIn(value);
    else for (const item of objectsOf(value)) fillIn(item);
  }
}

/** Every element of normalised blocks that someone can act on, in reading order. */
export function placedElements(blocks: unknown): PlacedElement[] {
  return objectsOf(blocks).flatMap((block) => {
    const blockId = textOf(block, 'block_id') ?? '';
    const own = [
      block['element'],
      block['accessory'],
      ...objectsOf(block['elements']),
      ...objectsOf(block['actions']),
    ]
      .filter(isObject)
      .flatMap((element) => {
        // A carousel holds cards, and a card its buttons.
        if (element['type'] === 'card') return placedElements([{ block_id: blockId, ...element }]);
        if (!INTERACTIVE.has(String(element['type']))) return [];
        const actionId = textOf(element, 'action_id') ?? '';
        return [{ block, element, blockId, actionId, isInput: block['type'] === 'input' }];
      });
    return [...own, ...placedElements(block['child_blocks'])];
  });
}
