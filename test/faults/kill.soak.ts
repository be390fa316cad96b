import { inject } from 'vitest';
import { newServerDatabase } from '../support/server-database.ts';
import { embeddedDirectory, killSuite } from './kill-suite.ts';

// Run by: npm run soak
const often = { randomKills: 20, statementKills: 40 };

killSuite('killed again and again on the embedded database', { ...often, database: embeddedDirectory });
if (inject('postgresUrl') !== undefined) {
  killSuite('killed again and again on a PostgreSQL server', {
    ...often,
    database: async () => ({ kind: 'server', url: await newServerDatabase() }),
  });
}
