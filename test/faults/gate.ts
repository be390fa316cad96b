import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where a call is caught: before Slack has it, when Slack has carried it out, when the app has the answer. */
export type Where = 'before' | 'performed' | 'answered';

export interface Gate {
  /** For the app's `slackApiUrl`. */
  readonly apiUrl: string;
  /** The next call of this method runs into the trap, once. */
  trap(method: string, where: Where, spring: () => Promise<void>): void;
  close(): Promise<void>;
}

/** Stands between the app and the workspace, and lets everything through but what runs into its trap. */
export async function openGate(target: string): Promise<Gate> {
  let trap: { method: string; where: Where; spring: () => Promise<void> } | undefined;

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = (request.url ?? '').split('?')[0]?.split('/').at(-1) ?? '';
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const caught = trap?.method === method ? trap : undefined;
    if (caught !== undefined) trap = undefined;
    if (caught?.where === 'before') {
      await caught.spring();
      return void response.destroy();
    }
    const { authorization, 'content-type': type } = request.headers;
    const answer = await fetch(`${target}${method}`, {
      method: 'POST',
      body: Buffer.concat(body),
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(type === undefined ? {} : { 'content-type': type }),
      },
    });
    const text = await answer.text();
    if (caught?.where === 'performed') {
      await caught.spring();
      return void response.destroy();
    }
    const retryAfter = answer.headers.get('retry-after');
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      ...(retryAfter === null ? {} : { 'retry-after': retryAfter }),
    });
    response.end(text, () => void caught?.spring());
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    trap: (method, where, spring) => {
      trap = { method, where, spring };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
