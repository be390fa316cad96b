import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '@slack/bolt';
import type { ViewsOpenArguments, WebClient } from '@slack/web-api';
import { z } from 'zod';
import { type ModalView, safeMrkdwn } from '../blockkit/index.ts';
import { AlreadyHandledError, type Log, type Metrics } from '../kernel/index.ts';
import { readFormValues } from './form-values.ts';
import { InFlight } from './in-flight.ts';
import { loadingView, noticeView, wordsFor } from './notice.ts';
import type { Click, Interaction, Origin, Route, SubmissionAnswer } from './routes.ts';
import { triggerProblem } from './slack-error.ts';

export interface RouterOptions {
  readonly app: App;
  readonly routes: readonly Route[];
  /** @returns why this person may not do anything here, or undefined when they may. */
  readonly refuse: (personId: string) => Promise<string | undefined>;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A trigger lives for 3 s: data that is not there by now comes after a loading form. */
const loadingAfterMs = 1_000;

/**
 * Binds the table of routes to Bolt: acknowledge, check who it is, do it, put errors into words.
 * @returns what people did that is still being worked on, although Slack has its acknowledgement.
 */
export function bindRoutes({ app, routes, refuse, log, metrics }: RouterOptions): InFlight {
  const inFlight = new InFlight();
  const find = <K extends Route['kind']>(kind: K, id: string) =>
    routes.find((route): route is Extract<Route, { kind: K }> => route.kind === kind && route.id === id);

  app.action(/^/, async ({ ack, body, action, client, respond }) => {
    using _counted = inFlight.begin();
    const parsed = ClickBody.parse(body);
    const actionParsed = ActionPart.parse(action);
    await ack();
    const ended = metrics.interactions.startTimer({ kind: 'click' });
    const doors = new Doors(
      client,
      parsed.trigger_id,
      parsed.view?.type === 'modal' ? parsed.view.id : undefined,
    );
    const tell = async (text: string) => {
      if (parsed.response_url === undefined) await doors.open(noticeView('Please note', text));
      else await respond({ response_type: 'ephemeral', replace_original: false, text: safeMrkdwn(text) });
    };
    const click: Click = {
      personId: parsed.user.id,
      onceKey: `click:${actionParsed.action_ts ?? ''}:${parsed.user.id}:${actionParsed.action_id}:${parsed.view?.id ?? parsed.container?.message_ts ?? ''}`,
      origin: originOf(parsed),
      value: actionParsed.value ?? actionParsed.selected_option?.value,
      openForm: (build) => doors.openWhenReady(build, log),
      redrawForm: async (view) => {
        if (parsed.view === undefined) return;
        await client.views.update({
          view_id: parsed.view.id,
          hash: parsed.view.hash,
          view: asSlackView(view),
        });
      },
      tell,
      replaceMessage: async (message) => {
        await respond({ response_type: 'ephemeral', replace_original: true, ...message } as never);
      },
    };
    const route = find('click', actionParsed.action_id);
    await guarded(click, tell, async () => {
      if (route === undefined)
        await tell('This button belongs to an older version. Open my Home for the newest.');
      else await route.handle(click);
    });
    ended();
  });

  app.view({ type: 'view_submission', callback_id: /^/ }, async ({ ack, body }) => {
    using _counted = inFlight.begin();
    const parsed = SubmitBody.parse(body);
    const ended = metrics.interactions.startTimer({ kind: 'submit' });
    const submission = {
      personId: parsed.user.id,
      onceKey: `submit:${parsed.view.id}:${parsed.view.hash}:${parsed.user.id}`,
      viewId: parsed.view.id,
      privateMetadata: parsed.view.private_metadata,
      values: readFormValues(parsed.view.state?.values),
    };
    // On top of the form, so that nothing typed is lost.
    const tell = (text: string) => {
      const note = `${text} What you typed is still in the form underneath.`;
      return ack({ response_action: 'push', view: asSlackView(noticeView('Please note', note)) });
    };
    const route = find('submit', parsed.view.callback_id);
    await guarded(
      submission,
      tell,
      async () => {
        if (route === undefined)
          return void (await tell('This form belongs to an older version. Please open it again.'));
        await answer(ack, await route.handle(submission));
      },
      () => ack(),
    );
    ended();
  });

  app.options(/^/, async ({ ack, body }) => {
    const parsed = OptionsBody.parse(body);
    const route = find('options', parsed.action_id);
    const query = { personId: parsed.user.id, onceKey: '', query: parsed.value };
    const options =
      route === undefined || (await refuse(query.personId)) !== undefined ? [] : await route.handle(query);
    await ack({ options: options.slice(0, 100) as never });
  });

  app.command(/^/, async ({ ack, body, client, respond }) => {
    using _counted = inFlight.begin();
    const command = CommandBody.parse(body);
    await ack();
    const ended = metrics.interactions.startTimer({ kind: 'command' });
    const doors = new Doors(client, command.trigger_id, undefined);
    const tell = async (text: string) =>
      void (await respond({ response_type: 'ephemeral', text: safeMrkdwn(text) }));
    const route = find('command', command.command);
    const interaction = {
      personId: command.user_id,
      onceKey: `command:${command.trigger_id}`,
      text: command.text,
      channelId: command.channel_id,
      openForm: (build: () => Promise<ModalView>) => doors.openWhenReady(build, log),
      answer: async (message: { text: string; blocks?: readonly unknown[] }) =>
        void (await respond({ response_type: 'ephemeral', ...message } as never)),
    };
    await worded(tell, async () => {
      if (route !== undefined) await route.handle(interaction);
    });
    ended();
  });

  for (const route of routes) {
    if (route.kind !== 'event') continue;
    app.event(route.id, async ({ event, body }) => {
      using _counted = inFlight.begin();
      const parsed = EventBody.parse(body);
      const actor = EventActor.safeParse(event);
      try {
        await route.handle({
          personId: actor.success ? actor.data.user : '',
          onceKey: `event:${parsed.event_id}`,
          event,
        });
      } catch (error) {
        if (!(error instanceof AlreadyHandledError)) wordsFor(error, log);
      }
    });
  }

  // Without a handler that returns, Bolt answers 401 to events of a workspace that it cannot authorise.
  app.error(async (error) => {
    // What our own code throws is put into words before it gets here: this is a payload that has another shape than
    // Slack's, and that nothing was done with. The error may quote it.
    const cause = 'original' in error ? error.original : error;
    if (cause instanceof z.ZodError || cause instanceof TypeError) {
      return log.warn({ error: cause.name }, 'a payload was not understood');
    }
    log.error({ error: error.message, code: error.code }, 'Slack listener error');
  });

  return inFlight;

  /** For members only. */
  async function guarded(
    interaction: Interaction,
    tell: (text: string) => Promise<unknown>,
    run: () => Promise<void>,
    handledBefore: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<void> {
    await worded(
      tell,
      async () => {
        const refusal = await refuse(interaction.personId);
        if (refusal === undefined) await run();
        else await tell(refusal);
      },
      handledBefore,
    );
  }

  /** Puts what goes wrong into words for the person. */
  async function worded(
    tell: (text: string) => Promise<unknown>,
    run: () => Promise<void>,
    handledBefore: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (error instanceof AlreadyHandledError || triggerProblem(error) === 'spent') {
        return void (await handledBefore());
      }
      const words = wordsFor(error, log);
      await tell(words).catch((cause: unknown) => wordsFor(cause, log));
    }
  }
}

/** Opens forms with one trigger, which lives for 3 s and can be spent once. */
class Doors {
  readonly #client: WebClient;
  readonly #triggerId: string | undefined;
  readonly #insideModal: string | undefined;
  #opened: { id: string; hash: string } | undefined;

  constructor(client: WebClient, triggerId: string | undefined, insideModal: string | undefined) {
    this.#client = client;
    this.#triggerId = triggerId;
    this.#insideModal = insideModal;
  }

  async open(view: ModalView): Promise<void> {
    if (this.#opened !== undefined) {
      await this.#client.views.update({ view_id: this.#opened.id, view: asSlackView(view) });
      return;
    }
    const request = { trigger_id: this.#triggerId ?? '', view: asSlackView(view) };
    const result = await (this.#insideModal === undefined
      ? this.#client.views.open(request)
      : this.#client.views.push(request));
    this.#opened = { id: result.view?.id ?? '', hash: result.view?.hash ?? '' };
  }

  async openWhenReady(build: () => Promise<ModalView>, log: Log): Promise<void> {
    const ready = build();
    const quick = await Promise.race([ready, sleep(loadingAfterMs, undefined)]);
    if (quick !== undefined) return this.open(quick);
    ready.catch(() => undefined);
    await this.open(loadingView('One moment'));
    const view = await ready.catch((error: unknown) => noticeView('Please note', wordsFor(error, log)));
    await this.open(view);
  }
}

type SubmitAck = (
  answer?: { response_action: 'clear' | 'errors' | 'update' | 'push' } & Record<string, unknown>,
) => Promise<void>;

async function answer(acknowledge: unknown, given: SubmissionAnswer): Promise<void> {
  const ack = acknowledge as SubmitAck;
  switch (given.kind) {
    case 'close':
      return ack();
    case 'close_all':
      return ack({ response_action: 'clear' });
    case 'errors':
      return ack({ response_action: 'errors', errors: given.errors });
    case 'next':
      return ack({ response_action: 'update', view: given.view });
    case 'on_top':
      return ack({ response_action: 'push', view: given.view });
  }
}

/** Our view types are narrower than the SDK's, and read-only; what is sent is checked by the strict validator in tests. */
function asSlackView(view: ModalView): ViewsOpenArguments['view'] {
  return view as unknown as ViewsOpenArguments['view'];
}

const PersonPart = z.object({ id: z.string().min(1) });
const ViewPart = z.object({
  id: z.string(),
  type: z.string(),
  hash: z.string().default(''),
  callback_id: z.string().default(''),
  private_metadata: z.string().default(''),
  state: z.object({ values: z.unknown() }).optional(),
});
const ClickBody = z.object({
  user: PersonPart,
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
  container: z.object({ message_ts: z.string().optional(), channel_id: z.string().optional() }).optional(),
  channel: PersonPart.optional(),
  view: ViewPart.optional(),
});
const ActionPart = z.object({
  action_id: z.string(),
  action_ts: z.string().optional(),
  value: z.string().optional(),
  selected_option: z.object({ value: z.string() }).nullish(),
});
const SubmitBody = z.object({ user: PersonPart, view: ViewPart });
const OptionsBody = z.object({ user: PersonPart, action_id: z.string(), value: z.string().default('') });
const CommandBody = z.object({
  command: z.string(),
  user_id: z.string().min(1),
  channel_id: z.string(),
  trigger_id: z.string(),
  text: z.string().default(''),
});
const EventBody = z.object({ event_id: z.string() });
const EventActor = z.object({ user: z.string() });

function originOf(body: z.infer<typeof ClickBody>): Origin {
  if (body.view === undefined) {
    return {
      kind: 'message',
      ...(body.channel === undefined ? {} : { channelId: body.channel.id }),
      ...(body.container?.message_ts === undefined ? {} : { messageTs: body.container.message_ts }),
    };
  }
  return {
    kind: body.view.type === 'home' ? 'home' : 'modal',
    view: {
      id: body.view.id,
      hash: body.view.hash,
      callbackId: body.view.callback_id,
      privateMetadata: body.view.private_metadata,
      values: readFormValues(body.view.state?.values),
    },
  };
}
