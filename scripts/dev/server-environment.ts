import { rejectUnknownTargets } from '../../lambda/access/known-names.ts';
import { rejectUnknownScopes } from '../../lambda/auth/granted-scopes.ts';
import { rejectUnusableIssuers } from '../../lambda/auth/identity-providers.ts';
import { readConfig } from '../../lambda/config/read-config.ts';
import { rejectUnknownLimits } from '../../lambda/pipeline/enforce-rate-limits.ts';
import { registry } from '../../lambda/registry.ts';
import {
  auditFileOf,
  type LocalSettings,
  readLocalSettings,
  tokenAudience,
  tokenIssuer,
} from '../local/settings.ts';

type Environment = Record<string, string | undefined>;

const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/** The handler's environment in a local run: the variables that are set, and defaults for a developer's machine. */
export function serverEnvironment(
  env: Environment,
  { origin, localOrigin, ownIssuer, dataDir }: LocalSettings,
  { signingSecrets, dynamodbEndpoint }: { signingSecrets: readonly string[]; dynamodbEndpoint: string },
): Environment {
  return {
    ...env,
    DYNAMODB_ENDPOINT: dynamodbEndpoint,
    // The embedded DynamoDB shares this process, so concurrent requests take longer.
    DYNAMODB_TIMEOUT_MS: env.DYNAMODB_TIMEOUT_MS || (env.DYNAMODB_ENDPOINT ? '1500' : '5000'),
    PUBLIC_URL: origin,
    ALLOWED_HOSTS: env.ALLOWED_HOSTS || [...loopback, new URL(origin).hostname].join(),
    ALLOWED_ORIGINS: env.ALLOWED_ORIGINS || loopback.map((host) => `http://${host}:*`).join(),
    SIGNING_SECRETS: env.SIGNING_SECRETS || signingSecrets.join(),
    MOUNTED_SERVERS: env.MOUNTED_SERVERS || '1',
    AUDIT_FILE: auditFileOf(env, { dataDir }),
    ...(ownIssuer && {
      // The issuer of the local sign-in, and that of `npm run token`.
      OIDC_ISSUER: `${origin},${tokenIssuer}`,
      OIDC_ISSUER_ALIASES: tokenIssuer,
      OIDC_AUDIENCE: env.OIDC_AUDIENCE || `${origin}/mcp,${tokenAudience}`,
      OIDC_JWKS_URI: `${localOrigin}/oauth/jwks`,
      CLIENT_REGISTRATION: env.CLIENT_REGISTRATION || 'documents,dynamic',
    }),
  };
}

/** Throws one sentence per invalid variable. Placeholders replace the values that only a running server has. */
export function checkEnvironment(env: Environment): void {
  const signingSecrets = ['-'.repeat(32)];
  const dynamodbEndpoint = env.DYNAMODB_ENDPOINT || 'http://127.0.0.1:1';
  const config = readConfig(
    serverEnvironment(env, readLocalSettings(env), { signingSecrets, dynamodbEndpoint }),
  );
  rejectUnknownLimits(config, registry.tools);
  rejectUnusableIssuers(config);
  rejectUnknownScopes(config);
  rejectUnknownTargets(config, registry);
}
