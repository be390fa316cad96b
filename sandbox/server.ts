import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handleControl } from './control/index.ts';
import { receiveUpload, sendFile } from './file-transfer.ts';
import { BadRequestError, sendJson } from './http.ts';
import { servePageFile } from './page-files.ts';
import { handleResponseUrl } from './response-url.ts';
import { handleApi } from './web-api/dispatch.ts';
import type { Workspace } from './workspace.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A listening server that still has to be given its workspace (whose URLs need the port). */
export interface Listening {
  url: string;
  serve(ws: Workspace, control: ControlHooks): void;
  close(): Promise<void>;
}

/** What the control API can do to the workspace as a whole. */
export interface ControlHooks {
  reset(): Promise<void>;
}

/**
 * Listens on host and port (0: any free one). Refuses whatever a foreign web page could send: a Host
 * that is not this server (DNS rebinding) and an Origin that is not its own page.
 */
export async function listen(host: string, port: number): Promise<Listening> {
  let ws: Workspace | null = null;
  let hooks: ControlHooks | null = null;
  const server: Server = createServer((request, response) => {
    void answer(request, response);
  });
  // A client whose process was busy for a while still finds its connection; Node would have closed it after five seconds.
  server.keepAliveTimeout = 75_000;

  function isOurs(request: IncomingMessage): boolean {
    const { host: name = '', origin } = request.headers;
    const hostname = name.replace(/:\d+$/, '').toLowerCase();
    if (!LOOPBACK.has(hostname) && hostname !== host.toLowerCase()) return false;
    return origin === undefined || origin === `http://${name}`;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (!isOurs(request))
        throw new BadRequestError(403, 'forbidden', 'This server answers its own page and app only.');
      if (!ws || !hooks) throw new BadRequestError(503, 'starting', 'The workspace is starting.');
      await route(ws, hooks, request, response);
    } catch (error) {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const known = error instanceof BadRequestError;
      const status = known ? error.status : 500;
      const message = error instanceof Error ? error.message : String(error);
      sendJson(response, status, { ok: false, error: known ? error.code : 'internal_error', message });
    }
  }

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const url = URL.parse(request.url ?? '/', 'http://local');
    if (!ws || !isOurs(request) || url?.pathname !== '/link/') {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    ws.socket.upgrade(request, socket, head, url.searchParams);
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown === '0.0.0.0' ? '127.0.0.1' : shown}:${address.port}`,
    serve(workspace, control) {
      ws = workspace;
      hooks = control;
    },
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function route(
  ws: Workspace,
  hooks: ControlHooks,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = URL.parse(request.url ?? '/', 'http://local');
  if (!url) throw new BadRequestError(400, 'invalid_url', 'The address cannot be read.');
  const path = url.pathname;
  if (path.startsWith('/api/')) return await handleApi(ws, request, response, url);
  if (path.startsWith('/response/') && request.method === 'POST') {
    return await handleResponseUrl(ws, request, response, path.slice('/response/'.length));
  }
  if (path.startsWith('/upload/v1/') && request.method === 'POST') {
    return await receiveUpload(ws, request, response, path.slice('/upload/v1/'.length));
  }
  if (path.startsWith('/files/') && request.method === 'GET') {
    return sendFile(ws, response, path.slice('/files/'.length));
  }
  if (path === '/control/stream') return ws.stream.add(response);
  if (path.startsWith('/control/')) return await handleControl(ws, hooks, request, response, url);
  if (request.method === 'GET' && (await servePageFile(response, path))) return;
  throw new BadRequestError(404, 'not_found', 'There is nothing here.');
}
