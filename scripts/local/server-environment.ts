import { join } from 'node:path';
import type { LocalSettings } from './settings.ts';
import { tokenAudience, tokenIssuer } from './settings.ts';
import type { SigningKeys } from './signing-keys.ts';

const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/** The environment that the handler gets in a local run: what the person set, else what suits a laptop. */
export function serverEnvironment(
  given: Record<string, string | undefined>,
  settings: LocalSettings,
  keys: SigningKeys,
  dynamodbEndpoint: string,
): Record<string, string | undefined> {
  const { origin, ownIssuer, dataDir } = settings;
  return {
    ...given,
    DYNAMODB_ENDPOINT: dynamodbEndpoint,
    PUBLIC_URL: origin,
    ALLOWED_HOSTS: given.ALLOWED_HOSTS || [...loopback, new URL(origin).hostname].join(),
    ALLOWED_ORIGINS: given.ALLOWED_ORIGINS || loopback.map((host) => `http://${host}:*`).join(),
    SIGNING_SECRETS: given.SIGNING_SECRETS || keys.stateKeys.join(),
    AUDIT_FILE: given.AUDIT_FILE || join(dataDir, 'audit.jsonl'),
    ...(ownIssuer && {
      // The sign-in's own issuer, and the one that `npm run token` writes.
      OIDC_ISSUER: `${origin},${tokenIssuer}`,
      OIDC_AUDIENCE: given.OIDC_AUDIENCE || `${origin}/mcp,${tokenAudience}`,
      OIDC_JWKS_URI: given.OIDC_JWKS_URI || `${origin}/oauth/jwks`,
    }),
  };
}
