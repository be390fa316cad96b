import { BackupError } from '../governance/index.ts';
import { AskRunningError, describeError, StartupError, VaultError } from '../kernel/index.ts';

/** 0 done, 1 findings, 2 wrong usage or something that could not be done at all. */
export type ExitCode = 0 | 1 | 2;

/** Where a command reads and writes, and what it was started with; nothing in here is global, so that tests can run it. */
export interface Surroundings {
  readonly environment: Record<string, string | undefined>;
  readonly stdin: AsyncIterable<string | Uint8Array>;
  readonly stdout: (text: string) => Promise<void>;
  readonly stderr: (text: string) => Promise<void>;
}

/** The command was used in a way that cannot work; the message is a plain sentence with what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}

/** Errors whose message is a plain sentence with what to do. */
const plain = [UsageError, AskRunningError, BackupError, VaultError];

/** What went wrong as sentences for the terminal; never a stack. */
export function sentencesFor(error: unknown): readonly string[] {
  if (error instanceof StartupError) return error.problems;
  if (plain.some((kind) => error instanceof kind) && error instanceof Error) return [error.message];
  return [`This did not work: ${describeError(error)}`];
}
