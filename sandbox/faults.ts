import { isObject, type JsonObject } from './json.ts';

/** A field that a fault takes besides `kind`. */
interface Field {
  name: string;
  type: 'text' | 'number';
  required: boolean;
  /** The only texts it may be. */
  values?: readonly string[];
}

/** A way in which things can go wrong on purpose, as `GET /control/faults` lists it. */
export interface FaultDescription {
  kind: string;
  /** `call` waits for a Web API call, `delivery` for something sent to the app; the others happen at once. */
  on: 'call' | 'delivery' | 'socket' | 'workspace';
  what: string;
  fields: readonly Field[];
}

const optional = (name: string, type: Field['type'], values?: readonly string[]): Field => ({
  name,
  type,
  required: false,
  ...(values ? { values } : {}),
});
const needed = (name: string, type: Field['type'], values?: readonly string[]): Field => ({
  ...optional(name, type, values),
  required: true,
});
const OF_CALLS = [optional('method', 'text'), optional('times', 'number')];

export const DISCONNECT_REASONS = ['warning', 'refresh_requested', 'link_disabled'] as const;
export const TOKEN_ERRORS = ['token_revoked', 'account_inactive', 'invalid_auth'] as const;

const CATALOG = {
  '429': {
    on: 'call',
    what: 'Nothing is done; the app is told to wait.',
    fields: [...OF_CALLS, optional('retryAfterSeconds', 'number')],
  },
  '500_before': { on: 'call', what: 'Nothing is done; HTTP 500.', fields: OF_CALLS },
  '500_after': { on: 'call', what: 'The call is carried out; HTTP 500.', fields: OF_CALLS },
  timeout_before: { on: 'call', what: 'Nothing is done, and no answer comes.', fields: OF_CALLS },
  timeout_after: { on: 'call', what: 'The call is carried out, and no answer comes.', fields: OF_CALLS },
  slow: {
    on: 'call',
    what: 'The call is carried out; its answer comes late.',
    fields: [...OF_CALLS, needed('delayMs', 'number')],
  },
  error: {
    on: 'call',
    what: 'Nothing is done; the answer is this error string.',
    fields: [...OF_CALLS, needed('error', 'text')],
  },
  duplicate_next: {
    on: 'delivery',
    what: 'The next deliveries come twice (over HTTP only events do).',
    fields: [optional('times', 'number')],
  },
  reorder_next: {
    on: 'delivery',
    what: 'So many events are held back, then sent last one first.',
    fields: [needed('times', 'number')],
  },
  delay_next: { on: 'delivery', what: 'The next delivery waits.', fields: [needed('delayMs', 'number')] },
  app_rate_limited: { on: 'delivery', what: 'Slack’s notice that it drops events of this app.', fields: [] },
  drop_sockets: { on: 'socket', what: 'Every connection is cut without a word.', fields: [] },
  disconnect: {
    on: 'socket',
    what: 'Every connection is asked to leave, or so many of them.',
    fields: [needed('reason', 'text', DISCONNECT_REASONS), optional('connections', 'number')],
  },
  revoke_token: {
    on: 'workspace',
    what: 'The bot token is refused from now on.',
    fields: [optional('error', 'text', TOKEN_ERRORS)],
  },
  uninstall: { on: 'workspace', what: 'The app is taken out of the workspace.', fields: [] },
  reinstall: { on: 'workspace', what: 'The app is back, with the same tokens.', fields: [] },
  archive_channel: { on: 'workspace', what: 'A channel is archived.', fields: [needed('channel', 'text')] },
  remove_bot: {
    on: 'workspace',
    what: 'The bot is taken out of a channel.',
    fields: [needed('channel', 'text')],
  },
  deactivate_person: {
    on: 'workspace',
    what: 'Somebody’s account is deactivated.',
    fields: [needed('person', 'text')],
  },
} as const satisfies { [kind: string]: Omit<FaultDescription, 'kind'> };

export type FaultKind = keyof typeof CATALOG;

export const FAULTS: readonly (FaultDescription & { kind: FaultKind })[] = Object.entries(CATALOG).map(
  ([kind, rest]) => ({ kind: kind as FaultKind, ...rest }),
);

/** Something that goes wrong on purpose. */
export interface Fault {
  kind: FaultKind;
  /** Calls of this method only; absent: any call. */
  method?: string;
  error?: string;
  reason?: string;
  channel?: string;
  person?: string;
  /** Default 1. */
  times: number;
  retryAfterSeconds?: number;
  delayMs?: number;
  connections?: number;
}

/** The faults that wait for their call, oldest first. */
export class Faults {
  #waiting: Fault[] = [];

  add(fault: Fault): void {
    this.#waiting.push(fault);
  }

  list(): Fault[] {
    return this.#waiting.map((fault) => ({ ...fault }));
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Takes the first fault that fits the method. */
  take(method: string): Fault | undefined {
    const index = this.#waiting.findIndex((fault) => fault.method === undefined || fault.method === method);
    const fault = this.#waiting[index];
    if (!fault) return undefined;
    fault.times--;
    if (fault.times <= 0) this.#waiting.splice(index, 1);
    return fault;
  }
}

function isFit(field: Field, value: unknown): boolean {
  if (value === undefined) return !field.required;
  if (field.type === 'number') return typeof value === 'number' && Number.isFinite(value) && value >= 0;
  return typeof value === 'string' && value !== '' && (field.values?.includes(value) ?? true);
}

/** Reads a fault from the control API; a text says what is wrong with it. */
export function parseFault(value: unknown): Fault | string {
  const body: JsonObject = isObject(value) ? value : {};
  const known = FAULTS.find(({ kind }) => kind === body['kind']);
  if (!known) return `"kind" must be one of ${FAULTS.map(({ kind }) => kind).join(', ')}.`;
  const unfit = known.fields.find((field) => !isFit(field, body[field.name]));
  if (unfit) {
    const values = unfit.values ? `: ${unfit.values.join(', ')}` : '';
    return `"${unfit.name}" must be a ${unfit.type} here${values}.`;
  }
  const given = known.fields.filter(({ name }) => body[name] !== undefined);
  const times = Math.max(1, Math.floor(Number(body['times'] ?? 1)));
  return { ...Object.fromEntries(given.map(({ name }) => [name, body[name]])), kind: known.kind, times };
}
