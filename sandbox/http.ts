import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request that cannot be read as it should; the answer carries `status`. */
export class BadRequestError extends Error {
  override readonly name = 'BadRequestError';
  readonly code: string;
  readonly status: number;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The body as text. @throws BadRequestError 413 above `maxBytes`. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  return (await readBytes(request, maxBytes)).toString();
}

/** The body as it came. @throws BadRequestError 413 above `maxBytes`. */
export async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > maxBytes) throw new BadRequestError(413, 'too_large', `A body has at most ${maxBytes} bytes.`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The content type without parameters, in lower case. */
export function contentType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** @returns how many characters the body has. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: { [name: string]: string } = {},
): number {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  const text = JSON.stringify(body);
  response.end(text);
  return text.length;
}
