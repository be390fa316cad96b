import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readConfig } from '../kernel/index.ts';
import { withDatabase } from './database-access.ts';
import type { ExitCode, Surroundings } from './outcome.ts';

const MigrateAnswer = z.object({ applied: z.array(z.string()) });
const ResetAnswer = z.object({ isRunning: z.boolean() });

/** `migrate`: what the app also does at every start. */
export async function migrateCommand(
  { environment, stdout }: Surroundings,
  { json }: { json?: boolean },
): Promise<ExitCode> {
  const { applied } = MigrateAnswer.parse(
    await withDatabase(readConfig(environment), (access) => access.ask({ kind: 'migrate' }), {
      mayCreate: true,
    }),
  );
  const said =
    applied.length === 0
      ? 'The database is up to date.'
      : applied.map((name) => `Applied ${name}.`).join('\n');
  await stdout(json === true ? `${JSON.stringify({ applied })}\n` : `${said}\n`);
  return 0;
}

/** `demo reset`: refused on any database that is not a local workspace's. */
export async function resetCommand(
  { environment, stdout }: Surroundings,
  { json }: { json?: boolean },
): Promise<ExitCode> {
  const answer = ResetAnswer.parse(
    await withDatabase(readConfig(environment), (access) => access.ask({ kind: 'demo_reset' }), {
      localState: true,
    }),
  );
  const said = answer.isRunning
    ? 'The demo company is as on its first day, and Pacekeeper runs on.'
    : 'Everything of the local workspace is removed. The next start brings the demo company as on its first day.';
  await stdout(json === true ? `${JSON.stringify(answer)}\n` : `${said}\n`);
  return 0;
}

/** `key`: 32 bytes from the operating system, in base64. */
export async function keyCommand({ stdout }: Surroundings, { json }: { json?: boolean }): Promise<ExitCode> {
  const key = randomBytes(32).toString('base64');
  await stdout(json === true ? `${JSON.stringify({ key })}\n` : `${key}\n`);
  return 0;
}
