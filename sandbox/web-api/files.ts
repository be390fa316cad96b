import { MAX_FILE_BYTES } from '../file-transfer.ts';
import { fileJson, newFile } from '../files.ts';
import { type JsonObject, objectsOf, textOf } from '../json.ts';
import { postAsBot } from '../messages.ts';
import { SlackApiError } from '../slack-error.ts';
import type { Conversation, StoredFile } from '../types.ts';
import type { Workspace } from '../workspace.ts';
import { type Arguments, ids, invalid, json, required, text } from './arguments.ts';
import { contentOf, MAX_TEXT } from './content.ts';
import { conversationFor, type Methods } from './method.ts';
import { threadOf } from './posting.ts';

const MAX_ALT_TEXT = 1_000;
const MAX_CHANNELS = 100;

/** The files to finish, each of which has got its bytes. @throws SlackApiError */
function uploadedOf(ws: Workspace, args: Arguments): StoredFile[] {
  const named = objectsOf(json(args, 'files', 'invalid_arguments'));
  if (named.length === 0) throw invalid('missing required field: files');
  return named.map((entry) => {
    const file = ws.store.files.get(textOf(entry, 'id') ?? '');
    if (file?.status !== 'received') throw new SlackApiError('file_not_found');
    return { ...file, title: textOf(entry, 'title') ?? file.title, status: 'complete' };
  });
}

function placesOf(ws: Workspace, args: Arguments): Conversation[] {
  const named = [...ids(args, 'channel_id'), ...ids(args, 'channels')];
  if (named.length > MAX_CHANNELS) throw new SlackApiError('channels_limit_exceeded');
  return [...new Set(named)].map((id) => {
    const conversation = conversationFor(ws, id);
    if (!conversation.botIsMember) throw new SlackApiError('not_in_channel');
    if (conversation.isArchived) throw new SlackApiError('posting_to_channel_denied');
    return conversation;
  });
}

/** Shows the files in a conversation, in one message. */
function share(ws: Workspace, conversation: Conversation, args: Arguments, files: JsonObject[]): void {
  const comment = text(args, 'initial_comment');
  const blocks = comment === undefined ? args['blocks'] : undefined;
  const says = comment !== undefined || blocks !== undefined;
  const content = says
    ? contentOf(ws, { text: comment ?? '', ...(blocks === undefined ? {} : { blocks }) }, MAX_TEXT)
    : { text: '' };
  postAsBot(ws, { conversation, ...content, files, threadTs: threadOf(ws, conversation, args) });
}

/** The three steps of an upload (the second goes to the address that the first gives out), and reading. */
export const fileMethods: Methods = {
  'files.getUploadURLExternal': {
    tier: 4,
    token: 'bot',
    scope: 'files:write',
    run: (ws, args) => {
      const name = required(args, 'filename');
      const size = Number(required(args, 'length'));
      if (!Number.isInteger(size) || size < 1) throw new SlackApiError('missing_argument');
      if (size > MAX_FILE_BYTES) throw new SlackApiError('file_upload_size_restricted');
      const altText = text(args, 'alt_txt') ?? '';
      if ([...altText].length > MAX_ALT_TEXT) throw new SlackApiError('alt_txt_too_large');
      const file = newFile(ws, { name, size, user: ws.app.botUserId, altText });
      ws.store.files.put(file);
      return { file_id: file.id, upload_url: `${ws.url}/upload/v1/${file.id}/${file.ticket}` };
    },
  },

  'files.completeUploadExternal': {
    tier: 4,
    token: 'bot',
    scope: 'files:write',
    run: (ws, args) => {
      const places = placesOf(ws, args);
      const channels = places.map(({ id }) => id);
      const files = uploadedOf(ws, args).map((file) => ({ ...file, channels }));
      for (const file of files) ws.store.files.put(file);
      const shown = files.map((file) => fileJson(ws, file));
      for (const place of places) share(ws, place, args, shown);
      return { files: shown };
    },
  },

  'files.info': {
    tier: 4,
    token: 'bot',
    scope: 'files:read',
    run: (ws, args) => {
      const file = ws.store.files.get(required(args, 'file'));
      if (file?.status !== 'complete') throw new SlackApiError('file_not_found');
      return { file: fileJson(ws, file), comments: [], response_metadata: { next_cursor: '' } };
    },
  },
};
