import { randomUUID } from 'node:crypto';
import { sendEvent, sendMessageEvent } from '../events.ts';
import { fileJson, newFile } from '../files.ts';
import { imIdOf } from '../ids.ts';
import { globalShortcut, messageShortcut, slashCommand } from '../interactions.ts';
import { isObject, textOf } from '../json.ts';
import { canReplyTo, postAsPerson } from '../messages.ts';
import { isEmojiName, react as reactTo } from '../reactions.ts';
import { respond } from '../response-url.ts';
import { SlackApiError } from '../slack-error.ts';
import { withState } from '../views.ts';
import { instantTs } from '../workspace.ts';
import { type Act, interact, person, result } from './act.ts';
import { bad, conversationFor, messageFor, notFound, requireText } from './input.ts';
import { commandText, messageText } from './typed-text.ts';
import { click, close, fill, submit, suggest } from './view-acts.ts';

/** What people do: writing, commands, shortcuts, opening the app's Home. */

const message: Act = async (ws, body) => {
  const who = person(ws, body);
  const conversation = conversationFor(ws, who, requireText(body, 'channel'));
  if (conversation.isArchived) throw bad('is_archived', 'Nobody can write in an archived channel.');
  if (conversation.kind === 'im' && (!ws.app.messagesTab || ws.app.messagesTabReadOnly)) {
    throw bad('messages_tab_disabled', 'The app does not take messages.');
  }
  if (conversation.kind === 'channel' && !conversation.members.includes(who.id)) {
    throw bad('not_in_channel', 'Join the channel to write in it.');
  }
  const threadTs = textOf(body, 'thread_ts');
  if (threadTs !== undefined && !canReplyTo(ws, conversation.id, threadTs)) throw notFound('thread');
  const text = messageText(ws, requireText(body, 'text'));
  const stored = postAsPerson(ws, conversation, {
    person: who.id,
    text,
    threadTs,
    clientMsgId: randomUUID(),
  });
  const sent = [sendMessageEvent(ws, conversation, stored.body)];
  // A mention in a DM comes as a message only.
  if (conversation.kind !== 'im' && conversation.botIsMember && text.includes(`<@${ws.app.botUserId}>`)) {
    const event = { ...stored.body, type: 'app_mention', channel: conversation.id, event_ts: stored.ts };
    sent.push(sendEvent(ws, event));
  }
  await Promise.all(sent);
  return { ts: stored.ts };
};

const command: Act = async (ws, body) => {
  const who = person(ws, body);
  const conversation = conversationFor(ws, who, requireText(body, 'channel'));
  const name = requireText(body, 'command');
  const known = ws.app.commands.find((candidate) => candidate.command === name);
  if (!known) throw bad('unknown_command', `${name} is not a command of this app.`);
  const text = commandText(ws, textOf(body, 'text') ?? '', known.should_escape === true);
  const payload = slashCommand(ws, who, conversation, { command: name, text });
  const ack =
    ws.installation.state === 'uninstalled'
      ? ws.delivery.refuse('slash_commands', payload, 'not_installed')
      : await ws.delivery.send('slash_commands', payload);
  if (!ack.acked) {
    const why =
      ack.record.reason === 'not_connected' ? 'the app is not connected' : 'the app did not respond';
    return result(ack, `${name} failed because ${why}.`);
  }
  const answer = typeof ack.body === 'string' ? { text: ack.body } : isObject(ack.body) ? ack.body : {};
  if (Object.keys(answer).length === 0) return result(ack, '');
  try {
    respond(ws, { person: who.id, channel: conversation.id, messageTs: null }, answer);
    return result(ack, '');
  } catch (error) {
    if (!(error instanceof SlackApiError)) throw error;
    ws.delivery.find(ack.record, error.code, error.problems);
    return { ...result(ack, ''), notice: `${name} failed with the error "${error.code}".` };
  }
};

const home: Act = async (ws, body) => {
  const who = person(ws, body);
  const tab = textOf(body, 'tab') ?? 'home';
  if (tab !== 'home' && tab !== 'messages') throw bad('invalid_tab', '"tab" must be "home" or "messages".');
  if (tab === 'home' && !ws.app.homeTab) throw bad('not_enabled', 'The app has no Home tab.');
  const view = ws.store.home(who.id);
  const ack = await sendEvent(ws, {
    type: 'app_home_opened',
    user: who.id,
    channel: imIdOf(who.id),
    tab,
    ...(view && tab === 'home' ? { view: withState(ws, view) } : {}),
    event_ts: instantTs(ws),
  });
  return ack ? result(ack, 'The app did not respond.') : { acked: false, ms: 0 };
};

const shortcut: Act = async (ws, body) => {
  const who = person(ws, body);
  const callbackId = requireText(body, 'callback_id');
  const known = ws.app.shortcuts.find((candidate) => candidate.callback_id === callbackId);
  if (!known) throw bad('unknown_shortcut', 'The app has no such shortcut.');
  const notice = `${known.name} failed because the app did not respond.`;
  if (known.type !== 'message') {
    return result(await interact(ws, globalShortcut(ws, who, known)), notice);
  }
  const conversation = conversationFor(ws, who, requireText(body, 'channel'));
  const target = messageFor(ws, who, conversation, requireText(body, 'ts'));
  const payload = messageShortcut(ws, who, known, conversation, target);
  return result(await interact(ws, payload), notice);
};

const react: Act = async (ws, body) => {
  const who = person(ws, body);
  const conversation = conversationFor(ws, who, requireText(body, 'channel'));
  const target = messageFor(ws, who, conversation, requireText(body, 'ts'));
  const name = requireText(body, 'name');
  if (!isEmojiName(name)) throw bad('invalid_name', '"name" must be the name of an emoji, without colons.');
  if (target.person !== null) throw bad('not_reactable', 'Nobody can react to what only they see.');
  return { changed: reactTo(ws, target, { user: who.id, name, remove: body['remove'] === true }) };
};

/** Slack's client uploads when a person picks a file, before the modal is submitted. */
const upload: Act = async (ws, body) => {
  const who = person(ws, body);
  const bytes = Buffer.from(requireText(body, 'contents'), 'base64');
  if (bytes.length === 0) throw bad('invalid_contents', '"contents" must be base64.');
  const file = newFile(ws, { name: requireText(body, 'name'), size: bytes.length, user: who.id });
  ws.store.transaction(() => {
    ws.store.files.put({ ...file, status: 'complete' });
    ws.store.putContents(file.id, bytes);
  });
  return { file: fileJson(ws, file) };
};

/** `POST /control/act/<name>`. */
export const acts: ReadonlyMap<string, Act> = new Map(
  Object.entries({ message, command, click, fill, submit, close, home, suggest, shortcut, react, upload }),
);
