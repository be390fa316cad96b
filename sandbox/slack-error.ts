import type { BlockKitProblem } from './blocks.ts';
import type { JsonObject } from './json.ts';

/** An answer with `ok: false`. `code` is Slack's error string. */
export class SlackApiError extends Error {
  override readonly name = 'SlackApiError';
  readonly code: string;
  /** Further fields of the answer: `needed`, `provided`, `response_metadata`… */
  readonly details: JsonObject;
  readonly problems: BlockKitProblem[];

  constructor(code: string, details: JsonObject = {}, problems: BlockKitProblem[] = []) {
    super(code);
    this.code = code;
    this.details = details;
    this.problems = problems;
  }
}
