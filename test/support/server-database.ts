import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** A new, empty database on the test server, as a URL; it goes with the server. */
export async function newServerDatabase(): Promise<string> {
  const server = inject('postgresUrl');
  if (server === undefined)
    throw new Error('there is no PostgreSQL server: this suite should not have been collected');
  const name = `pacekeeper_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`CREATE DATABASE "${name}"`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
