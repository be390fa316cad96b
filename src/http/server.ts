import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Kernel } from '../kernel/index.ts';
import { slackEventsPath } from '../slack/index.ts';

export interface HttpFaceOptions {
  readonly kernel: Kernel;
  readonly host: string;
  readonly port: number;
  readonly isSlackConnected: () => boolean;
  /** Slack's requests, where it talks HTTP to us. */
  readonly slackListener: RequestListener | undefined;
  /** Where the local workspace's page is, for whoever opens this port in a browser. */
  readonly localWorkspaceUrl: string | undefined;
  /** How long a request may take to arrive, in milliseconds; only tests are less patient. */
  readonly arriveWithinMs?: number;
}

export interface HttpFace {
  readonly url: string;
  stop(): Promise<void>;
}

/** A tick older than this means that the scheduler is stuck: it ticks at least once a minute. */
const oldestTickSeconds = 180;

/** @throws the listen error, `EADDRINUSE` above all. */
export async function startHttpFace(options: HttpFaceOptions): Promise<HttpFace> {
  const arriveWithinMs = options.arriveWithinMs ?? 15_000;
  // Node looks for slow requests twice a minute by itself.
  const patience = {
    requestTimeout: arriveWithinMs,
    headersTimeout: Math.min(arriveWithinMs, 10_000),
    connectionsCheckingInterval: arriveWithinMs / 5,
  };
  const server = createServer(patience, (request, response) => {
    // Not `new URL`: a request for `//` is none, and an exception here ends the process.
    const path = request.url?.split('?', 1)[0] ?? '/';
    if (path === slackEventsPath && options.slackListener !== undefined) {
      return options.slackListener(request, response);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendJson(response, 405, { error: 'method_not_allowed' });
    answer(path, response).catch(() => sendJson(response, 500, { error: 'internal_error' }));
  });
  await listen(server, options.host, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };

  async function answer(path: string, response: ServerResponse): Promise<void> {
    switch (path) {
      case '/healthz':
        return sendJson(response, 200, { ok: true });
      case '/readyz': {
        const checks = await readiness(options);
        return sendJson(response, Object.values(checks).every((check) => check === 'ok') ? 200 : 503, checks);
      }
      case '/metrics': {
        const { registry } = options.kernel.metrics;
        response.writeHead(200, { 'content-type': registry.contentType });
        return void response.end(await registry.metrics());
      }
      case '/':
        if (options.localWorkspaceUrl === undefined) break;
        response.writeHead(302, { location: options.localWorkspaceUrl });
        return void response.end();
    }
    sendJson(response, 404, { error: 'not_found' });
  }
}

async function readiness({ kernel, isSlackConnected }: HttpFaceOptions): Promise<Record<string, string>> {
  const database = await kernel.database.prisma.$queryRaw`SELECT 1`.then(
    () => 'ok',
    () => 'unreachable',
  );
  const tick = (await kernel.metrics.lastTick.get()).values[0]?.value ?? 0;
  const ageSeconds = kernel.clock.now().getTime() / 1000 - tick;
  return {
    database,
    slack: isSlackConnected() ? 'ok' : 'not connected',
    scheduler: ageSeconds <= oldestTickSeconds ? 'ok' : `last tick ${Math.round(ageSeconds)} s ago`,
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function sendJson(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}
