import { setTimeout } from 'node:timers/promises';
import { type Jwks, type PenaltyBox, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { createKeyFetcher } from './jwks-fetcher.ts';

/** A withdrawn key is accepted for at most this long; without its issuer, every key expires after it. */
const keyLifetimeMs = 600_000;
/** Half of it, so that an issuer can be unreachable for some minutes without effect. */
const refreshMs = keyLifetimeMs / 2;
/** The interval of attempts while an issuer cannot be reached. */
const retryMs = 30_000;

interface KeyTimes {
  readonly expiresAt: number;
  refreshAt: number;
}

/** aws-jwt-verify's cache, which never drops a key, with keys that expire. */
export class ExpiringJwksCache extends SimpleJwksCache {
  readonly #times = new Map<string, KeyTimes>();
  /** One of the keys that were fetched last. */
  newestKey: Jwks['keys'][number] | undefined;

  constructor() {
    super({ fetcher: createKeyFetcher(), penaltyBox: createFetchCooldown() });
  }

  override async getJwks(uri: string): Promise<Jwks> {
    const jwks = await super.getJwks(uri);
    const now = Date.now();
    this.newestKey = jwks.keys[0];
    this.#times.set(uri, { expiresAt: now + keyLifetimeMs, refreshAt: now + refreshMs });
    return jwks;
  }

  override async getJwk(...[uri, token]: Parameters<SimpleJwksCache['getJwk']>) {
    const times = this.#times.get(uri);
    const now = Date.now();
    if (times && isPast(times.expiresAt, now)) await this.getJwks(uri);
    else if (times && times.refreshAt <= now) {
      times.refreshAt = now + retryMs;
      await this.getJwks(uri).catch(() => {});
    }
    return super.getJwk(uri, token);
  }

  /** When the first of the current keys expires: verified tokens must be verified again after that. */
  nextExpiry(): number {
    const now = Date.now();
    const expiries = [...this.#times.values()].map(({ expiresAt }) => expiresAt);
    return Math.min(...expiries.filter((expiresAt) => !isPast(expiresAt, now)), now + refreshMs);
  }
}

/** A time too far ahead counts as past: the clock was ahead when the keys were fetched, and has been set back. */
export function isPast(expiresAt: number, now: number): boolean {
  return expiresAt <= now || expiresAt > now + keyLifetimeMs + 60_000;
}

const cooldownMs = 1_000;

/**
 * After a fetch without the key of a token, the next such token waits for a second before the keys are fetched again.
 * It is not rejected at once: an unknown key id may be a new key, although any client can invent one.
 */
function createFetchCooldown(): PenaltyBox {
  const endsAt = new Map<string, number>();
  return {
    async wait(uri) {
      const left = (endsAt.get(uri) ?? 0) - Date.now();
      if (left > 0) await setTimeout(Math.min(left, cooldownMs));
    },
    registerFailedAttempt: (uri) => void endsAt.set(uri, Date.now() + cooldownMs),
    registerSuccessfulAttempt: (uri) => void endsAt.delete(uri),
  };
}
