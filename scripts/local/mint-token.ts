import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { SigningKeys } from './signing-keys.ts';

export interface TokenRequest {
  subject: string;
  scope: string;
  audience: string;
  issuer: string;
  expiresInSeconds: number;
  clientId: string;
  groups?: readonly string[];
}

/**
 * An access token like those of the local authorization server (RFC 9068), without a sign-in. A negative lifetime
 * creates an expired token.
 */
export async function mintToken(keys: SigningKeys, request: TokenRequest): Promise<string> {
  const issuedAt = Math.floor(Date.now() / 1000);
  return new SignJWT({
    client_id: request.clientId,
    scope: request.scope,
    ...(request.groups?.length && { groups: request.groups }),
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: keys.privateJwk.kid! })
    .setIssuer(request.issuer)
    .setAudience(request.audience)
    .setSubject(request.subject)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + request.expiresInSeconds)
    .setJti(randomUUID())
    .sign(await importJWK(keys.privateJwk, 'RS256'));
}
