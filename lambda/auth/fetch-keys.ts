import { assertIsJwks } from 'aws-jwt-verify/jwk';
import { fetchBytes } from './fetch-bytes.ts';

/** The keys to check tokens with can't be had: nothing is wrong with the token. */
export class IssuerUnreachable extends Error {}

/** Longer than a burst of requests takes, shorter than anybody waits before trying again. */
const pauseMs = 1_000;

/** Fetches key sets for aws-jwt-verify; rests a second after a failure, so that a flood of tokens is none of requests. */
export function createKeyFetcher(): { fetch(uri: string): Promise<ArrayBuffer> } {
  const failures = new Map<string, { until: number; error: IssuerUnreachable }>();
  return {
    async fetch(uri) {
      const last = failures.get(uri);
      if (last && last.until > Date.now()) throw last.error;
      try {
        const bytes = await fetchBytes(uri);
        assertIsJwks(JSON.parse(Buffer.from(bytes).toString()));
        failures.delete(uri);
        return bytes;
      } catch (cause) {
        const error = new IssuerUnreachable('The keys of the issuer cannot be fetched or read.', { cause });
        failures.set(uri, { until: Date.now() + pauseMs, error });
        throw error;
      }
    },
  };
}
