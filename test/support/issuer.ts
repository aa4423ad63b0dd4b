import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** An OIDC issuer as far as a resource server sees one: keys at a URL, and tokens signed with them. */
export interface Issuer extends AsyncDisposable {
  readonly url: string;
  readonly jwksUri: string;
  /** How often the keys were fetched. */
  fetches(): number;
  /** What the keys' URL answers from now on; undefined for the keys, `reset` for connections that break off. */
  answer(with_: IssuerAnswer): void;
  /** Signs with another key from now on, and publishes that key only. */
  rotate(kid: string): Promise<void>;
  readonly publicJwk: JWK;
  /** A token with this header and these claims on top of sound ones; `undefined` leaves one out. */
  token(claims?: Record<string, unknown>, header?: Record<string, unknown>, key?: Signer): Promise<string>;
}

type IssuerAnswer = { status: number; body: string } | 'reset' | 'reset once' | undefined;

type Signer = Parameters<SignJWT['sign']>[0];

export async function startIssuer(audience: () => string, scope = 'read'): Promise<Issuer> {
  let rsa = await generateKeyPair('RS256', { extractable: true });
  const encryption = await generateKeyPair('RS256', { extractable: true });
  const publicJwk = { ...(await exportJWK(rsa.publicKey)), kid: 'signing', alg: 'RS256', use: 'sig' };
  let keys: JWK[] = [
    publicJwk,
    { ...(await exportJWK(encryption.publicKey)), kid: 'encryption', use: 'enc' },
  ];
  let fetches = 0;
  let kid = 'signing';
  let other: IssuerAnswer;
  const server = createServer((request, response) => {
    fetches += 1;
    if (other === 'reset' || other === 'reset once') {
      if (other === 'reset once') other = undefined;
      return void request.socket.destroy();
    }
    response.writeHead(other?.status ?? 200, { 'content-type': 'application/json' });
    response.end(other?.body ?? JSON.stringify({ keys }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    jwksUri: `${url}/.well-known/jwks.json`,
    publicJwk,
    fetches: () => fetches,
    answer(with_) {
      other = with_;
    },
    async rotate(newKid) {
      rsa = await generateKeyPair('RS256', { extractable: true });
      kid = newKid;
      keys = [{ ...(await exportJWK(rsa.publicKey)), kid, alg: 'RS256', use: 'sig' }];
    },
    token(claims = {}, header = {}, key = rsa.privateKey) {
      const now = Math.floor(Date.now() / 1_000);
      const sound = {
        iss: url,
        aud: audience(),
        sub: 'alice',
        client_id: 'app',
        scope,
        iat: now,
        exp: now + 600,
      };
      return new SignJWT({ ...sound, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'at+jwt', ...header })
        .sign(key);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
