import { randomUUID } from 'node:crypto';
import { postMessage, redrawMessage } from '../../src/slack/index.ts';
import type { Workplace } from '../support/workplace.ts';

export interface SlackCall {
  readonly at: string;
  readonly method: string;
  readonly ok: boolean;
  readonly args: { readonly channel?: string; readonly text?: string };
}

/** Posts through the outbox, and looks what became of it. */
export function posting(at: () => Workplace) {
  const { prisma } = { prisma: () => at().app.kernel.database.prisma };
  return {
    /** @returns the key of the message. */
    post: async (channel: string, text: string, inThreadOf?: string): Promise<string> => {
      const key = `test:${randomUUID()}`;
      await at().app.kernel.work((work) =>
        postMessage(work, {
          key,
          to: channel.startsWith('U') ? { personId: channel } : { channelId: at().channel(channel) },
          message: { text },
          ...(inThreadOf === undefined ? {} : { inThreadOf }),
        }),
      );
      return key;
    },
    /** Several in one transaction, in this order. */
    postAll: (channel: string, texts: readonly string[]): Promise<void> =>
      at().app.kernel.work(async (work) => {
        for (const text of texts) {
          const to = { channelId: at().channel(channel) };
          await postMessage(work, { key: `test:${randomUUID()}`, to, message: { text } });
        }
      }),
    redraw: (key: string, text: string): Promise<void> =>
      at().app.kernel.work((work) => redrawMessage(work, key, { text })),
    row: (key: string) => prisma().delivery.findUniqueOrThrow({ where: { key } }),
    /** How often exactly this stands in a channel. */
    texts: async (channel: string): Promise<string[]> =>
      (await at().person('Priya').reads(channel)).map(({ text }) => text),
    fault: (method: string, kind: string, more: object = {}) =>
      at().control('POST', 'faults', { method, kind, times: 1, ...more }),
    /** Time passes all at once. */
    pass: async (ms: number): Promise<void> => {
      const { clock, virtualTime } = at().app.kernel;
      await virtualTime.jumpTo(new Date(clock.now().getTime() + ms));
    },
    calls: async (method: string): Promise<SlackCall[]> =>
      (await at().control<{ calls: SlackCall[] }>('GET', `calls?method=${method}`)).calls,
  };
}
