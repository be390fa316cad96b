import type { Database } from './database.ts';
import { parseJson } from './json.ts';

/** Things of one kind that are few and looked up by id: user groups, files, pins… Oldest first. */
export class Shelf<T extends { id: string }> {
  readonly #db: Database;
  readonly #name: string;

  constructor(db: Database, name: string) {
    this.#db = db;
    this.#name = name;
  }

  all(): T[] {
    return this.#db
      .all('select body from shelves where shelf = ? order by rowid', this.#name)
      .map((row) => this.#read(row['body']));
  }

  get(id: string): T | undefined {
    const row = this.#db.one('select body from shelves where shelf = ? and id = ?', this.#name, id);
    return row && this.#read(row['body']);
  }

  put(thing: T): void {
    this.#db.run(
      'insert into shelves values (?, ?, ?) on conflict do update set body = excluded.body',
      this.#name,
      thing.id,
      JSON.stringify(thing),
    );
  }

  delete(id: string): void {
    this.#db.run('delete from shelves where shelf = ? and id = ?', this.#name, id);
  }

  /** A shelf holds only what `put` wrote, so it reads back with the type it was written with. */
  #read(body: unknown): T {
    return parseJson(String(body)) as T;
  }
}
