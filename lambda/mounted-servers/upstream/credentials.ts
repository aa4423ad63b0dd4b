import { hash } from 'node:crypto';
import { setWithEviction } from '../../caching/lru-map.ts';
import type { ServerAuth, ServerRecord, TokenRequest } from '../records.ts';
import type { AddressPolicy } from './address-guard.ts';
import { requestToken } from './request-token.ts';
import { UpstreamFailure } from './upstream-failure.ts';

/** The caller and their token, which may be exchanged for another one, but never passed on. */
export interface Bearer {
  readonly callerId: string;
  readonly token: string;
}

export interface UpstreamCredentials {
  /** The headers that authenticate this server; throws {@link UpstreamFailure} when there is no token. */
  headersFor(
    server: ServerRecord,
    bearer: Bearer | undefined,
    deadline: number,
  ): Promise<Record<string, string>>;
  /** Called when the server rejected the headers: the next call requests a new token. */
  forget(server: ServerRecord, bearer: Bearer | undefined): void;
}

export interface CredentialSources {
  readonly readSecret: (name: string) => Promise<string>;
  readonly addressesOf: (server: ServerRecord) => AddressPolicy;
}

interface CacheEntry {
  readonly value: Promise<string>;
  expiresAt: number;
}

const secretMs = 300_000;
/** A token that expires within this time is not used again. */
const reserveMs = 60_000;
const maxCached = 1_000;

export function createUpstreamCredentials({
  readSecret,
  addressesOf,
}: CredentialSources): UpstreamCredentials {
  const cache = new Map<string, CacheEntry>();

  async function cached(
    key: string,
    fetch: (entry: { expiresAt: number }) => Promise<string>,
  ): Promise<string> {
    const found = cache.get(key);
    if (found && found.expiresAt > Date.now()) return found.value;
    const entry = { expiresAt: Date.now() + secretMs } as { value: Promise<string>; expiresAt: number };
    entry.value = fetch(entry);
    setWithEviction(cache, key, entry, maxCached);
    entry.value.catch(() => cache.get(key) === entry && cache.delete(key));
    return entry.value;
  }

  const secret = (name: string) =>
    cached(`secret ${name}`, () =>
      readSecret(name).catch((cause: unknown) => {
        throw new UpstreamFailure('unauthorized', `The secret ${name} cannot be read: ${cause}`, { cause });
      }),
    );

  return {
    async headersFor(server, bearer, deadline) {
      const { auth } = server;
      if (auth.mode === 'none') return {};
      if (auth.mode === 'static') {
        const value = await secret(auth.secret);
        return { [auth.header]: auth.header === 'authorization' ? `Bearer ${value}` : value };
      }
      const token = await cached(keyOf(server, bearer), async (entry) => {
        const granted = await requestToken(auth, await secret(auth.secret), {
          ...(auth.mode === 'token_exchange' && { subjectToken: requireBearer(bearer).token }),
          resource: server.url,
          addresses: addressesOf(server),
          deadline,
        });
        entry.expiresAt = Date.now() + granted.expiresInSeconds * 1_000 - reserveMs;
        return granted.token;
      });
      return { authorization: `Bearer ${token}` };
    },
    forget: (server, bearer) => {
      if (server.auth.mode === 'static') cache.delete(`secret ${server.auth.secret}`);
      else if (server.auth.mode !== 'none') cache.delete(keyOf(server, bearer));
    },
  };
}

/** One caller's exchanged token must never serve another, nor one server's another. */
function keyOf({ server, auth }: ServerRecord, bearer: Bearer | undefined): string {
  const { mode, token_url, audience, scope } = auth as ServerAuth & TokenRequest;
  const subjectKey =
    mode === 'token_exchange' ? [requireBearer(bearer).callerId, hash('sha256', bearer!.token)] : [];
  return JSON.stringify(['token', mode, server, token_url, audience, scope, ...subjectKey]);
}

function requireBearer(bearer: Bearer | undefined): Bearer {
  if (bearer?.callerId && bearer.token) return bearer;
  throw new UpstreamFailure('unauthorized', 'There is no caller whose token could be exchanged');
}
