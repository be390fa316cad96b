import { newServerDatabase } from '../support/server-database.ts';
import { killSuite } from './kill-suite.ts';

killSuite('killed on a PostgreSQL server', {
  database: async () => ({ kind: 'server', url: await newServerDatabase() }),
  randomKills: 2,
  statementKills: 3,
});
