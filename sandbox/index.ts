import { Agenda } from './agenda.ts';
import { type AppIdentity, appIdentity } from './app-identity.ts';
import { Delivery } from './delivery.ts';
import { Faults } from './faults.ts';
import { newSecret } from './ids.ts';
import { isObject, parseObject } from './json.ts';
import { ModalStacks } from './modal-stacks.ts';
import { type RateLimitMode, RateLimits } from './rate-limits.ts';
import { ResponseUrls } from './response-urls.ts';
import { Ring } from './ring.ts';
import { seedStore } from './seed.ts';
import { listen } from './server.ts';
import { SocketMode } from './socket-mode.ts';
import { Store } from './store.ts';
import { Stream } from './stream.ts';
import { SurfaceMemory } from './surface-memory.ts';
import { Triggers } from './triggers.ts';
import type { Manifest, Team, Tokens, WorkspaceClock, WorkspaceSeed } from './types.ts';
import { expectScheduled } from './web-api/scheduled.ts';
import type { CallRecord, Welcome, Workspace } from './workspace.ts';

export type {
  Channel,
  ClockMove,
  Manifest,
  Person,
  Team,
  Tokens,
  UserGroup,
  WorkspaceClock,
  WorkspaceSeed,
} from './types.ts';
export type { Welcome } from './workspace.ts';

export interface LocalWorkspaceOptions {
  /** Where to listen; default 127.0.0.1. */
  host?: string | undefined;
  /** 0: any free port. */
  port: number;
  /** A SQLite file that keeps the workspace over restarts; absent: memory. */
  stateFile?: string | undefined;
  seed: WorkspaceSeed;
  clock: WorkspaceClock;
  manifest: Manifest;
  /** Default: made up once and kept with the state. */
  tokens?: Tokens | undefined;
  /** Set: everything is delivered over HTTP, signed, to this URL. Absent: Socket Mode. */
  requestUrl?: string | undefined;
  /** Default `realistic`. */
  rateLimits?: RateLimitMode | undefined;
  /** Shown by the page to whoever comes for the first time. */
  welcome?: Welcome | undefined;
}

export interface LocalWorkspace {
  /** E.g. `http://127.0.0.1:3001`. */
  url: string;
  /** For `clientOptions.slackApiUrl`. */
  apiUrl: string;
  tokens: Tokens;
  /** The bot user's id, for mentions. */
  botUserId: string;
  /** Undefined: back to Socket Mode. */
  setRequestUrl(url: string | undefined): void;
  /** Tells open pages that the clock has moved. */
  announceClock(): void;
  /** Back to the seed, or to another one. Tokens stay. */
  reset(seed?: WorkspaceSeed): Promise<void>;
  close(): Promise<void>;
}

function keptTokens(store: Store): Tokens | undefined {
  const kept = parseObject(store.meta('tokens') ?? '');
  if (!kept) return undefined;
  return { bot: String(kept['bot']), app: String(kept['app']), signingSecret: String(kept['signingSecret']) };
}

function newTokens(): Tokens {
  return {
    bot: `xoxb-local-${newSecret(24)}`,
    app: `xapp-1-local-${newSecret(24)}`,
    signingSecret: newSecret(32),
  };
}

function keptTeam(store: Store): Team | undefined {
  const team: unknown = parseObject(store.meta('team') ?? '');
  if (!isObject(team)) return undefined;
  return { id: String(team['id']), name: String(team['name']), domain: String(team['domain']) };
}

/** Starts a stand-in for Slack. Resolves when it listens. @throws when the port is taken or the file unreadable. */
export async function createLocalWorkspace(options: LocalWorkspaceOptions): Promise<LocalWorkspace> {
  const { clock, manifest } = options;
  let { seed } = options;
  const store = new Store(options.stateFile);
  const tokens = options.tokens ?? keptTokens(store) ?? newTokens();
  store.setMeta('tokens', JSON.stringify(tokens));
  const kept = keptTeam(store);
  if (!kept) seedStore(store, seed, clock.now());
  const team = kept ?? seed.team;
  const app: AppIdentity = appIdentity(manifest, team);

  const listening = await listen(options.host ?? '127.0.0.1', options.port).catch((error: unknown) => {
    store.close();
    throw error;
  });
  const stream = new Stream();
  const socket = new SocketMode(app.id, () => announceApp());
  const agenda = new Agenda(() => clock.now());
  const delivery = new Delivery({
    socket,
    now: () => clock.now(),
    agenda,
    signingSecret: tokens.signingSecret,
    changed: ({ seq, kind, name, acked, reason, ms }) =>
      stream.emit({
        type: 'delivery',
        seq,
        kind,
        name,
        acked,
        ...(reason === undefined ? {} : { reason }),
        ms,
      }),
  });
  const announceApp = () => stream.emit({ type: 'app', connected: delivery.connected });
  delivery.setRequestUrl(options.requestUrl);

  const ws: Workspace = {
    team,
    app,
    tokens,
    clock,
    store,
    stream,
    socket,
    delivery,
    triggers: new Triggers(),
    responseUrls: new ResponseUrls(),
    modals: new ModalStacks(),
    memory: new SurfaceMemory(),
    faults: new Faults(),
    limits: new RateLimits(options.rateLimits ?? 'realistic'),
    calls: new Ring<CallRecord>(2_000),
    agenda,
    installation: { state: 'installed' },
    welcome: options.welcome,
    url: listening.url,
  };

  async function reset(to: WorkspaceSeed = seed): Promise<void> {
    seed = to;
    ws.team = to.team;
    seedStore(store, to, clock.now());
    ws.modals.reset();
    ws.memory.clear();
    ws.faults.clear();
    ws.agenda.clear();
    ws.installation = { state: 'installed' };
    stream.emit({ type: 'people' });
    stream.emit({ type: 'conversations' });
  }

  for (const message of store.scheduled.all()) expectScheduled(ws, message);
  listening.serve(ws, { reset: () => reset() });

  return {
    url: listening.url,
    apiUrl: `${listening.url}/api/`,
    tokens,
    botUserId: app.botUserId,
    setRequestUrl(url) {
      delivery.setRequestUrl(url);
      announceApp();
    },
    announceClock() {
      stream.emit({ type: 'clock', now: new Date(clock.now()).toISOString() });
      void agenda.tick();
    },
    reset,
    async close() {
      agenda.clear();
      delivery.close();
      await socket.close();
      stream.close();
      await listening.close();
      store.close();
    },
  };
}
