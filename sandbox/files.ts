import type { BlockKitProblem } from './blocks.ts';
import { newId, newSecret } from './ids.ts';
import { isObject, type JsonObject, textOf } from './json.ts';
import type { StoredFile } from './types.ts';
import { nowSeconds, type Workspace } from './workspace.ts';

const TYPES: { [extension: string]: string } = {
  csv: 'text/csv',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  pdf: 'application/pdf',
  png: 'image/png',
  txt: 'text/plain',
};

/** The part of a file's name that tells its type, in lower case. */
function extensionOf(name: string): string {
  return /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** The media type that a file's name promises. */
function mimetypeOf(name: string): string {
  return TYPES[extensionOf(name)] ?? 'application/octet-stream';
}

/** Slack's file JSON. Its addresses point to the workspace's own origin. */
export function fileJson(ws: Workspace, file: StoredFile): JsonObject {
  const address = `${ws.url}/files/${file.id}/${encodeURIComponent(file.name)}`;
  const kind = extensionOf(file.name);
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: kind,
    pretty_type: kind.toUpperCase(),
    user: file.user,
    user_team: ws.team.id,
    editable: false,
    size: file.size,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: file.channels.length > 0,
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    url_private: address,
    url_private_download: address,
    permalink: `https://${ws.team.domain}.slack.com/files/${file.user}/${file.id}/${encodeURIComponent(file.name)}`,
    channels: file.channels,
    groups: [],
    ims: [],
    comments_count: 0,
    ...(file.altText === '' ? {} : { alt_txt: file.altText }),
  };
}

/** Everything that somebody has uploaded, as Slack's file JSON. */
export function filesOf(ws: Workspace, user: string): JsonObject[] {
  const own = ws.store.files.all().filter((file) => file.user === user && file.status === 'complete');
  return own.map((file) => fileJson(ws, file));
}

/** A file that is to be uploaded; its bytes are awaited. */
export function newFile(
  ws: Workspace,
  file: { name: string; size: number; user: string; altText?: string },
): StoredFile {
  return {
    id: newId('F'),
    name: file.name,
    title: file.name,
    mimetype: mimetypeOf(file.name),
    size: file.size,
    user: file.user,
    altText: file.altText ?? '',
    created: nowSeconds(ws),
    status: 'awaited',
    ticket: newSecret(32),
    channels: [],
  };
}

/** The finished file that a `slack_file` names, by its id or by one of its addresses. */
function namedFile(ws: Workspace, slackFile: JsonObject): StoredFile | undefined {
  const url = textOf(slackFile, 'url');
  const id = textOf(slackFile, 'id') ?? /\/(F[A-Z0-9]+)\//.exec(url ?? '')?.[1];
  const file = id === undefined ? undefined : ws.store.files.get(id);
  if (file?.status !== 'complete') return undefined;
  const { url_private: own, permalink } = fileJson(ws, file);
  return url === undefined || url === own || url === permalink ? file : undefined;
}

/**
 * The `slack_file`s of a message or view that are no uploaded pictures. What exactly Slack says of one is
 * not documented beyond the block being invalid.
 */
export function fileProblems(ws: Workspace, content: unknown, pointer = ''): BlockKitProblem[] {
  if (Array.isArray(content)) return content.flatMap((item, i) => fileProblems(ws, item, `${pointer}/${i}`));
  if (!isObject(content)) return [];
  return Object.entries(content).flatMap(([key, value]) => {
    const at = `${pointer}/${key}`;
    if (key !== 'slack_file' || !isObject(value)) return fileProblems(ws, value, at);
    const isPicture = /^image\/(png|jpeg|gif)$/.test(namedFile(ws, value)?.mimetype ?? '');
    return isPicture ? [] : [{ pointer: at, message: 'Names no uploaded png, jpg or gif file.' }];
  });
}
