/** Block Kit: types, builders, limits and the strict validator. Imports nothing outside this folder. */

export {
  actions,
  alert,
  button,
  checkboxes,
  confirm,
  context,
  datePicker,
  divider,
  fields,
  header,
  home,
  input,
  modal,
  mrkdwn,
  multiSelect,
  multiUsersSelect,
  numberInput,
  option,
  overflow,
  plain,
  radioButtons,
  section,
  select,
  textInput,
  usersSelect,
} from './build.ts';
export {
  limits,
  MAX_UPDATE_TEXT_CHARS,
  MESSAGE_TEXT_BUDGET,
  type Placement,
  placements,
  type Surface,
  surfaceBlockTypes,
} from './limits.ts';
export type { BlockKitProblem } from './problem.ts';
export { cleanText, codePoints, escapeMrkdwn, safeMrkdwn, truncate, truncateMrkdwn } from './text.ts';
export type * from './types.ts';
export { validateBlocks, validateMessage, validatePayload, validateView } from './validate.ts';
