import { once } from 'node:events';
import { connect } from 'node:net';
import type { Chance } from './chance.ts';

const methods = ['GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'CONNECT', 'TRACE', 'PATCH', 'BREW', ''] as const;
const paths = [
  '/',
  '/slack/events',
  '/healthz',
  '/readyz',
  '/metrics',
  '//',
  '/%',
  '*',
  'http://[',
  '',
] as const;
const headers = [
  'content-length: 0',
  'content-length: -1',
  'content-length: 5',
  'content-length: 5\r\ncontent-length: 6',
  'transfer-encoding: chunked',
  'transfer-encoding: chunked, chunked',
  'expect: 100-continue',
  'upgrade: websocket\r\nconnection: upgrade',
  'host: [',
  'content-type: application/json',
  'x-slack-signature: v0=\r\nx-slack-request-timestamp: 1e99',
  'range: bytes=0-',
] as const;

/** Sends one connection's worth of what may or may not be HTTP, and waits until the server is through with it. */
export async function hurl(port: number, chance: Chance): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  // The server may have closed already: then there is nobody to write to.
  socket.end(Buffer.from(request(chance), chance.oneIn(2) ? 'latin1' : 'utf8'));
  if (!socket.closed) await once(socket, 'close');
}

function request(chance: Chance): string {
  if (chance.oneIn(5)) return chance.text(400);
  const path = `${chance.pick(paths)}${chance.oneIn(2) ? '' : chance.text(12)}`;
  const lines = [`${chance.pick(methods)} ${path} HTTP/${chance.oneIn(8) ? '9.9' : '1.1'}`];
  if (!chance.oneIn(8)) lines.push('host: localhost');
  for (let count = chance.below(4); count > 0; count -= 1) lines.push(chance.pick(headers));
  if (chance.oneIn(6)) lines.push(`x-${chance.text(6)}: ${chance.text(30)}`);
  if (chance.oneIn(30)) lines.push(`x-long: ${'a'.repeat(20_000)}`);
  return `${lines.join('\r\n')}\r\n\r\n${chance.oneIn(2) ? '' : chance.text(60)}`;
}
