import { type Adapter, type Configuration, errors } from 'oidc-provider';
import type { Scope } from '../../../lambda/auth/scopes.ts';
import type { SigningKeys } from '../signing-keys.ts';
import { fetchClientDocument } from './known-client-documents.ts';
import { audienceOf } from './resource-names.ts';
import { type ScopeExtentOf, showOAuthError, signInPath } from './sign-in.ts';
import { namePattern } from './sign-in-page.ts';

const minute = 60;
const day = 24 * 60 * minute;

/** Configures oidc-provider without the features that local MCP clients do not need. */
export function providerConfiguration(
  { resource, scopes, keys, clientRegistration }: AuthorizationServerOptions,
  records: (model: string) => Adapter,
): Configuration {
  return {
    adapter: records,
    jwks: { keys: [keys.privateJwk] },
    cookies: {
      keys: keys.cookieKeys,
      // Cookies are shared between ports: these names must not collide with those of other servers on 127.0.0.1.
      names: {
        session: 'ops_assistant_session',
        interaction: 'ops_assistant_sign_in',
        resume: 'ops_assistant_resume',
      },
    },
    routes: {
      authorization: '/oauth/authorize',
      token: '/oauth/token',
      registration: '/oauth/register',
      revocation: '/oauth/revoke',
      jwks: '/oauth/jwks',
    },
    interactions: { url: async (_ctx, interaction) => `${signInPath}/${interaction.uid}` },
    renderError: showOAuthError,

    scopes: ['openid', 'offline_access'],
    responseTypes: ['code'],
    enabledJWA: { idTokenSigningAlgValues: ['RS256'] },
    pkce: { required: () => true },
    findAccount: async (_ctx, id) =>
      namePattern.test(id) ? { accountId: id, claims: async () => ({ sub: id }) } : undefined,

    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    expiresWithSession: async () => false,
    ttl: {
      AccessToken: 60 * minute,
      AuthorizationCode: minute,
      IdToken: 60 * minute,
      Interaction: 60 * minute,
      RefreshToken: 30 * day, // counts from the last use, because each use creates a new token
      Session: 30 * day,
      Grant: 365 * day,
    },

    ...publicNativeClients,
    fetch: fetchClientDocument,
    features: {
      registration: { enabled: clientRegistration.includes('dynamic'), issueRegistrationAccessToken: false },
      // `ack` accepts the draft that this version of oidc-provider implements.
      clientIdMetadataDocument: { enabled: clientRegistration.includes('documents'), ack: 'draft-02' },
      resourceIndicators: {
        enabled: true,
        defaultResource: async (_ctx: unknown, _client: unknown, requested?: string[]) =>
          requested ?? resource,
        useGrantedResource: async () => true,
        getResourceServerInfo: async (_ctx: unknown, requested: string) => {
          const audience = audienceOf(requested, resource);
          if (audience === undefined)
            throw new errors.InvalidTarget(`The only resource here is ${resource}.`);
          return {
            audience,
            scope: scopes.join(' '),
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256' } },
          };
        },
      },
      revocation: {
        enabled: true,
        allowedPolicy: async (_ctx: unknown, client: { clientId: string }, token: { clientId: string }) =>
          client.clientId === token.clientId,
      },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
  };
}

/**
 * Registers every app as a native public client, whatever it requests: it must use PKCE, and its redirect URIs must be
 * loopback, https, or a custom scheme.
 */
const publicNativeClients = {
  clientAuthMethods: ['none'],
  clientDefaults: { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] },
  extraClientMetadata: {
    properties: ['application_type'],
    validator(_ctx, _key, _value, metadata) {
      metadata.application_type = 'native';
      metadata.token_endpoint_auth_method = 'none';
      // A scope here would prevent the app from requesting more later; the other fields would make this server fetch
      // URLs.
      keepSupported(metadata, 'grant_types', ['authorization_code', 'refresh_token']);
      keepSupported(metadata, 'response_types', ['code']);
      for (const address of ['client_uri', 'logo_uri', 'policy_uri', 'tos_uri']) {
        if (metadata[address] === '') delete metadata[address];
      }
      for (const refused of [
        'client_secret',
        'client_secret_expires_at',
        'scope',
        'jwks_uri',
        'sector_identifier_uri',
      ]) {
        delete metadata[refused];
      }
    },
  },
  // A page may fetch tokens if codes may be sent to it.
  clientBasedCORS: (_ctx, origin, client) =>
    client.redirectUris.some((uri) => URL.parse(uri)?.origin === origin),
} satisfies Partial<Configuration>;

/**
 * An app may list values that this server does not support (RFC 7591 §3.2.1). If none of its values is supported, the
 * list stays unchanged and is rejected.
 */
function keepSupported(metadata: Record<string, unknown>, name: string, supported: readonly string[]): void {
  const named = metadata[name];
  if (!Array.isArray(named)) return;
  const supportedValues = named.filter((value) => supported.includes(value));
  if (supportedValues.length > 0) metadata[name] = supportedValues;
}

export interface AuthorizationServerOptions {
  /** An origin without a trailing slash; the MCP endpoint has the same origin. */
  issuer: string;
  /** The MCP URL, which is the audience of every token. */
  resource: string;
  scopes: readonly Scope[];
  /** Ways of client registration: `documents`, `dynamic`. */
  clientRegistration: readonly string[];
  keys: SigningKeys;
  dataDir: string;
  extentOf: ScopeExtentOf;
}
