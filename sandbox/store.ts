import { Database } from './database.ts';
import { asTs } from './ids.ts';
import { isObject, type JsonObject, parseJson } from './json.ts';
import { SCHEMA } from './schema.ts';
import { Shelf } from './shelf.ts';
import type {
  Bookmark,
  Conversation,
  Person,
  Pin,
  ScheduledMessage,
  StoredFile,
  UserGroup,
} from './types.ts';

/** A message as it is kept. */
export interface StoredMessage {
  channel: string;
  ts: string;
  /** The parent's ts of a reply; null for a parent or a message without replies. */
  threadTs: string | null;
  /** The only person who sees it (an ephemeral message); null for everybody. */
  person: string | null;
  /** The id of the person or bot who wrote it. */
  author: string | null;
  body: JsonObject;
}

export interface Page {
  /** Oldest first. */
  messages: StoredMessage[];
  hasMore: boolean;
}

export interface PageQuery {
  channel: string;
  /** Ephemeral messages of this person are included; null: none are. */
  person: string | null;
  limit: number;
  /** Only messages older than this ts. */
  before?: string | undefined;
  /** Only messages newer than this ts. */
  after?: string | undefined;
}

/**
 * Everything that outlives a restart, in SQLite (in memory when no file is named). Every write is in the
 * write-ahead log before the call returns, so a killed process loses nothing that was answered; a power
 * cut may take the last moments.
 */
export class Store {
  readonly #db: Database;
  #lastTs: number;
  #strangers: ReadonlySet<string> | null = null;
  readonly userGroups: Shelf<UserGroup>;
  readonly files: Shelf<StoredFile>;
  readonly bookmarks: Shelf<Bookmark>;
  readonly pins: Shelf<Pin>;
  readonly scheduled: Shelf<ScheduledMessage>;

  constructor(file?: string) {
    this.#db = new Database(file, SCHEMA);
    this.userGroups = new Shelf(this.#db, 'user_groups');
    this.files = new Shelf(this.#db, 'files');
    this.bookmarks = new Shelf(this.#db, 'bookmarks');
    this.pins = new Shelf(this.#db, 'pins');
    this.scheduled = new Shelf(this.#db, 'scheduled');
    this.#lastTs = Number(this.meta('last_ts') ?? 0);
  }

  close(): void {
    this.#db.close();
  }

  /** Runs `work` as one unit: all of its writes happen, or none. */
  transaction<T>(work: () => T): T {
    return this.#db.transaction(work);
  }

  meta(key: string): string | undefined {
    return this.#db.one('select value from meta where key = ?', key)?.['value'] as string | undefined;
  }

  setMeta(key: string, value: string): void {
    this.#db.run(
      'insert into meta values (?, ?) on conflict do update set value = excluded.value',
      key,
      value,
    );
  }

  /** Removes everything but tokens and the last ts. */
  clear(): void {
    const tables = ['people', 'conversations', 'messages', 'reads', 'homes', 'contents', 'shelves'];
    this.#db.exec(tables.map((table) => `delete from ${table}`).join(';'));
    this.#strangers = null;
  }

  /** The next message ts: at the clock, and always later than every one before. */
  nextTs(nowMs: number): string {
    this.#lastTs = Math.max(Math.floor(nowMs * 1000), this.#lastTs + 100);
    this.setMeta('last_ts', String(this.#lastTs));
    return asTs(this.#lastTs);
  }

  people(): Person[] {
    return this.#db.all('select body from people order by rowid').map((row) => bodyOf(row));
  }

  person(id: string): Person | undefined {
    const row = this.#db.one('select body from people where id = ?', id);
    return row && bodyOf(row);
  }

  putPerson(person: Person): void {
    this.#put('people', person.id, person);
    this.#strangers = null;
  }

  /** The ids of people of other organisations. */
  strangers(): ReadonlySet<string> {
    this.#strangers ??= new Set(this.people().flatMap(({ id, isStranger }) => (isStranger ? [id] : [])));
    return this.#strangers;
  }

  contents(file: string): Uint8Array | undefined {
    const bytes = this.#db.one('select bytes from contents where file = ?', file)?.['bytes'];
    return bytes instanceof Uint8Array ? bytes : undefined;
  }

  putContents(file: string, bytes: Uint8Array): void {
    this.#db.run(
      'insert into contents values (?, ?) on conflict do update set bytes = excluded.bytes',
      file,
      bytes,
    );
  }

  conversations(): Conversation[] {
    return this.#db.all('select body from conversations order by rowid').map((row) => bodyOf(row));
  }

  conversation(id: string): Conversation | undefined {
    const row = this.#db.one('select body from conversations where id = ?', id);
    return row && bodyOf(row);
  }

  putConversation(conversation: Conversation): void {
    this.#put('conversations', conversation.id, conversation);
  }

  message(channel: string, ts: string): StoredMessage | undefined {
    const row = this.#db.one('select * from messages where channel = ? and ts = ?', channel, ts);
    return row && messageOf(row);
  }

  putMessage(message: StoredMessage): void {
    this.#db.run(
      'insert into messages values (?, ?, ?, ?, ?, ?) on conflict do update set body = excluded.body, thread_ts = excluded.thread_ts',
      message.channel,
      message.ts,
      message.threadTs,
      message.person,
      message.author,
      JSON.stringify(message.body),
    );
  }

  deleteMessage(channel: string, ts: string): void {
    this.#db.run('delete from messages where channel = ? and ts = ?', channel, ts);
  }

  /** The newest top-level messages of a conversation (and replies that were also sent to it). */
  history(query: PageQuery): Page {
    const rows = this.#db.all(
      `select * from messages where channel = ? and ts < ? and ts > ? and (person is null or person = ?)
       and (thread_ts is null or json_extract(body, '$.subtype') = 'thread_broadcast')
       order by ts desc limit ?`,
      query.channel,
      query.before ?? '9',
      query.after ?? '',
      query.person ?? '',
      query.limit + 1,
    );
    return {
      messages: rows.slice(0, query.limit).map(messageOf).reverse(),
      hasMore: rows.length > query.limit,
    };
  }

  /** A thread's parent (unless left out) and its replies, oldest first. */
  replies(query: PageQuery & { threadTs: string; withParent: boolean }): Page {
    const rows = this.#db.all(
      `select * from messages where channel = ? and (ts = ? or (thread_ts = ? and ts < ? and ts > ?))
       and (person is null or person = ?) order by ts limit ?`,
      query.channel,
      query.withParent ? query.threadTs : null,
      query.threadTs,
      query.before ?? '9',
      query.after ?? '',
      query.person ?? '',
      query.limit + 1,
    );
    return { messages: rows.slice(0, query.limit).map(messageOf), hasMore: rows.length > query.limit };
  }

  /** How many replies everybody sees, who wrote them, and the last one's ts. */
  threadSummary(
    channel: string,
    threadTs: string,
  ): { count: number; latest: string | null; users: string[] } {
    const rows = this.#db.all(
      'select ts, author from messages where channel = ? and thread_ts = ? and person is null order by ts',
      channel,
      threadTs,
    );
    const users = [...new Set(rows.map((row) => String(row['author'])))];
    return { count: rows.length, latest: rows.length > 0 ? String(rows.at(-1)?.['ts']) : null, users };
  }

  markRead(person: string, channel: string, ts: string): void {
    this.#db.run(
      'insert into reads values (?, ?, ?) on conflict do update set ts = max(ts, excluded.ts)',
      person,
      channel,
      ts,
    );
  }

  /** How many top-level messages by others came after the person's read mark. */
  unread(person: string, channel: string): number {
    const row = this.#db.one(
      `select count(*) as n from messages where channel = ? and thread_ts is null and person is null
       and author is not ? and ts > coalesce((select ts from reads where person = ? and channel = ?), '')`,
      channel,
      person,
      person,
      channel,
    );
    return Number(row?.['n'] ?? 0);
  }

  home(person: string): JsonObject | undefined {
    const row = this.#db.one('select body from homes where person = ?', person);
    return row && bodyOf(row);
  }

  homes(): { person: string; view: JsonObject }[] {
    return this.#db.all('select person, body from homes').map((row) => ({
      person: String(row['person']),
      view: bodyOf(row),
    }));
  }

  putHome(person: string, view: JsonObject): void {
    this.#db.run(
      'insert into homes values (?, ?) on conflict do update set body = excluded.body',
      person,
      JSON.stringify(view),
    );
  }

  #put(table: 'people' | 'conversations', id: string, body: object): void {
    this.#db.run(
      `insert into ${table} values (?, ?) on conflict do update set body = excluded.body`,
      id,
      JSON.stringify(body),
    );
  }
}

/** Rows hold only what this class wrote, so their bodies have the type they were written with. */
function bodyOf<T>(row: JsonObject): T {
  return parseJson(String(row['body'])) as T;
}

function messageOf(row: JsonObject): StoredMessage {
  const body = parseJson(String(row['body']));
  return {
    channel: String(row['channel']),
    ts: String(row['ts']),
    threadTs: row['thread_ts'] === null ? null : String(row['thread_ts']),
    person: row['person'] === null ? null : String(row['person']),
    author: row['author'] === null ? null : String(row['author']),
    body: isObject(body) ? body : {},
  };
}
