import { createHash } from 'node:crypto';
import {
  JwtExpiredError,
  JwtInvalidIssuerError,
  JwtNotBeforeError,
  ParameterValidationError,
} from 'aws-jwt-verify/error';
import type { JwtHeader, JwtPayload } from 'aws-jwt-verify/jwt-model';
import { setWithEviction } from '../caching/lru-map.ts';
import type { Config } from '../config/config.ts';
import type { TokenProblem } from '../text/token-problems.ts';
import { rememberToken } from './bearer-token.ts';
import type { Caller } from './caller.ts';
import { claimAt, grantedScopes, rejectUnknownScopes } from './granted-scopes.ts';
import { identityProviderOf, rejectUnusableIssuers } from './identity-providers.ts';
import { ExpiringJwksCache, isPast } from './jwks-cache.ts';
import { IssuerUnreachable } from './jwks-fetcher.ts';
import { LenientScopeVerifier } from './jwt-verifier.ts';
import { endpointsOf, type McpEndpoint, wholeServer } from './mcp-endpoint.ts';
import { personName } from './person-name.ts';

export interface TokenVerifier {
  /** Throws {@link InvalidToken}, or {@link IssuerUnreachable} when the issuer's keys cannot be fetched. */
  verify(authorization: string | undefined): Promise<Caller>;
  /** Fetches the issuers' keys ahead of the first token. */
  hydrate(): Promise<void>;
  /** One of the keys that were fetched last. */
  newestKey(): { readonly kid?: string; readonly alg?: string } | undefined;
}

/** The reason is for the log and the challenge; it never holds the token. */
export class InvalidToken extends Error {
  readonly problem: TokenProblem;
  /** Set when it looks like an attack; an expired or missing token does not. */
  readonly suspicion: 'forged_token' | 'foreign_token' | undefined;

  constructor(problem: TokenProblem, suspicion?: InvalidToken['suspicion']) {
    super(problem);
    this.problem = problem;
    this.suspicion = suspicion;
  }
}

type TokenConfig = Pick<Config, 'issuers' | 'audiences' | 'clientIds' | 'jwksUri' | 'scopePrefix'> &
  Partial<Pick<Config, 'issuerAliases' | 'scopeMap' | 'groupClaims'>>;

const maxTokenLength = 8_192;
/** OpenID Connect Core §2. A longer subject would not fit into a key of the table either. */
const maxSubjectLength = 255;
export const clockSkewSeconds = 60;
const maxCachedTokens = 500;

export interface VerifierOptions {
  /** How long after its expiry a token is still accepted, for clocks that differ. */
  readonly expiryGraceSeconds?: number;
}

/**
 * Checks access tokens of any OIDC issuer (RFC 9068, RFC 8707): asymmetric signature, issuer, audience, times.
 * Throws ConfigError when no token could ever be accepted.
 */
export function createTokenVerifier(
  config: TokenConfig,
  { expiryGraceSeconds = clockSkewSeconds }: VerifierOptions = {},
): TokenVerifier {
  rejectUnusableIssuers(config);
  rejectUnknownScopes(config);
  const jwksCache = new ExpiringJwksCache();
  const verifier = LenientScopeVerifier.create(
    config.issuers.map((issuer) => ({
      issuer,
      audience: null, // checked in checkProfile, which also knows the issuers that leave it out
      graceSeconds: clockSkewSeconds,
      customJwtCheck: ({ header }: { header: JwtHeader }) => checkHeader(header),
      ...jwksUriOf(issuer, config),
    })),
    { jwksCache },
  );
  // A token's signature is verified once: it costs more than the rest of a cached look-up.
  const known = new Map<string, { caller: Caller; expiresAt: number }>();

  return {
    async verify(authorization) {
      const token = bearerToken(authorization);
      const cached = known.get(token);
      if (cached && !isPast(cached.expiresAt, Date.now())) return cached.caller;

      const payload = await verifier.verify(token, undefined as never).catch((error: unknown) => {
        throw failureOf(error, token);
      });
      const endpoints = checkProfile(payload, config);
      const expiresAt = (Number(payload.exp) + expiryGraceSeconds) * 1_000;
      if (expiresAt <= Date.now()) throw new InvalidToken('The token has expired.');
      const caller = callerOf(payload, endpoints, config);
      rememberToken(caller, token);
      const checkAgainAt = Math.min(expiresAt, jwksCache.nextExpiry());
      setWithEviction(known, token, { caller, expiresAt: checkAgainAt }, maxCachedTokens);
      return caller;
    },
    hydrate: () => verifier.hydrate(),
    newestKey: () => jwksCache.newestKey,
  };
}

function jwksUriOf(issuer: string, config: TokenConfig): { readonly jwksUri?: string } {
  const jwksUri = config.jwksUri ?? identityProviderOf(issuer)?.jwksUri?.(issuer);
  return jwksUri ? { jwksUri } : {};
}

/** RFC 6750 §2.1: only the header counts, and only one of it. */
function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined) throw new InvalidToken('No Authorization header was sent.');
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
  if (!token) throw new InvalidToken('The Authorization header is not `Bearer <token>`.');
  if (token.length > maxTokenLength) throw new InvalidToken('The token is too long.');
  return token;
}

/** RFC 9068 §2.1 has a type of its own for access tokens; issuers from before it write none, or just JWT. */
const accessTokenTypes: readonly unknown[] = [undefined, 'jwt', 'at+jwt', 'application/at+jwt'];

/** `crit` names extensions that a verifier must support to accept the token (RFC 7515 §4.1.11); none is supported. */
function checkHeader({ typ, crit }: JwtHeader & { typ?: unknown; crit?: unknown }): void {
  const type = typeof typ === 'string' ? typ.toLowerCase() : typ;
  if (!accessTokenTypes.includes(type)) throw noAccessToken();
  if (crit !== undefined) throw new InvalidToken('The token could not be verified.', 'forged_token');
}

/** Values of Keycloak's claim `typ` for tokens that are not access tokens. */
const otherKinds: readonly unknown[] = ['ID', 'Refresh', 'Offline', 'Logout'];

/**
 * Checks claims that differ between issuers: `aud`, or for Cognito machine clients `client_id` and `token_use`. Returns
 * the endpoints of the audience.
 */
function checkProfile(payload: JwtPayload, { audiences, clientIds }: TokenConfig): readonly McpEndpoint[] {
  if (typeof payload.sub !== 'string' || payload.sub === '')
    throw new InvalidToken('The token names no subject.');
  if (payload.sub.length > maxSubjectLength) throw new InvalidToken("The token's subject is too long.");
  if (typeof payload.exp !== 'number') throw new InvalidToken('The token has no expiry.');
  // Only an ID token has at_hash (OpenID Connect Core §3.1.3.6); Keycloak names the kind in the claim `typ`.
  const isOtherKind = (payload.token_use ?? 'access') !== 'access' || otherKinds.includes(payload.typ);
  if (isOtherKind || payload.at_hash !== undefined) throw noAccessToken();
  const audience = [payload.aud ?? []].flat();
  const endpoints = endpointsOf(audience, audiences);
  if (endpoints.length > 0) return endpoints;
  const knownClient = payload.token_use === 'access' && clientIds.includes(payload.client_id as string);
  if (audience.length === 0 && knownClient) return [wholeServer];
  throw new InvalidToken('The token was issued for another audience.', 'foreign_token');
}

function noAccessToken(): InvalidToken {
  return new InvalidToken('The token is not an access token.', 'foreign_token');
}

function callerOf(payload: JwtPayload, endpoints: readonly McpEndpoint[], config: TokenConfig): Caller {
  const issuer = String(payload.iss);
  const subject = String(payload.sub);
  return {
    id: createHash('sha256')
      .update(JSON.stringify([issuer, subject]))
      .digest('base64url')
      .slice(0, 27),
    issuer,
    subject,
    person: personName(issuer, subject, config),
    // RFC 9068; then Auth0, Entra ID and Keycloak; Okta; Entra ID's version 1.
    clientId: [payload.client_id, payload.azp, payload.cid, payload.appid].find(isText) ?? 'unknown',
    scopes: grantedScopes(payload, config),
    groups: groupsOf(payload, config),
    endpoints,
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function groupsOf(payload: JwtPayload, { groupClaims = [], ...config }: TokenConfig): readonly string[] {
  const named = groupClaims.flatMap((claim) => [claimAt(payload, claim)].flat());
  const groups = named.filter((group) => typeof group === 'string');
  return [...new Set(groups)].map((group) => personName(String(payload.iss), group, config));
}

function failureOf(error: unknown, token: string): Error {
  if (error instanceof InvalidToken || error instanceof IssuerUnreachable) return error;
  if (error instanceof JwtExpiredError) return new InvalidToken('The token has expired.');
  if (error instanceof JwtNotBeforeError) return new InvalidToken('The token is not valid yet.');
  if (error instanceof JwtInvalidIssuerError || error instanceof ParameterValidationError) {
    return new InvalidToken('The token is from an issuer that is not trusted here.', 'foreign_token');
  }
  // Another service's API key is not a JWT, and not an attempt at forgery.
  const suspicion = token.startsWith('eyJ') ? 'forged_token' : 'foreign_token';
  return new InvalidToken('The token could not be verified.', suspicion);
}
