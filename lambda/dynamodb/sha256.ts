import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { Checksum, ChecksumConstructor } from '@smithy/types';

type Data = string | Uint8Array;

const maxKeys = 8;

/**
 * SHA-256 and its HMAC for the SDK's signer. Node tells a key's bytes from a key object by an exception it catches, which
 * takes longer than the hash; so each key becomes a key object once.
 */
export function createSha256(): ChecksumConstructor {
  const keys = new Map<Data, KeyObject>();

  function keyObjectOf(key: Data): KeyObject {
    const known = keys.get(key);
    if (known) return known;
    if (keys.size >= maxKeys) keys.clear();
    const created = createSecretKey(typeof key === 'string' ? Buffer.from(key) : key);
    keys.set(key, created);
    return created;
  }

  return class Sha256 implements Checksum {
    readonly #key: Data | undefined;
    #data: Data = '';

    constructor(key?: Data) {
      this.#key = key;
    }

    /** The signer hands in all of it at once. */
    update(data: Data): void {
      this.#data = data;
    }

    async digest(): Promise<Uint8Array> {
      if (this.#key === undefined) return hash('sha256', this.#data, 'buffer');
      return createHmac('sha256', keyObjectOf(this.#key)).update(this.#data).digest();
    }

    reset(): void {
      this.#data = '';
    }
  } as ChecksumConstructor;
}
