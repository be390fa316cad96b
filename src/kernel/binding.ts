import { Prisma } from '../../generated/prisma/client.ts';
import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import { StartupError } from './errors.ts';

export const localWorkspace = 'local';
/** In DATA_DIR: what the stand-in for Slack remembers. */
export const localWorkspaceFile = 'local-workspace.sqlite';

/**
 * Binds the database to one Slack team, or to the local workspace, at its first start. Demo data never meets a real
 * Slack, and a lost token file never opens an "act as anyone" page on a company's data.
 * @returns true when it was bound now.
 * @throws StartupError code `bound_elsewhere`.
 */
export async function bindDatabase(database: Database, clock: Clock, boundTo: string): Promise<boolean> {
  const added = await database.prisma.$executeRaw(
    Prisma.sql`INSERT INTO "installation" ("id", "bound_to", "created_at") VALUES (1, ${boundTo}, ${clock.now()}) ON CONFLICT DO NOTHING`,
  );
  const bound = await database.prisma.installation.findUniqueOrThrow({ where: { id: 1 } });
  if (bound.boundTo === boundTo) return added === 1;
  throw new StartupError('bound_elsewhere', [
    bound.boundTo === localWorkspace
      ? 'This database belongs to the local workspace, and Slack tokens are set. Use another DATA_DIR or DATABASE_URL for the real Slack.'
      : boundTo === localWorkspace
        ? `This database belongs to Slack team ${bound.boundTo}, and no Slack tokens are set. Set them, or use another DATA_DIR or DATABASE_URL for the local workspace.`
        : `This database belongs to Slack team ${bound.boundTo}, but the tokens are for team ${boundTo}. Use the right tokens or another database.`,
  ]);
}
