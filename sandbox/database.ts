import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { JsonObject } from './json.ts';

/** SQLite with its statements kept prepared, and units of work that may be nested. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;

  /** @param file in memory when absent. */
  constructor(file: string | undefined, schema: string) {
    this.#db = new DatabaseSync(file ?? ':memory:');
    this.#db.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 2000;');
    this.#db.exec(schema);
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  exec(sql: string): void {
    this.#db.exec(sql);
  }

  /** Runs `work` as one unit: all of its writes happen, or none. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#depth++;
    this.#db.exec('begin immediate');
    try {
      const result = work();
      this.#db.exec('commit');
      return result;
    } catch (error) {
      this.#db.exec('rollback');
      throw error;
    } finally {
      this.#depth--;
    }
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  one(sql: string, ...values: SQLInputValue[]): JsonObject | undefined {
    return this.#statement(sql).get(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): JsonObject[] {
    return this.#statement(sql).all(...values);
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
