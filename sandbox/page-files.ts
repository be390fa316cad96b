import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

const TYPES: { [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const HEADERS = {
  'content-security-policy': "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

const FOLDER = join(import.meta.dirname, 'page');

/** Serves one of the page's files; false when there is none of that name. */
export async function servePageFile(response: ServerResponse, path: string): Promise<boolean> {
  const name = path === '/' ? 'index.html' : path.slice(1);
  const type = TYPES[extname(name)];
  // Plain names only, one folder deep at most: nothing can point outside.
  if (type === undefined || !/^([\w-]+\/)?[\w-]+(\.[\w-]+)+$/.test(name)) return false;
  try {
    const body = await readFile(join(FOLDER, name));
    response.writeHead(200, { ...HEADERS, 'content-type': type });
    response.end(body);
    return true;
  } catch {
    return false;
  }
}
