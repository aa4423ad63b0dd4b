import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { Checksum, ChecksumConstructor } from '@smithy/types';
import { setWithEviction } from '../caching/lru-map.ts';

type Key = string | Uint8Array;

const maxKeys = 8;

/**
 * SHA-256 and its HMAC for the SDK's signer. Caches key objects: converting a key's bytes takes Node longer than the
 * hash.
 */
export function createSha256(): ChecksumConstructor {
  const keys = new Map<Key, KeyObject>();

  function keyObjectOf(key: Key): KeyObject {
    const known = keys.get(key);
    if (known) return known;
    const created = createSecretKey(Buffer.from(key as string));
    setWithEviction(keys, key, created, maxKeys);
    return created;
  }

  return class Sha256 implements Checksum {
    readonly #key: Key | undefined;
    #chunks: Uint8Array[] = [];

    constructor(key?: Key) {
      this.#key = key;
    }

    update(chunk: Uint8Array): void {
      this.#chunks.push(chunk);
    }

    async digest(): Promise<Uint8Array> {
      const data = Buffer.concat(this.#chunks);
      if (this.#key === undefined) return hash('sha256', data, 'buffer');
      return createHmac('sha256', keyObjectOf(this.#key)).update(data).digest();
    }

    reset(): void {
      this.#chunks = [];
    }
  } as ChecksumConstructor;
}
