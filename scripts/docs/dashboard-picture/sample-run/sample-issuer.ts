import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { mintToken } from '../../../local/mint-token.ts';
import type { SigningKeys } from '../../../local/signing-keys.ts';

export interface SampleIssuer extends AsyncDisposable {
  readonly url: string;
  /** Whether its keys cannot be fetched. */
  down: boolean;
  token(subject: string, scope: string): Promise<string>;
}

/** An OIDC issuer that gives every program a token, and can simulate an outage. */
export async function startSampleIssuer(keys: SigningKeys, audience: string): Promise<SampleIssuer> {
  const server = createServer(async (request, response) => {
    if (issuer.down) return response.writeHead(503).end();
    if (request.url === '/jwks') return response.end(JSON.stringify(keys.publicJwks));
    if (request.url === '/.well-known/openid-configuration') {
      return response.end(JSON.stringify({ token_endpoint: `${issuer.url}/token` }));
    }
    const scope = new URLSearchParams(await text(request)).get('scope') ?? '';
    response.end(JSON.stringify({ access_token: await issuer.token('canary', scope), expires_in: 600 }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const issuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    down: false,
    token: (subject: string, scope: string) =>
      mintToken(keys, {
        subject,
        scope,
        audience,
        issuer: issuer.url,
        expiresInSeconds: 600,
        clientId: 'sample',
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return issuer;
}
