/**
 * What a person can be told. `message` says what happened and what to do, in plain words and without internals;
 * `saved` says whether anything of theirs was stored.
 */
export class UserFacingError extends Error {
  override readonly name: string = 'UserFacingError';
  readonly code: string;
  readonly saved: string | undefined;

  constructor(code: string, message: string, options: { saved?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.saved = options.saved;
  }
}

/** The same interaction or event was carried out before: harmless, and nothing is done again. */
export class AlreadyHandledError extends Error {
  override readonly name = 'AlreadyHandledError';
  readonly code = 'already_handled';

  constructor(key: string) {
    super(`already handled: ${key}`);
  }
}

/** The program cannot start; every problem at once, each with what to do. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
  readonly code: string;
  readonly problems: readonly string[];

  constructor(code: string, problems: readonly string[], cause?: unknown) {
    super(problems.join('\n'), { cause });
    this.code = code;
    this.problems = problems;
  }
}

/** The first line of whatever was thrown, for logs and rows; never longer than 500 characters. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, 500);
}
