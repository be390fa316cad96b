import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Workplace } from '../support/workplace.ts';

interface Forged {
  readonly personId: string;
  readonly value?: string | undefined;
  readonly privateMetadata?: string;
  /** The form's `state.values`; absent: no state at all. */
  readonly values?: unknown;
}

/** What came back: the note that the person got, the form that was opened, or the answer to a submission. */
export interface Outcome {
  readonly told: string;
  readonly opened: string | undefined;
  readonly action: 'close' | 'clear' | 'errors' | 'update' | 'push' | undefined;
  readonly errors: Readonly<Record<string, string>>;
}

/** Says to the app, with Slack's signature, whatever a test likes: ids, people and forms that Slack never offered. */
export class Forger {
  readonly #at: Workplace;
  readonly #notes: Server;
  #heard: ((note: string) => void) | undefined;
  #serial = 0;
  #sent = 0;

  constructor(at: Workplace) {
    this.#at = at;
    this.#notes = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        response.end('ok');
        this.#heard?.(String((JSON.parse(body) as { text?: unknown }).text));
      });
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => {
      this.#notes.listen(0, '127.0.0.1', resolve);
    });
    return this;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.#notes.close(resolve);
      this.#notes.closeAllConnections();
    });
  }

  /**
   * A refusal ends in a note to the person, and so does a form: a forged trigger opens none. Only what is carried out
   * without a word has to be waited for in another way: say `isQuiet`.
   */
  async click(
    actionId: string,
    { personId, value, privateMetadata, values, isQuiet = false }: Forged & { readonly isQuiet?: boolean },
  ): Promise<Outcome> {
    this.#serial += 1;
    let told = '';
    const heard = new Promise<void>((resolve) => {
      this.#heard = (note) => {
        told = note;
        resolve();
      };
    });
    const { port } = this.#notes.address() as AddressInfo;
    const view =
      privateMetadata === undefined
        ? {}
        : {
            view: {
              id: `V${this.#serial}`,
              type: 'modal',
              hash: 'h',
              callback_id: 'x',
              private_metadata: privateMetadata,
              state: { values },
            },
          };
    await this.#send({
      type: 'block_actions',
      user: { id: personId },
      trigger_id: `1.${this.#serial}`,
      response_url: `http://127.0.0.1:${port}/`,
      container: { type: 'message', message_ts: `1.${this.#serial}`, channel_id: 'C0SUPPORT1' },
      channel: { id: 'C0SUPPORT1' },
      ...view,
      actions: [
        {
          type: 'button',
          action_id: actionId,
          block_id: 'b',
          ...(value === undefined ? {} : { value }),
          action_ts: `1.${this.#serial}`,
        },
      ],
    });
    await (isQuiet ? this.#at.settle() : heard);
    const opened = await this.#triedToOpen(`1.${this.#serial}`);
    return { told: opened === undefined ? told : '', opened, action: undefined, errors: {} };
  }

  /** The very same submission again while the first is under way, as Slack does when it hears nothing. */
  async twice(callbackId: string, form: Forged): Promise<Outcome[]> {
    const first = this.submit(callbackId, form);
    this.#serial -= 1;
    return [await first, await this.submit(callbackId, form)];
  }

  async submit(callbackId: string, { personId, privateMetadata = '', values }: Forged): Promise<Outcome> {
    this.#serial += 1;
    const body = await this.#send({
      type: 'view_submission',
      user: { id: personId },
      view: {
        id: `V${this.#serial}`,
        type: 'modal',
        hash: 'h',
        callback_id: callbackId,
        private_metadata: privateMetadata,
        ...(values === undefined ? {} : { state: { values } }),
      },
    });
    const answer = (body === '' ? {} : JSON.parse(body)) as {
      response_action?: 'clear' | 'errors' | 'update' | 'push';
      errors?: Record<string, string>;
      view?: { callback_id?: string; title: { text: string }; blocks: { text?: { text: string } }[] };
    };
    const note = answer.response_action === 'push' && answer.view?.title.text === 'Please note';
    return {
      told: note ? (answer.view?.blocks[0]?.text?.text ?? '') : '',
      opened: note ? undefined : answer.view?.callback_id,
      action: answer.response_action ?? 'close',
      errors: answer.errors ?? {},
    };
  }

  /** The callback id of the form that the app tried to open with a trigger. */
  async #triedToOpen(triggerId: string): Promise<string | undefined> {
    const { calls } = await this.#at.control<{ calls: { args: { trigger_id?: string; view?: unknown } }[] }>(
      'GET',
      'calls?method=views.open&limit=1',
    );
    const args = calls.at(-1)?.args;
    if (args?.trigger_id !== triggerId) return undefined;
    const view = (typeof args.view === 'string' ? JSON.parse(args.view) : args.view) as
      | { callback_id?: string }
      | undefined;
    return view?.callback_id;
  }

  async #send(payload: object): Promise<string> {
    // Each is a request of its own: the same one, signed in the same second, would be refused as a replay.
    this.#sent += 1;
    const body = new URLSearchParams({
      payload: JSON.stringify({
        team: { id: 'T0HARBOR01' },
        api_app_id: 'A1',
        token: `t${this.#sent}`,
        ...payload,
      }),
    }).toString();
    const timestamp = String(Math.floor(performance.timeOrigin / 1000 + performance.now() / 1000));
    const secret = this.#at.slack.tokens.signingSecret;
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
    const response = await fetch(`${this.#at.app.url}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-signature': signature,
        'x-slack-request-timestamp': timestamp,
      },
      body,
    });
    if (response.status !== 200) throw new Error(`the app answered ${response.status} to a signed request`);
    return response.text();
  }
}

/** A form's state from plain values, in the way Slack sends the elements in use here. */
export function state(values: Readonly<Record<string, unknown>>): Record<string, Record<string, object>> {
  return Object.fromEntries(Object.entries(values).map(([block, value]) => [block, { any: element(value) }]));
}

function element(value: unknown): object {
  if (typeof value === 'object' && value !== null) return value;
  if (typeof value === 'number') return { type: 'datetimepicker', selected_date_time: value };
  return { type: 'plain_text_input', value };
}

export const chosen = (value: string) => ({ type: 'radio_buttons', selected_option: { value } });
export const person = (id: string) => ({ type: 'users_select', selected_user: id });
export const day = (date: string) => ({ type: 'datepicker', selected_date: date });
