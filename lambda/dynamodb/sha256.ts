import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { Checksum, ChecksumConstructor } from '@smithy/types';
import { setWithEviction } from '../caching/lru-map.ts';

type Key = string | Uint8Array;

const maxKeys = 8;

interface Signed {
  readonly data: Uint8Array;
  readonly digest: Uint8Array;
}

/**
 * SHA-256 and its HMAC for the SDK's signer. Caches key objects, whose conversion takes longer than the hash, and the
 * last HMAC of each secret, by which the signer finds its cached key.
 */
export function createSha256(): ChecksumConstructor {
  const keys = new Map<Key, KeyObject>();
  const ofSecrets = new Map<string, Signed>();

  function keyObjectOf(key: Key): KeyObject {
    const known = keys.get(key);
    if (known) return known;
    const created = createSecretKey(Buffer.from(key as string));
    setWithEviction(keys, key, created, maxKeys);
    return created;
  }

  function hmacOf(key: Key, data: Uint8Array): Uint8Array {
    return createHmac('sha256', keyObjectOf(key)).update(data).digest();
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
      const key = this.#key;
      const data = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
      if (key === undefined) return hash('sha256', data, 'buffer');
      if (typeof key !== 'string') return hmacOf(key, data);
      const last = ofSecrets.get(key);
      if (last && Buffer.compare(last.data, data) === 0) return last.digest;
      const digest = hmacOf(key, data);
      setWithEviction(ofSecrets, key, { data, digest }, maxKeys);
      return digest;
    }

    reset(): void {
      this.#chunks = [];
    }
  } as ChecksumConstructor;
}
