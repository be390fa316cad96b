import { App } from '@slack/bolt';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { at, listAt, silent, startWorkspace, textAt } from './harness.ts';

/** An app that has nothing to do with this project, and its manifest as its author wrote it. */
const manifest = parse(`
_metadata: { major_version: 2 }
display_information: { name: Parrot, description: Says it again }
features:
  bot_user: { display_name: parrot, always_online: true }
  slash_commands: [{ command: /parrot, description: Says it again, should_escape: false }]
oauth_config:
  scopes: { bot: [chat:write, commands, channels:history] }
settings:
  event_subscriptions: { bot_events: [message.channels] }
  interactivity: { is_enabled: true }
  socket_mode_enabled: true
`);

const seed = {
  team: { id: 'T0STRANGE01', name: 'Elsewhere', domain: 'elsewhere' },
  people: [{ id: 'U0ANNA00001', name: 'anna', realName: 'Anna Berg', tz: 'Europe/Oslo' }],
  channels: [{ id: 'C0BIRDS0001', name: 'birds', members: ['U0ANNA00001'], botIsMember: true }],
};

test('a stranger’s echo bot of ten lines', async () => {
  const harness = await startWorkspace({ manifest, seed });
  const { tokens, apiUrl } = harness.workspace;

  const app = new App({
    token: tokens.bot,
    appToken: tokens.app,
    socketMode: true,
    logger: silent,
    clientOptions: { slackApiUrl: apiUrl },
  });
  app.message(async ({ message, say }) => {
    if ('text' in message) await say({ text: `${message.text}, ${message.text}`, thread_ts: message.ts });
  });
  app.command('/parrot', async ({ command, ack }) => ack(`${command.text}!`));
  await app.start();

  const inBirds = { as: 'U0ANNA00001', channel: 'C0BIRDS0001' };
  // Anna's message, then the bot's.
  const echo = await harness.after(
    'message',
    () => harness.post('act/message', { ...inBirds, text: 'hello' }),
    2,
  );
  const command = { ...inBirds, command: '/parrot', text: 'polly' };
  expect(await harness.post('act/command', command)).toMatchObject({ acked: true });
  const read = async (more = '') => {
    const found = await harness.get(`messages?channel=C0BIRDS0001&as=U0ANNA00001${more}`);
    return listAt(found, '/messages').map((message) => at(message, '/text'));
  };
  expect(await read()).toEqual(['hello', 'polly!']);
  expect(await read(`&thread=${textAt(echo, '/thread_ts')}`)).toEqual(['hello', 'hello, hello']);
  await app.stop();
  await harness.close();
});
