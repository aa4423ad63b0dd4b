import { SecretValue } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { type ClientRegistration, clientRegistrationOf } from '../../lambda/auth/client-registration.ts';
import { identityProviderOf } from '../../lambda/auth/identity-providers.ts';
import type { GatewayResponse } from '../../lambda/http/gateway-responses.ts';
import type { ExistingIssuer } from '../config/options.ts';

/** The issuer of accepted tokens: the stack's own user pool, or an existing issuer. */
export interface Identity {
  /** Prefix of `read`, `write` and `admin` in a token. */
  readonly scopePrefix: string;
  /** The authorization server that the resource metadata names. */
  readonly authorizationServer: string;
  /** Served by us if the issuer's own metadata is incomplete. */
  readonly issuerMetadata: GatewayResponse | undefined;
  /** Decides which hosts need a client id. */
  readonly registration: ClientRegistration;
  /** The OIDC_ variables of lambda/config/environment-schema.ts. */
  readonly environment: Record<string, string>;
  readonly userPool?: IUserPool;
  /** Absent if the canary has no client: the stack cannot create one at an existing issuer. */
  readonly canary?: CanaryClient;
}

/** The canary's credentials; it has the scope `read`. */
export interface CanaryClient {
  readonly issuer: string;
  readonly clientId: string;
  /** A reference that CloudFormation resolves. */
  readonly clientSecret: string;
  readonly scope: string;
  readonly audience?: string | undefined;
}

/** The variables with which lambda/handlers/canary.ts and check-new-version.ts sign in. */
export function programEnvironment({ issuer, clientId, clientSecret, scope, audience }: CanaryClient) {
  return {
    ISSUER: issuer,
    CLIENT_ID: clientId,
    CLIENT_SECRET: clientSecret,
    SCOPE: scope,
    ...(audience && { AUDIENCE: audience }),
  };
}

/** Values of CLIENT_REGISTRATION, by the value of the option. */
export const registrationWays = { none: 'none', documents: 'documents', open: 'documents,dynamic' };

/** Clients read the metadata of an existing issuer directly; the stack serves none for it. */
export function existingIssuer({
  url,
  jwksUri,
  audience,
  clientIds,
  scopePrefix = '',
  publicClientId,
  clientRegistration,
  canary,
}: ExistingIssuer): Identity {
  return {
    scopePrefix,
    authorizationServer: url,
    issuerMetadata: undefined,
    registration: clientRegistrationOf({
      issuers: [url],
      clientRegistration: clientRegistration && registrationWays[clientRegistration].split(','),
      publicClientId,
    }),
    environment: {
      OIDC_ISSUER: url,
      ...(jwksUri && { OIDC_JWKS_URI: jwksUri }),
      ...(audience && { OIDC_AUDIENCE: audience }),
      ...(clientIds && { OIDC_CLIENT_IDS: clientIds }),
      ...(clientRegistration && { CLIENT_REGISTRATION: registrationWays[clientRegistration] }),
      ...(publicClientId && { PUBLIC_CLIENT_ID: publicClientId }),
    },
    ...(canary && {
      canary: {
        issuer: url,
        clientId: canary.clientId,
        clientSecret: SecretValue.secretsManager(canary.secretName).unsafeUnwrap(),
        // Entra ID gives a program all roles that are assigned to it, and accepts no single scope.
        scope: `${scopePrefix}${identityProviderOf(url)?.bareScopes ? '.default' : 'read'}`,
        audience,
      },
    }),
  };
}
