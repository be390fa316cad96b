import { App } from '@slack/bolt';
import { startApp } from '../src/app.ts';
import { createClock, createLog, openDatabase } from '../src/kernel/index.ts';
import { loadPlaybook } from '../src/playbook/index.ts';
import type { Where } from './databases.ts';
import { tokens } from './far-side.ts';

// One of the two apps whose acknowledgements bench/click.ts compares, in a process of its own. Says its request URL, or
// nothing over Socket Mode, when it is ready.

export interface AppOrders {
  readonly app: 'pacekeeper' | 'bare';
  readonly transport: 'socket' | 'http';
  readonly apiUrl: string;
  readonly where: Where;
}

/** What anybody would write first: acknowledge, then open a form. */
async function startBare({ transport, apiUrl }: AppOrders): Promise<string | undefined> {
  const clientOptions = { slackApiUrl: apiUrl };
  const app =
    transport === 'socket'
      ? new App({ token: tokens.bot, appToken: tokens.app, socketMode: true, clientOptions })
      : new App({ token: tokens.bot, signingSecret: tokens.signingSecret, clientOptions });
  app.action(/^/, async ({ ack, body, client }) => {
    await ack();
    await client.views.open({
      trigger_id: 'trigger_id' in body ? body.trigger_id : '',
      view: {
        type: 'modal',
        title: { type: 'plain_text', text: 'Set up a team' },
        blocks: [{ type: 'section', text: { type: 'plain_text', text: 'A form.' } }],
      },
    });
  });
  if (transport === 'socket') {
    await app.start();
    return undefined;
  }
  const server = await app.start(0);
  const address = 'address' in server ? server.address() : null;
  if (address === null || typeof address === 'string') throw new Error('the bare app has no port');
  return `http://127.0.0.1:${address.port}/slack/events`;
}

async function startOurs({ transport, apiUrl, where }: AppOrders): Promise<string | undefined> {
  const playbook = loadPlaybook('playbook');
  if (playbook.kind !== 'ok') throw new Error('the shipped playbook is not valid');
  const app = await startApp({
    database: await openDatabase(where),
    clock: createClock(),
    log: createLog('warn', [], process.stderr),
    playbook: playbook.playbook,
    slack: {
      isLocal: true,
      apiUrl,
      tokens:
        transport === 'socket'
          ? { kind: 'socket', botToken: tokens.bot, appToken: tokens.app }
          : { kind: 'http', botToken: tokens.bot, signingSecret: tokens.signingSecret },
    },
    host: '127.0.0.1',
    port: 0,
  });
  return transport === 'socket' ? undefined : `${app.url}/slack/events`;
}

const orders = JSON.parse(process.argv[2] ?? '') as AppOrders;
const requestUrl = await (orders.app === 'bare' ? startBare(orders) : startOurs(orders));
process.on('disconnect', () => process.exit(0));
process.send?.({ requestUrl });
