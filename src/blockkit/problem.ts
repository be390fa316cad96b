/** One thing Slack, or our own rules, would refuse. */
export interface BlockKitProblem {
  /** RFC 6901 JSON pointer into the checked value; a missing field is named where it should be. */
  readonly pointer: string;
  /** A plain sentence: what is wrong, the limit, and what was found. */
  readonly message: string;
}
