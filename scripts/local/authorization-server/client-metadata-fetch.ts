import * as https from 'node:https';
import { assertAllowedUrl, guardedLookup } from '../../../lambda/mounted-servers/upstream/address-guard.ts';

/** The limit in oidc-provider and in the draft on client metadata documents. */
const maxBytes = 5 * 1024;

/**
 * Fetches a client's metadata document over https, without redirects and never from a private or link-local address,
 * because any client can choose the URL. Only the literal loopback names are allowed: a public name that resolves to
 * loopback must not reach this computer's services.
 */
export async function fetchClientMetadata(address: string | URL, { signal }: RequestInit): Promise<Response> {
  const url = new URL(address);
  const policy = { allowPrivate: false, allowLoopback: isLoopbackName(url.hostname) };
  assertAllowedUrl(url, policy);
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const request = https.get(
    url,
    {
      agent: false,
      lookup: guardedLookup(policy),
      // A small compressed answer could expand without limit.
      headers: { accept: 'application/json', 'accept-encoding': 'identity' },
      ...(signal && { signal }),
    },
    (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > maxBytes) request.destroy(new Error(`${url} is larger than ${maxBytes} bytes`));
        chunks.push(chunk);
      });
      response.on('end', () => {
        const isDocument = response.statusCode === 200;
        resolve(
          new Response(isDocument ? Buffer.concat(chunks) : null, {
            status: response.statusCode!,
            headers: { 'cache-control': response.headers['cache-control'] ?? '' },
          }),
        );
      });
      response.on('error', reject);
    },
  );
  request.on('error', reject);
  return promise;
}

function isLoopbackName(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
