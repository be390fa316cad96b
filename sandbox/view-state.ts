import { placedElements } from './blocks.ts';
import { initialState, inputError, isStateful } from './element-values.ts';
import type { JsonObject } from './json.ts';

/** block_id → action_id → Slack's state JSON, as in `view.state.values`. */
export interface ElementStates {
  [blockId: string]: { [actionId: string]: JsonObject };
}

/**
 * The state of blocks as first shown, or as shown again after an update: what was typed stays where
 * block_id, action_id and the element's type are unchanged.
 */
export function statesOf(blocks: unknown, before: ElementStates = {}): ElementStates {
  const states: ElementStates = {};
  for (const { element, blockId, actionId } of placedElements(blocks)) {
    if (!isStateful(element)) continue;
    const kept = before[blockId]?.[actionId];
    const inBlock = states[blockId] ?? {};
    inBlock[actionId] = kept && kept['type'] === element['type'] ? kept : initialState(element);
    states[blockId] = inBlock;
  }
  return states;
}

/** What Slack's client refuses to submit, by block_id. Empty when the app may be asked. */
export function inputErrors(blocks: unknown, states: ElementStates): { [blockId: string]: string } {
  const errors: { [blockId: string]: string } = {};
  for (const { block, element, blockId, actionId, isInput } of placedElements(blocks)) {
    if (!isInput) continue;
    const error = inputError(block, element, states[blockId]?.[actionId] ?? initialState(element));
    if (error !== null) errors[blockId] = error;
  }
  return errors;
}
