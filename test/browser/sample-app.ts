import { App, LogLevel, type ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { createLocalWorkspace, type LocalWorkspace, type Manifest } from '../../sandbox/index.ts';
import { formView } from './sample-blocks.ts';

const MONDAY = Date.UTC(2026, 10, 16, 8, 0);
const HOUR_MS = 3_600_000;

const manifest: Manifest = {
  display_information: { name: 'Weekly' },
  features: {
    bot_user: { display_name: 'Weekly' },
    app_home: { home_tab_enabled: true, messages_tab_enabled: true },
    slash_commands: [{ command: '/week', description: 'Your week', usage_hint: 'help | status' }],
    shortcuts: [
      { name: 'Raise it', type: 'message', callback_id: 'raise', description: 'Raise an escalation' },
    ],
  },
  oauth_config: {
    scopes: {
      bot: [
        'chat:write',
        'commands',
        'im:write',
        'im:history',
        'users:read',
        'channels:read',
        'channels:history',
        'groups:read',
        'files:read',
        'files:write',
        'reactions:read',
        'mpim:write',
      ],
    },
  },
  settings: {
    event_subscriptions: { bot_events: ['app_home_opened', 'message.im'] },
    interactivity: { is_enabled: true },
  },
};

const person = (id: string, realName: string, tz: string) => ({
  id,
  name: realName.split(' ')[0]?.toLowerCase() ?? id,
  realName,
  tz,
});

const seed = {
  team: { id: 'TLOCAL', name: 'Northwind', domain: 'northwind' },
  people: [
    person('UDANA', 'Dana Reyes', 'Europe/Berlin'),
    person('UPRIYA', 'Priya Shah', 'Asia/Kolkata'),
    person('UTOM', 'Tom Weber', 'America/New_York'),
  ],
  channels: [
    {
      id: 'CSUPPORT',
      name: 'support-ops',
      topic: 'Support operations',
      members: ['UDANA', 'UPRIYA', 'UTOM'],
      botIsMember: true,
    },
    { id: 'CLEADS', name: 'leads', isPrivate: true, members: ['UDANA', 'UPRIYA'], botIsMember: true },
    { id: 'COLD', name: 'old-room', isArchived: true, members: ['UDANA'] },
    { id: 'CSHARED', name: 'with-partners', isExtShared: true, members: ['UDANA'], botIsMember: true },
  ],
  userGroups: [{ id: 'SLEADS', handle: 'leads', name: 'Leads', members: ['UDANA'] }],
};

export interface Sample {
  workspace: LocalWorkspace;
  app: App;
  /** What the app was told, newest last: `<action or callback id> <value>`. */
  heard: string[];
  /** State of the last submitted form. */
  submitted(): ViewOutput['state']['values'] | undefined;
  moves: object[];
  /** While set, moving the clock waits for it. */
  hold: Promise<void> | undefined;
  close(): Promise<void>;
}

/** A real Bolt app on a real local workspace: enough of a product to press every button. */
export async function startSample(): Promise<Sample> {
  let now = MONDAY;
  let values: ViewOutput['state']['values'] | undefined;
  const heard: string[] = [];
  const moves: object[] = [];
  const workspace = await createLocalWorkspace({
    port: 0,
    seed,
    manifest,
    rateLimits: 'off',
    welcome: { text: 'Northwind is made up.', next: 'Press *Set the focus*' },
    clock: {
      now: () => now,
      async move(command) {
        moves.push(command);
        await sample.hold;
        if ('by' in command) now += command.by;
        else now = 'to' in command ? command.to : MONDAY + 26 * HOUR_MS;
      },
      nextDue: async () =>
        now < MONDAY + 26 * HOUR_MS ? { at: MONDAY + 26 * HOUR_MS, what: 'Checkpoint, Support' } : null,
    },
  });
  const app = new App({
    token: workspace.tokens.bot,
    appToken: workspace.tokens.app,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: workspace.apiUrl },
  });
  listen(app, heard, (state) => {
    values = state;
  });
  await app.start();
  const sample: Sample = {
    workspace,
    app,
    heard,
    moves,
    hold: undefined,
    submitted: () => values,
    async close() {
      await app.stop();
      await workspace.close();
    },
  };
  return sample;
}

function listen(app: App, heard: string[], keep: (values: ViewOutput['state']['values']) => void): void {
  app.action('focus.set', async ({ ack, body, client }) => {
    await ack();
    if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view: formView });
  });
  app.action('form.push', async ({ ack, body, client }) => {
    await ack();
    const view: ModalView = {
      type: 'modal',
      title: text('A closer look'),
      blocks: [{ type: 'section', text: text('Details') }],
    };
    if ('trigger_id' in body) await client.views.push({ trigger_id: body.trigger_id, view });
  });
  app.action('form.more', async ({ ack, body, client }) => {
    await ack();
    if (!('view' in body) || !body.view) return;
    const blocks = [...formView.blocks, { type: 'section' as const, text: text('One more line') }];
    await client.views.update({ view_id: body.view.id, view: { ...formView, blocks } });
  });
  app.action(/^(focus\.skip|focus\.more|pick\.measure|home\.open)$/, async ({ ack, action }) => {
    await ack();
    const chosen = 'selected_option' in action ? ` ${action.selected_option?.value}` : '';
    heard.push(`${'action_id' in action ? action.action_id : ''}${chosen}`);
  });
  app.options('zone.input', async ({ ack, options }) => {
    const cities = ['Berlin', 'Bern', 'Madrid'].filter((one) =>
      one.toLowerCase().startsWith(options.value.toLowerCase()),
    );
    await ack({ options: cities.map((one) => ({ text: text(one), value: one })) });
  });
  app.view('form', async ({ ack, view, body, client }) => {
    const focus = view.state.values['focus']?.['focus.input']?.value ?? '';
    if (focus === 'too vague')
      return ack({ response_action: 'errors', errors: { focus: 'Say what is true on Friday.' } });
    if (focus === 'no answer') return;
    await ack();
    keep(view.state.values);
    await client.chat.postMessage({ channel: 'CSUPPORT', text: `Focus by <@${body.user.id}>: ${focus}` });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab !== 'home') return;
    await client.views.publish({
      user_id: event.user,
      view: {
        type: 'home',
        blocks: [
          { type: 'header', text: text('Needs you now') },
          {
            type: 'actions',
            elements: [{ type: 'button', action_id: 'home.open', text: text('Open review') }],
          },
        ],
      },
    });
  });
  app.command('/week', async ({ ack, command }) => ack(`You asked for: ${command.text}`));
  app.shortcut('raise', async ({ ack, shortcut }) => {
    heard.push(`raise ${'message' in shortcut ? shortcut.message.text : ''}`);
    await ack();
  });
}

function text(words: string) {
  return { type: 'plain_text' as const, text: words };
}
