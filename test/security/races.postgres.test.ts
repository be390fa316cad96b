import { openDatabase } from '../../src/kernel/index.ts';
import { newServerDatabase } from '../support/server-database.ts';
import { runRaces } from './races.ts';

runRaces('two at the same instant, on a PostgreSQL server', {
  openDatabase: async () => openDatabase({ kind: 'server', url: await newServerDatabase() }),
});
