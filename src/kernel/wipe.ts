import { localWorkspace } from './binding.ts';
import type { Database } from './database.ts';
import { StartupError } from './errors.ts';

/**
 * Refuses what may be done to a local workspace's data only.
 * @throws StartupError `not_local` for any database that is not bound to the local workspace.
 */
export async function refuseUnlessLocal(database: Database): Promise<void> {
  const [table] = await database.prisma.$queryRaw<{ exists: boolean }[]>`
    SELECT to_regclass('public.installation') IS NOT NULL AS "exists"`;
  const bound =
    table?.exists === true ? await database.prisma.installation.findUnique({ where: { id: 1 } }) : null;
  if (bound?.boundTo === localWorkspace) return;
  throw new StartupError('not_local', [
    bound === null
      ? 'This database does not belong to a local workspace: nothing was ever started on it. There is nothing to reset.'
      : `This database belongs to Slack team ${bound.boundTo}. Only the local workspace can be reset, and nothing was changed.`,
  ]);
}

/**
 * Empties a local database: every table, function and job is gone, as before the first start.
 * @throws StartupError `not_local`; nothing is touched then. A binding never changes, so asking first is enough.
 */
export async function wipeLocalDatabase(database: Database): Promise<void> {
  await refuseUnlessLocal(database);
  await database.runScript((run) =>
    run.exec('DROP SCHEMA IF EXISTS pgboss CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public;'),
  );
}
