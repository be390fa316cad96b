import type { ServerResponse } from 'node:http';

/** What the page is told when something changed; it then asks for what it shows. */
export type StreamEvent =
  | {
      type: 'message' | 'message_changed' | 'message_deleted' | 'ephemeral';
      channel: string;
      ts: string;
      person?: string;
      thread_ts?: string;
    }
  | { type: 'views'; person: string }
  | { type: 'home'; person: string }
  | { type: 'clock'; now: string }
  | { type: 'conversations' }
  | { type: 'people' }
  | { type: 'app'; connected: boolean }
  /** Sent when the call was answered; `GET /control/calls` has the rest. */
  | { type: 'call'; seq: number; method: string; ok: boolean; error?: string; ms: number; status: number }
  /** Sent when the app has answered or was given up, and again when an answer turned out bad or late. */
  | {
      type: 'delivery';
      seq: number;
      kind: string;
      name: string;
      acked: boolean;
      reason?: string;
      ms: number;
    };

/** Server-sent events to every open page. */
export class Stream {
  #clients = new Set<ServerResponse>();

  add(response: ServerResponse): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
    });
    response.write(': connected\n\n');
    this.#clients.add(response);
    response.on('close', () => this.#clients.delete(response));
  }

  emit(event: StreamEvent): void {
    const line = `data: ${JSON.stringify(event)}\n\n`;
    for (const client of this.#clients) client.write(line);
  }

  close(): void {
    for (const client of this.#clients) client.end();
    this.#clients.clear();
  }
}
