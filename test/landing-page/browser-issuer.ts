import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { startIssuer } from '../support/issuer.ts';

export interface BrowserIssuer extends AsyncDisposable {
  readonly url: string;
  readonly jwksUri: string;
  /** Another origin than the issuer's. */
  readonly tokenOrigin: string;
  /** The parameters of the last authorization request. */
  requested(): Record<string, string>;
}

/** An issuer for pages of other origins: it lets every request for a sign-in through, and checks its PKCE. */
export async function startBrowserIssuer(): Promise<BrowserIssuer> {
  const signer = await startIssuer(() => 'test-audience');
  let requested: Record<string, string> = {};
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    void answer(request, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/tenant`;
  const tokenOrigin = `http://localhost:${port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, url);
    if (pathname === '/tenant/.well-known/openid-configuration') {
      const metadata = {
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${tokenOrigin}/token`,
      };
      response.end(JSON.stringify(metadata));
    } else if (pathname === '/tenant/authorize') {
      requested = Object.fromEntries(searchParams);
      const back = `${requested.redirect_uri}?code=good&state=${requested.state}`;
      response.writeHead(302, { location: back }).end();
    } else if (pathname === '/token') {
      const sent = new URLSearchParams(await text(request));
      const challenge = createHash('sha256').update(sent.get('code_verifier')!).digest('base64url');
      const isGood = sent.get('code') === 'good' && challenge === requested.code_challenge;
      const body = isGood ? { access_token: await signer.token({ iss: url }) } : { error: 'invalid_grant' };
      response.writeHead(isGood ? 200 : 400).end(JSON.stringify(body));
    } else {
      response.writeHead(404).end('{}');
    }
  }

  return {
    url,
    jwksUri: signer.jwksUri,
    tokenOrigin,
    requested: () => requested,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await signer[Symbol.asyncDispose]();
    },
  };
}
