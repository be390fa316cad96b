import { localWorkspace } from './binding.ts';
import type { Database } from './database.ts';
import { StartupError } from './errors.ts';

/**
 * Empties a local database: every table, function and job is gone, as before the first start.
 * @throws StartupError `not_local` for any database that is not bound to the local workspace; nothing is touched then.
 */
export async function wipeLocalDatabase(database: Database): Promise<void> {
  await database.runScript(async (run) => {
    // Asked in the transaction that wipes, so that no other answer can come between.
    const [table] = await run.query(`SELECT to_regclass('public.installation') IS NOT NULL AS "exists"`);
    const [bound] =
      table?.['exists'] === true
        ? await run.query('SELECT "bound_to" FROM "installation" WHERE "id" = 1')
        : [];
    if (bound?.['bound_to'] !== localWorkspace) throw refusal(bound?.['bound_to']);
    await run.exec('DROP SCHEMA IF EXISTS pgboss CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public;');
  });
}

function refusal(boundTo: unknown): StartupError {
  return new StartupError('not_local', [
    boundTo === undefined
      ? 'This database does not belong to a local workspace: nothing was ever started on it. There is nothing to reset.'
      : `This database belongs to Slack team ${String(boundTo)}. Only the local workspace can be reset, and nothing was changed.`,
  ]);
}
