import { App, LogLevel } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { type Logger, WebClient, type WebClientOptions } from '@slack/web-api';
import {
  createLocalWorkspace,
  type LocalWorkspace,
  type LocalWorkspaceOptions,
  type Manifest,
  type WorkspaceSeed,
} from '../../sandbox/index.ts';

const MONDAY = Date.UTC(2026, 10, 16, 8, 0);

export const manifest: Manifest = {
  display_information: { name: 'Tester' },
  features: {
    bot_user: { display_name: 'tester' },
    app_home: { home_tab_enabled: true, messages_tab_enabled: true },
    slash_commands: [
      { command: '/form', description: 'Opens a form', usage_hint: 'what' },
      { command: '/escaped', should_escape: true },
    ],
    shortcuts: [
      { name: 'From a message', type: 'message', callback_id: 'on_message' },
      { name: 'From anywhere', type: 'global', callback_id: 'on_anywhere' },
    ],
  },
  oauth_config: {
    scopes: {
      bot: [
        'app_mentions:read',
        'channels:history',
        'channels:join',
        'channels:read',
        'chat:write',
        'commands',
        'groups:history',
        'groups:read',
        'im:history',
        'im:read',
        'im:write',
        'reactions:write',
        'team:read',
        'usergroups:read',
        'users:read',
        'users:read.email',
      ],
    },
  },
  settings: {
    event_subscriptions: {
      bot_events: [
        'app_home_opened',
        'app_mention',
        'channel_archive',
        'member_joined_channel',
        'message.channels',
        'message.im',
        'user_change',
      ],
    },
    interactivity: { is_enabled: true },
  },
};

/** The manifest with other bot scopes. */
export function withScopes(...bot: string[]): Manifest {
  return { ...manifest, oauth_config: { scopes: { bot } } };
}

export const seed: WorkspaceSeed = {
  team: { id: 'T0TEAM00001', name: 'Northwind', domain: 'northwind' },
  people: [
    {
      id: 'U0DANA00001',
      name: 'dana',
      realName: 'Dana Reyes',
      tz: 'Europe/Berlin',
      email: 'dana@northwind.test',
      isOwner: true,
    },
    { id: 'U0PRIYA0001', name: 'priya', realName: 'Priya Shah', tz: 'Asia/Kolkata' },
    { id: 'U0GUEST0001', name: 'gus', realName: 'Gus Guest', tz: 'UTC', isRestricted: true },
    { id: 'U0GONE00001', name: 'gone', realName: 'Gone Away', tz: 'UTC', deleted: true },
  ],
  channels: [
    { id: 'C0OPS000001', name: 'ops', members: ['U0DANA00001', 'U0PRIYA0001'], botIsMember: true },
    { id: 'C0OPEN00001', name: 'open', members: ['U0DANA00001'] },
    { id: 'C0LEADS0001', name: 'leads', isPrivate: true, members: ['U0DANA00001'], botIsMember: true },
    { id: 'C0SECRET001', name: 'secret', isPrivate: true, members: ['U0DANA00001'] },
    { id: 'C0OLD000001', name: 'old', isArchived: true, members: ['U0DANA00001'], botIsMember: true },
  ],
};

export const DANA = 'U0DANA00001';
export const PRIYA = 'U0PRIYA0001';
export const OPS = 'C0OPS000001';

/** The value at a JSON pointer; undefined where there is none. Answers are read this way, as the JSON they are. */
export function at(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (found, key) => (found === null || found === undefined ? undefined : Reflect.get(Object(found), key)),
      value,
    );
}

/** The text at a JSON pointer; empty where there is none. */
export function textAt(value: unknown, pointer: string): string {
  const found = at(value, pointer);
  return typeof found === 'string' ? found : '';
}

/** The list at a JSON pointer; empty where there is none. */
export function listAt(value: unknown, pointer: string): unknown[] {
  const found = at(value, pointer);
  return Array.isArray(found) ? found : [];
}

export interface Harness {
  workspace: LocalWorkspace;
  /** Where the test clock stands; write it to move. */
  clock: { nowMs: number };
  get(path: string): Promise<unknown>;
  post(path: string, body: object): Promise<unknown>;
  /** Runs the act and resolves with the `nth` stream event of this type after it (the first when left out). */
  after(type: string, act: () => Promise<unknown>, nth?: number): Promise<unknown>;
  close(): Promise<void>;
}

export async function startWorkspace(options: Partial<LocalWorkspaceOptions> = {}): Promise<Harness> {
  const clock = { nowMs: MONDAY };
  const workspace = await createLocalWorkspace({
    port: 0,
    seed,
    manifest,
    rateLimits: 'off',
    clock: {
      now: () => clock.nowMs,
      async move(command) {
        if ('by' in command) clock.nowMs += command.by;
        else if ('to' in command) clock.nowMs = command.to;
      },
    },
    ...options,
  });
  const control = `${workspace.url}/control`;
  const get = async (path: string) => (await fetch(`${control}/${path}`)).json();
  const post = async (path: string, body: object) => {
    const response = await fetch(`${control}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return await response.json();
  };
  return {
    workspace,
    clock,
    get,
    post,
    after: (type, act, nth = 1) => afterEvent(`${control}/stream`, type, act, nth),
    close: () => workspace.close(),
  };
}

async function afterEvent(
  url: string,
  type: string,
  act: () => Promise<unknown>,
  nth: number,
): Promise<unknown> {
  let left = nth;
  const stopping = new AbortController();
  const response = await fetch(url, { signal: stopping.signal });
  const acting = act();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const lines = text.split('\n\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        if (!line.startsWith('data: ')) continue;
        const event: unknown = JSON.parse(line.slice('data: '.length));
        if (at(event, '/type') === type) left--;
        if (left === 0) return event;
      }
    }
    throw new Error(`The stream ended without a ${type} event.`);
  } finally {
    await acting;
    stopping.abort();
  }
}

export const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR as never,
  setName() {},
};

/** A stock WebClient on the workspace that tries once. */
export function clientOf(harness: Harness, options: WebClientOptions & { token?: string } = {}): WebClient {
  const { token = harness.workspace.tokens.bot, ...rest } = options;
  return new WebClient(token, {
    slackApiUrl: harness.workspace.apiUrl,
    retryConfig: { retries: 0 },
    logger: silent,
    ...rest,
  });
}

/** A stock Bolt app in Socket Mode; `listen` adds its listeners before it connects. */
export async function startApp(harness: Harness, listen: (app: App) => void): Promise<App> {
  const app = new App({
    token: harness.workspace.tokens.bot,
    appToken: harness.workspace.tokens.app,
    socketMode: true,
    logger: silent,
    convoStore: false,
    clientOptions: { slackApiUrl: harness.workspace.apiUrl, retryConfig: { retries: 0 } },
  });
  app.error(async () => {});
  listen(app);
  await app.start();
  return app;
}

/** What the promise is refused with. */
export async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  return await call.then(
    () => {
      throw new Error('This should have been refused.');
    },
    (error: unknown) => error,
  );
}

/** The error string with which a call is refused, or null when it is not. */
export async function errorOf(call: Promise<unknown>): Promise<string | null> {
  return await call.then(
    () => null,
    (error: unknown) => textAt(error, '/data/error') || textAt(error, '/code') || String(error),
  );
}

export const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** A modal with one text input that has to be filled in. */
export function formView(extra: Partial<ModalView> = {}): ModalView {
  return {
    type: 'modal',
    callback_id: 'form',
    title: plain('Form'),
    submit: plain('Send'),
    blocks: [
      {
        type: 'input',
        block_id: 'name',
        label: plain('Name'),
        element: { type: 'plain_text_input', action_id: 'text', max_length: 10 },
      },
    ],
    ...extra,
  };
}
