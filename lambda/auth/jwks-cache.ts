import { setTimeout } from 'node:timers/promises';
import { type Jwks, type PenaltyBox, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { createKeyFetcher } from './jwks-fetcher.ts';

/** How long a key that the issuer has withdrawn can still be accepted. */
export const keyLifetimeMs = 600_000;
/** While the issuer cannot be reached, its last keys are used for so long, and it is asked again at this interval. */
const lifetimeWithoutIssuerMs = 3_600_000;
const retryMs = 30_000;

/** aws-jwt-verify's cache, which by itself keeps keys for ever, with keys that are fetched anew every ten minutes. */
export class RefreshingJwksCache extends SimpleJwksCache {
  readonly #times = new Map<string, { fetchedAt: number; refreshAt: number }>();

  constructor() {
    super({ fetcher: createKeyFetcher(), penaltyBox: createFetchCooldown() });
  }

  override async getJwks(uri: string): Promise<Jwks> {
    const jwks = await super.getJwks(uri);
    this.#times.set(uri, { fetchedAt: Date.now(), refreshAt: Date.now() + keyLifetimeMs });
    return jwks;
  }

  override async getJwk(...[uri, token]: Parameters<SimpleJwksCache['getJwk']>) {
    const times = this.#times.get(uri);
    if (times && times.refreshAt <= Date.now()) {
      times.refreshAt = Date.now() + retryMs;
      await this.getJwks(uri).catch((error: unknown) => {
        if (times.fetchedAt + lifetimeWithoutIssuerMs <= Date.now()) {
          times.refreshAt = 0;
          throw error;
        }
      });
    }
    return super.getJwk(uri, token);
  }
}

const cooldownMs = 1_000;

/**
 * After a fetch that did not bring the key of a token, the next such token waits for a second before the keys are
 * fetched again. It is not refused at once: an unknown key id may be a new key, although any client can send one.
 */
function createFetchCooldown(): PenaltyBox {
  const endsAt = new Map<string, number>();
  return {
    async wait(uri) {
      const left = (endsAt.get(uri) ?? 0) - Date.now();
      if (left > 0) await setTimeout(left);
    },
    registerFailedAttempt: (uri) => void endsAt.set(uri, Date.now() + cooldownMs),
    registerSuccessfulAttempt: (uri) => void endsAt.delete(uri),
  };
}
