import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';

/** How an identity provider, recognized by its issuer, differs from OpenID Connect Discovery and RFC 9068. */
export interface IdentityProvider {
  readonly name: string;
  readonly issuer: RegExp;
  /** Where its keys are, if not at `<issuer>/.well-known/jwks.json`. */
  readonly jwksUri?: (issuer: string) => string;
  /** Its tokens hold the bare names of scopes, whatever prefix they are requested with. */
  readonly bareScopes?: true;
  /** Apps must be registered by an administrator (`refused`) or be on a list (`listed`, with redirects compared exactly). */
  readonly unknownApps?: 'refused' | 'listed';
  /** What to configure instead: tokens of this issuer can never be accepted. */
  readonly insteadOf?: string;
}

const providers: readonly IdentityProvider[] = [
  {
    name: 'Cognito',
    issuer: /^https:\/\/cognito-idp\.[\w-]+\.amazonaws\.com(\.cn)?\/[\w-]+$/,
    unknownApps: 'listed',
  },
  {
    name: 'Cognito sign-in pages',
    issuer: /\.amazoncognito\.com(\/|$)/,
    unknownApps: 'listed',
    insteadOf: 'the issuer of a user pool is https://cognito-idp.REGION.amazonaws.com/POOL_ID',
  },
  { name: 'Auth0', issuer: /^https:\/\/[\w.-]+\.auth0\.com\/$/ },
  {
    name: 'Auth0 without its slash',
    issuer: /^https:\/\/[\w.-]+\.auth0\.com$/,
    insteadOf: 'the issuer of an Auth0 tenant ends with a slash',
  },
  {
    name: 'Entra ID for any tenant',
    issuer: /^https:\/\/login\.microsoftonline\.(com|us)\/(common|organizations|consumers)\b/,
    insteadOf: 'name one tenant by its id: https://login.microsoftonline.com/TENANT_ID/v2.0',
  },
  {
    name: 'Entra ID by a tenant’s domain',
    issuer: /^https:\/\/login\.microsoftonline\.(com|us)\/[^/]*\./,
    insteadOf: 'its tokens name the tenant by id: https://login.microsoftonline.com/TENANT_ID/v2.0',
  },
  {
    name: 'Entra ID',
    issuer: /^https:\/\/login\.microsoftonline\.(com|us)\/[\w-]+\/v2\.0$/,
    jwksUri: (issuer) => issuer.replace(/v2\.0$/, 'discovery/v2.0/keys'),
    bareScopes: true,
    unknownApps: 'refused',
  },
  {
    name: 'Entra ID, tokens of version 1',
    issuer: /^https:\/\/sts\.windows\.net\/[\w-]+\/$/,
    jwksUri: (issuer) =>
      `${issuer.replace('https://sts.windows.net', 'https://login.microsoftonline.com')}discovery/keys`,
    bareScopes: true,
    unknownApps: 'refused',
  },
  {
    name: 'Okta',
    issuer: /^https:\/\/[\w.-]+\/oauth2\/(default|aus\w+)$/,
    jwksUri: (issuer) => `${issuer}/v1/keys`,
    unknownApps: 'refused',
  },
  {
    name: 'Okta’s organization server',
    issuer: /^https:\/\/[\w-]+\.(okta|oktapreview|okta-emea)\.com\/?$/,
    insteadOf:
      'only a custom authorization server issues tokens for other APIs: https://ORG.okta.com/oauth2/default',
  },
  {
    name: 'Keycloak',
    issuer: /^https?:\/\/[^/]+(\/.*)?\/realms\/[^/]+$/,
    jwksUri: (issuer) => `${issuer}/protocol/openid-connect/certs`,
  },
  {
    name: 'Google',
    issuer: /^https:\/\/accounts\.google\.com\/?$/,
    insteadOf:
      'Google issues no access tokens that another server can check; federate it into a user pool or another provider (docs/identity-providers.md)',
  },
];

/** Undefined for an issuer that follows the standards. */
export function identityProviderOf(issuer: string): IdentityProvider | undefined {
  return providers.find((provider) => provider.issuer.test(issuer));
}

/** Throws ConfigError for an issuer whose tokens could never be accepted, with the one to configure. */
export function rejectUnusableIssuers({ issuers }: Pick<Config, 'issuers'>): void {
  const problems = issuers.flatMap((issuer) => {
    const { insteadOf } = identityProviderOf(issuer) ?? {};
    return insteadOf ? [{ path: ['OIDC_ISSUER'], message: `${issuer} cannot be used: ${insteadOf}` }] : [];
  });
  if (problems.length > 0) throw new ConfigError(problems);
}
