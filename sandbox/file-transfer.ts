import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadRequestError, contentType, readBytes } from './http.ts';
import type { StoredFile } from './types.ts';
import type { Workspace } from './workspace.ts';

/** Slack takes up to 1 GB; a stand-in for tests and demos needs less. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;

/** The first file of a form, or the body itself. */
async function contentsOf(request: IncomingMessage): Promise<Uint8Array> {
  const body = await readBytes(request, MAX_FILE_BYTES + 64 * 1024);
  if (contentType(request) !== 'multipart/form-data') return body;
  const type = request.headers['content-type'] ?? '';
  const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch(() => null);
  for (const part of form?.values() ?? []) {
    if (typeof part !== 'string') return new Uint8Array(await part.arrayBuffer());
  }
  throw new BadRequestError(400, 'no_file', 'The form holds no file.');
}

/** Step two of an upload: the bytes, posted to the address that files.getUploadURLExternal gave out. */
export async function receiveUpload(
  ws: Workspace,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const [id = '', ticket] = path.split('/');
  const file = ws.store.files.get(id);
  if (file?.status !== 'awaited' || file.ticket !== ticket) {
    request.resume();
    throw new BadRequestError(404, 'not_found', 'No upload is expected here.');
  }
  const bytes = await contentsOf(request);
  // Slack does not say what it does with more or fewer bytes than were announced.
  if (bytes.length !== file.size) {
    throw new BadRequestError(400, 'wrong_length', `Expected ${file.size} bytes; got ${bytes.length}.`);
  }
  ws.store.transaction(() => {
    ws.store.putContents(id, bytes);
    ws.store.files.put({ ...file, status: 'received' });
  });
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(`OK - ${bytes.length}`);
}

const PICTURES: { [mimetype: string]: (bytes: Uint8Array) => boolean } = {
  'image/png': (bytes) => bytes[0] === 0x89 && bytes[1] === 0x50,
  'image/jpeg': (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8,
  'image/gif': (bytes) => bytes[0] === 0x47 && bytes[1] === 0x49,
};

function isPicture(file: StoredFile, bytes: Uint8Array): boolean {
  return PICTURES[file.mimetype]?.(bytes) === true;
}

/**
 * A file for the page (Slack asks for a token here; the page has none). Only what is a picture by its name
 * and by its first bytes is shown; everything else can be saved, never run.
 */
export function sendFile(ws: Workspace, response: ServerResponse, path: string): void {
  const [id = ''] = path.split('/');
  const file = ws.store.files.get(id);
  const bytes = file && file.status !== 'awaited' ? ws.store.contents(id) : undefined;
  if (!file || !bytes) throw new BadRequestError(404, 'not_found', 'There is no such file.');
  const shown = isPicture(file, bytes);
  response.writeHead(200, {
    'content-type': shown ? file.mimetype : 'application/octet-stream',
    'content-disposition': shown ? 'inline' : 'attachment',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=3600',
  });
  response.end(bytes);
}
