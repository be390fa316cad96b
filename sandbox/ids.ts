import { createHash, randomBytes, randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const MIXED = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

function pick(alphabet: string, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet.charAt(randomInt(alphabet.length));
  return text;
}

/** A fresh id that looks like Slack's: a prefix, a zero, nine letters or digits. */
export function newId(prefix: string): string {
  return `${prefix}0${pick(LETTERS, 9)}`;
}

/** An id that is the same at every start: for the app, its bot, and each person's conversation with it. */
export function stableId(prefix: string, of: string): string {
  const digest = createHash('sha256').update(`${prefix}:${of}`).digest();
  let text = '';
  for (let i = 0; i < 9; i++) text += LETTERS.charAt((digest[i] ?? 0) % LETTERS.length);
  return `${prefix}0${text}`;
}

/** The id of a person's conversation with the bot. */
export function imIdOf(personId: string): string {
  return stableId('D', personId);
}

/** What Slack puts where an app left `block_id` or `action_id` out. */
export function newBlockId(): string {
  return pick(MIXED, 5);
}

/** A view's hash: changes whenever the view does. */
export function newHash(nowMs: number): string {
  return `${Math.floor(nowMs / 1000)}.${randomBytes(4).toString('hex')}`;
}

/** `<number>.<number>.<hex>`, as Slack's trigger ids. */
export function newTriggerId(): string {
  return `${randomInt(1e12, 9e12)}.${randomInt(1e11, 9e11)}.${randomBytes(16).toString('hex')}`;
}

/** An unguessable piece of a URL or token. */
export function newSecret(length: number): string {
  return pick(MIXED, length);
}

/** Epoch milliseconds as Slack writes instants: seconds, a dot, six digits. */
export function asTs(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1e6);
  return `${seconds}.${String(microseconds - seconds * 1e6).padStart(6, '0')}`;
}
