import { createHmac } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/**
 * The thinnest far side that a Bolt app can stand on: it says yes to every call and sends clicks over Socket Mode or
 * HTTP. The local workspace is a better Slack, but its own work would be measured along, in whole milliseconds.
 */
export interface FarSide {
  readonly apiUrl: string;
  readonly calls: () => number;
  /** Sends an interaction. @returns milliseconds until it is acknowledged. */
  send(payload: object, requestUrl: string | undefined): Promise<number>;
  close(): void;
}

export const tokens = {
  bot: 'xoxb-bench-0',
  app: 'xapp-bench-0',
  signingSecret: 'bench-signing-secret',
} as const;
export const teamId = 'T0BENCH001';
const patienceMs = 10_000;

const answers: Readonly<Record<string, (args: URLSearchParams) => object>> = {
  'auth.test': () => ({ team_id: teamId, user_id: 'U0BOT00001', bot_id: 'B0BOT00001', url: 'http://bench/' }),
  'users.info': (args) => ({
    user: { id: args.get('user'), team_id: teamId, name: 'dana', real_name: 'Dana', tz: 'Europe/Berlin' },
  }),
  'views.open': () => ({ view: { id: 'V0BENCH001', hash: '1.0' } }),
};

export async function openFarSide(): Promise<FarSide> {
  const connections: WebSocket[] = [];
  const acknowledged = new EventEmitter().setMaxListeners(0);
  let calls = 0;
  let turn = 0;
  const server = createServer(async (incoming, response) => {
    calls += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const method = (incoming.url ?? '').split('/').at(-1) ?? '';
    const args = new URLSearchParams(Buffer.concat(chunks).toString());
    const extra =
      method === 'apps.connections.open' ? { url: `ws://127.0.0.1:${port()}/` } : answers[method]?.(args);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ok: true, ...extra }));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    connections.push(socket);
    socket.on('message', (data) => {
      const { envelope_id: id } = JSON.parse(String(data)) as { envelope_id?: string };
      if (id !== undefined) acknowledged.emit(id);
    });
    const info = { num_connections: connections.length, connection_info: { app_id: 'A0BENCH001' } };
    socket.send(
      JSON.stringify({ type: 'hello', debug_info: { approximate_connection_time: 18_060 }, ...info }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = () => (server.address() as AddressInfo).port;
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });

  async function overSocket(payload: object): Promise<void> {
    turn += 1;
    const open = connections.filter((socket) => socket.readyState === socket.OPEN);
    const socket = open[turn % open.length];
    if (socket === undefined) throw new Error('the app is not connected');
    const id = `envelope-${turn}`;
    const answered = once(acknowledged, id, { signal: AbortSignal.timeout(patienceMs) });
    const envelope = { type: 'interactive', envelope_id: id, accepts_response_payload: true, payload };
    socket.send(JSON.stringify(envelope));
    await answered;
  }

  async function overHttp(payload: object, url: string): Promise<void> {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const timestamp = String(Math.floor((performance.timeOrigin + performance.now()) / 1_000));
    const signature = createHmac('sha256', tokens.signingSecret)
      .update(`v0:${timestamp}:${body}`)
      .digest('hex');
    const sent = request(url, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
      },
    });
    sent.end(body);
    const [response] = await once(sent, 'response', { signal: AbortSignal.timeout(patienceMs) });
    for await (const _ of response) {
      // Read to its end, so that the connection can be used again.
    }
    if (response.statusCode !== 200) throw new Error(`the app answered ${response.statusCode}`);
  }

  return {
    apiUrl: `http://127.0.0.1:${port()}/api/`,
    calls: () => calls,
    send: async (payload, requestUrl) => {
      const began = performance.now();
      await (requestUrl === undefined ? overSocket(payload) : overHttp(payload, requestUrl));
      return performance.now() - began;
    },
    close: () => {
      for (const socket of connections) socket.terminate();
      agent.destroy();
      server.close();
    },
  };
}
