import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Json } from './json.ts';

/** A value cannot be encrypted or read. The message is for whoever runs the installation. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly code: 'key_missing' | 'value_altered' | 'no_identity';

  constructor(code: VaultError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Where a value stands: table, column, and what tells its row from all others. It is sealed for this place only. */
export type Place = readonly [table: string, column: string, ...row: string[]];

/**
 * Encrypts values one by one with AES-256-GCM. The place is associated data, so that nobody with the database alone can
 * move a value to another row. The id of the key stands beside the value, so that several keys may be in use.
 * Random 96-bit nonces allow for four thousand million values under one key.
 */
export interface Vault {
  /** Of the keys at hand; the first one encrypts, all decrypt. Empty: nothing is encrypted. */
  readonly keyIds: readonly string[];
  sealText(place: Place, text: string): string;
  /** @throws VaultError `key_missing`, or `value_altered` for what was changed or comes from another place. */
  openText(place: Place, stored: string): string;
  sealJson(place: Place, value: unknown): unknown;
  /** @throws VaultError as `openText`. */
  openJson(place: Place, stored: unknown): unknown;
}

/** What an encrypted text starts with, and what precedes a text of somebody who typed just that. */
const sealedText = 'pace-sealed:';
const plainText = 'pace-plain:';
const nonceBytes = 12;
const tagBytes = 16;

/** Names a key without telling anything about it: 16 hex digits. */
export function keyIdOf(key: Buffer): string {
  return createHmac('sha256', key).update('pacekeeper key id').digest('hex').slice(0, 16);
}

/** @param keys 32 bytes each; the first one encrypts. */
export function createVault(keys: readonly Buffer[]): Vault {
  const byId = new Map(keys.map((key) => [keyIdOf(key), key]));
  const keyIds = [...byId.keys()];
  const [first] = keyIds;

  return {
    keyIds,
    sealText: (place, text) => {
      if (first !== undefined) return `${sealedText}${seal(first, place, text)}`;
      return text.startsWith(sealedText) || text.startsWith(plainText) ? `${plainText}${text}` : text;
    },
    openText: (place, stored) => {
      if (stored.startsWith(sealedText)) return open(place, stored.slice(sealedText.length));
      return stored.startsWith(plainText) ? stored.slice(plainText.length) : stored;
    },
    sealJson: (place, value) =>
      first === undefined ? value : { sealed: seal(first, place, JSON.stringify(value)) },
    openJson: (place, stored) => {
      const sealed = sealedIn(stored);
      return sealed === undefined ? stored : (JSON.parse(open(place, sealed)) as Json);
    },
  };

  function seal(keyId: string, place: Place, text: string): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', keyFor(keyId), nonce);
    cipher.setAAD(Buffer.from(JSON.stringify(place)));
    const parts = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return `${keyId}:${Buffer.concat(parts).toString('base64')}`;
  }

  function open(place: Place, sealed: string): string {
    const [keyId = '', base64 = ''] = sealed.split(':');
    const key = keyFor(keyId);
    try {
      const bytes = Buffer.from(base64, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes));
      decipher.setAAD(Buffer.from(JSON.stringify(place)));
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      return (
        decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8')
      );
    } catch (cause) {
      throw new VaultError(
        'value_altered',
        `An encrypted value in ${place[0]}.${place[1]} was altered or moved. Restore a backup.`,
        cause,
      );
    }
  }

  function keyFor(keyId: string): Buffer {
    const key = byId.get(keyId);
    if (key !== undefined) return key;
    throw new VaultError(
      'key_missing',
      `A value is encrypted with the key ${keyId}, which is not in ENCRYPTION_KEY. Add it: ENCRYPTION_KEY="<new>,<old>".`,
    );
  }
}

function sealedIn(stored: unknown): string | undefined {
  if (typeof stored !== 'object' || stored === null || !('sealed' in stored)) return undefined;
  return typeof stored.sealed === 'string' && Object.keys(stored).length === 1 ? stored.sealed : undefined;
}
