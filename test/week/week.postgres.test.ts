import { openDatabase } from '../../src/kernel/index.ts';
import { newServerDatabase } from '../support/server-database.ts';
import { tellTheWeek } from './week.ts';

const onServer = {
  openDatabase: async () => openDatabase({ kind: 'server', url: await newServerDatabase() }),
};

tellTheWeek('a week on a PostgreSQL server, over Socket Mode', () => onServer);
tellTheWeek('a week on a PostgreSQL server, over HTTP', () => ({ ...onServer, transport: 'http' }));
