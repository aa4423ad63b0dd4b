import * as http from 'node:http';
import * as https from 'node:https';
import { assertIsJwks } from 'aws-jwt-verify/jwk';

/** The issuer's keys cannot be fetched; the token may be valid. */
export class IssuerUnreachable extends Error {}

/** Longer than a burst of requests, shorter than a client's pause before its next attempt. */
const pauseMs = 1_000;

/**
 * Fetches key sets for aws-jwt-verify in up to two attempts; after a failure it pauses, so that a flood of tokens
 * does not become a flood of fetches.
 */
export function createKeyFetcher(): { fetch(uri: string): Promise<ArrayBuffer> } {
  const failures = new Map<string, { until: number; error: IssuerUnreachable }>();
  return {
    async fetch(uri) {
      const last = failures.get(uri);
      const waitMs = last ? last.until - Date.now() : 0;
      if (last && waitMs > 0 && waitMs <= pauseMs) throw last.error;
      try {
        const bytes = await fetchBytes(uri).catch(() => fetchBytes(uri));
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

/** Two attempts take less than the authorizer's five seconds. */
const timeoutMs = 2_000;
const maxBytes = 1_048_576;

/**
 * Reads a small document, such as a JWKS. aws-jwt-verify's own fetcher refuses http, which a local issuer needs
 * (config allows it on loopback only), and `fetch` would load undici into every cold start.
 */
function fetchBytes(uri: string): Promise<ArrayBuffer> {
  const { get } = uri.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    // A new connection: an idle one may have been closed while the function was frozen.
    const request = get(uri, { timeout: timeoutMs, agent: false }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        reject(new Error(`${uri} answered ${response.statusCode}`));
        return;
      }
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > maxBytes) request.destroy(new Error(`${uri} is larger than ${maxBytes} bytes`));
        chunks.push(chunk);
      });
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
      });
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error(`${uri} did not answer within ${timeoutMs} ms`)));
    request.on('error', reject);
  });
}
