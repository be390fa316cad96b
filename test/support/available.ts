import { findChromium } from './chromium.ts';
import { findPostgresBinaries } from './postgres-server.ts';

/** What this machine offers to the suites that need more than Node. */
export type Available = {
  readonly postgres: { kind: 'url'; url: string } | { kind: 'binaries'; folder: string } | { kind: 'none' };
  readonly chromium: string | undefined;
};

export class LeftOutError extends Error {
  override readonly name = 'LeftOutError';
  readonly code = 'left_out';
}

/** Looks for a PostgreSQL server (TEST_DATABASE_URL first) and for Chromium; starts nothing. */
export function findAvailable(): Available {
  const url = process.env['TEST_DATABASE_URL'];
  const folder = url ? undefined : findPostgresBinaries();
  return {
    postgres: url
      ? { kind: 'url', url }
      : folder === undefined
        ? { kind: 'none' }
        : { kind: 'binaries', folder },
    chromium: findChromium(),
  };
}

/** One line that names what a test run leaves out on this machine and how to get it, or undefined for nothing. */
export function describeLeftOut({ postgres, chromium }: Available): string | undefined {
  const missing: string[] = [];
  if (postgres.kind === 'none')
    missing.push(
      'PostgreSQL suites (install postgresql, or set TEST_DATABASE_URL to a server of 15 or newer)',
    );
  if (chromium === undefined) missing.push('browser suites (install chromium, or set CHROMIUM_PATH)');
  return missing.length === 0 ? undefined : `Left out on this machine: ${missing.join('; ')}.`;
}
