import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Manifest, WorkspaceSeed } from '../../sandbox/index.ts';
import { type PacekeeperApp, startApp } from '../../src/app.ts';
import { createClock, createLog, type Kernel, openDatabase } from '../../src/kernel/index.ts';
import type { Services } from '../../src/org/index.ts';
import { loadPlaybook, type Playbook } from '../../src/playbook/index.ts';
import { at, type Harness, listAt, startWorkspace, textAt } from '../sandbox/harness.ts';

/** A Friday; time runs on from here. */
const began = '2026-11-20T09:00:00Z';

export const DANA = 'U0DANA00001';
export const TOM = 'U0TOM000001';
export const PRIYA = 'U0PRIYA0001';
export const ALEX = 'U0ALEX00001';
export const OPS = 'C0OPS000001';
export const OPEN = 'C0OPEN00001';
export const LEADS = 'C0LEADS0001';
export const SECRET = 'C0SECRET001';
export const OLD = 'C0OLD000001';

const seed: WorkspaceSeed = {
  team: { id: 'T0TEAM00001', name: 'Northwind', domain: 'northwind' },
  people: [
    { id: DANA, name: 'Dana', realName: 'Dana Reyes', tz: 'Europe/Berlin' },
    { id: TOM, name: 'Tom', realName: 'Tom Fox', tz: 'America/New_York' },
    { id: PRIYA, name: 'Priya', realName: 'Priya Shah', tz: 'Asia/Kolkata' },
    { id: ALEX, name: 'Alex', realName: 'Alex Guest', tz: 'UTC', isRestricted: true },
    { id: 'U0GONE00001', name: 'Gone', realName: 'Gone Away', tz: 'UTC', deleted: true },
    { id: 'U0ELSE00001', name: 'Else', realName: 'Else Where', tz: 'UTC', isStranger: true },
  ],
  channels: [
    { id: OPS, name: 'support-ops', members: [DANA, TOM, PRIYA, ALEX], botIsMember: true },
    { id: OPEN, name: 'open', members: [DANA] },
    { id: LEADS, name: 'leads', isPrivate: true, members: [DANA], botIsMember: true },
    { id: SECRET, name: 'secret', isPrivate: true, members: [DANA] },
    { id: OLD, name: 'old', isArchived: true, members: [DANA], botIsMember: true },
  ],
};

export function shippedPlaybook(): Playbook {
  const loaded = loadPlaybook('playbook');
  if (loaded.kind === 'invalid') throw new Error('the shipped playbook is invalid');
  return loaded.playbook;
}

export interface Form {
  readonly id: string;
  readonly title: string;
  readonly callbackId: string;
  /** Everything it shows, as JSON. */
  readonly json: string;
  readonly blocks: readonly unknown[];
}

export interface Message {
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
}

/** The whole app on an embedded database, against the local workspace. */
export interface World {
  readonly kernel: Kernel;
  readonly services: Services;
  readonly slack: Harness;
  /** Types a command and resolves with the form it opened, or the answer only this person sees. */
  command(as: string, text: string): Promise<Form>;
  answerTo(as: string, text: string): Promise<Message>;
  form(as: string): Promise<Form>;
  /** Fills the form on top and sends it. */
  submit(
    as: string,
    values?: Record<string, unknown>,
  ): Promise<{ outcome: string; errors: Record<string, string> }>;
  messages(as: string, channel: string): Promise<Message[]>;
  directMessages(as: string): Promise<Message[]>;
  /** Clicks a button of a message, and resolves when what the click did is done. */
  click(as: string, channel: string, message: Message, label: string, then: string): Promise<void>;
  dmOf(as: string): Promise<string>;
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const beganMs = performance.now();
  const clock = createClock(() => Date.parse(began) + Math.round(performance.now() - beganMs));
  const database = await openDatabase({ kind: 'memory' });
  const manifest: Manifest = parse(readFileSync('manifest.yml', 'utf8'));
  const slack = await startWorkspace({ seed, manifest, clock: { now: () => clock.now().getTime() } });
  const { tokens, apiUrl } = slack.workspace;
  let app: PacekeeperApp | undefined;
  await slack.after('app', async () => {
    app = await startApp({
      database,
      clock,
      log: createLog('silent', []),
      playbook: shippedPlaybook(),
      slack: {
        tokens: { kind: 'socket', botToken: tokens.bot, appToken: tokens.app },
        apiUrl,
        isLocal: true,
      },
      host: '127.0.0.1',
      port: 0,
      outbox: { doubtWaitMs: 50 },
    });
  });
  if (app === undefined) throw new Error('the app did not start');
  const { kernel, services, stop } = app;

  async function form(as: string): Promise<Form> {
    const view = listAt(await slack.get(`views?as=${as}`), '/stack').at(-1);
    return {
      id: textAt(view, '/id'),
      title: textAt(view, '/title/text'),
      callbackId: textAt(view, '/callback_id'),
      json: JSON.stringify(view ?? null),
      blocks: listAt(view, '/blocks'),
    };
  }

  async function messages(as: string, channel: string): Promise<Message[]> {
    const found = listAt(await slack.get(`messages?channel=${channel}&as=${as}`), '/messages');
    for (const message of found) {
      if (at(message, '/problems') !== undefined) throw new Error(JSON.stringify(at(message, '/problems')));
    }
    return found.map((message) => ({
      ts: textAt(message, '/ts'),
      text: textAt(message, '/text'),
      blocks: listAt(message, '/blocks'),
    }));
  }

  async function dmOf(as: string): Promise<string> {
    const all = listAt(await slack.get(`conversations?as=${as}`), '/conversations');
    return textAt(
      all.find((conversation) => at(conversation, '/kind') === 'im'),
      '/id',
    );
  }

  // A stream waits for ever for what a refused act never does.
  const act = async (name: string, body: object): Promise<unknown> => {
    const answer = await slack.post(`act/${name}`, body);
    if (at(answer, '/error') !== undefined || at(answer, '/acked') === false) {
      throw new Error(`${name} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`);
    }
    return answer;
  };
  const typed = (as: string, text: string) => () =>
    act('command', { as, channel: OPS, command: '/pace', text });

  return {
    kernel,
    services,
    slack,
    form,
    messages,
    dmOf,
    command: async (as, text) => {
      await slack.after('views', typed(as, text));
      return form(as);
    },
    answerTo: async (as, text) => {
      await slack.after('ephemeral', typed(as, text));
      const last = (await messages(as, OPS)).at(-1);
      if (last === undefined) throw new Error('no answer');
      return last;
    },
    submit: async (as, values = {}) => {
      const { id, blocks } = await form(as);
      const answer = await act('submit', { as, view: id, values: byElement(blocks, values) });
      const errors = at(answer, '/errors');
      return {
        outcome: textAt(answer, '/outcome'),
        errors: (errors ?? {}) as Record<string, string>,
      };
    },
    directMessages: async (as) => messages(as, await dmOf(as)),
    click: async (as, channel, message, label, then) => {
      const { block_id, action_id } = findButton(message.blocks, label);
      await slack.after(then, () => act('click', { as, channel, ts: message.ts, block_id, action_id }));
    },
    close: async () => {
      await stop();
      await database.close();
      await slack.close();
    },
  };
}

/** The button with this label, wherever it is. */
export function findButton(
  blocks: readonly unknown[],
  label: string,
): { block_id: string; action_id: string } {
  for (const block of blocks) {
    for (const element of [...listAt(block, '/elements'), at(block, '/accessory')]) {
      if (textAt(element, '/text/text') === label) {
        return { block_id: textAt(block, '/block_id'), action_id: textAt(element, '/action_id') };
      }
    }
  }
  throw new Error(`no button ${label} in ${JSON.stringify(blocks)}`);
}

/** The control API wants each value under its block and its element. */
function byElement(
  blocks: readonly unknown[],
  values: Record<string, unknown>,
): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([blockId, value]) => {
      const block = blocks.find((candidate) => textAt(candidate, '/block_id') === blockId);
      return [blockId, { [textAt(block, '/element/action_id')]: value }];
    }),
  );
}
