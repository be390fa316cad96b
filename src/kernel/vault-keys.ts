import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import { StartupError } from './errors.ts';

/**
 * Refuses to work on values that it could not read, and records the key that will encrypt from now on before it does.
 * @throws StartupError code `key_missing`.
 */
export async function admitKeys(database: Database, clock: Clock): Promise<void> {
  const { prisma, vault } = database;
  const used = await prisma.vaultKey.findMany({ orderBy: { since: 'asc' } });
  const missing = used.filter(({ id }) => !vault.keyIds.includes(id));
  if (missing.length > 0) {
    const names = missing.map(({ id }) => id).join(' and ');
    throw new StartupError('key_missing', [
      vault.keyIds.length === 0
        ? `This database is encrypted with the key ${names}, and ENCRYPTION_KEY is not set. Set it to that key.`
        : `This database is encrypted with the key ${names}, but ENCRYPTION_KEY holds ${vault.keyIds.join(' and ')}. Add the missing one after the newest, with a comma between: ENCRYPTION_KEY="<newest>,<older>".`,
      'Without its key nothing that people wrote can be read. "npm run -s pace -- key check" shows how much is under which key.',
    ]);
  }
  const [first] = vault.keyIds;
  if (first === undefined || used.some(({ id }) => id === first)) return;
  await prisma.vaultKey.createMany({ data: [{ id: first, since: clock.now() }], skipDuplicates: true });
}
