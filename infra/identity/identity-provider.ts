import { SecretValue } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { type ClientRegistration, clientRegistrationOf } from '../../lambda/auth/client-registration.ts';
import { identityProviderOf } from '../../lambda/auth/identity-providers.ts';
import type { GatewayResponse } from '../../lambda/http/gateway-responses.ts';
import type { ExistingIssuer } from '../config/options.ts';

/** Whose tokens count: the stack's own user pool, or an issuer that exists already. */
export interface Identity {
  /** What stands before `read`, `write` and `admin` in a token. */
  readonly scopePrefix: string;
  /** What the resource metadata names. */
  readonly authorizationServer: string;
  /** Served by us when the issuer's own metadata is not enough. */
  readonly issuerMetadata: GatewayResponse | undefined;
  /** What decides which hosts need a client id. */
  readonly registration: ClientRegistration;
  /** The OIDC_ variables of lambda/config/environment-schema.ts. */
  readonly environment: Record<string, string>;
  readonly userPool?: IUserPool;
  /** Absent when the canary has no client: an issuer that exists can't be told to make one. */
  readonly canary?: CanaryClient;
}

/** Who the canary is: a program with the right to read. */
export interface CanaryClient {
  readonly issuer: string;
  readonly clientId: string;
  /** A reference that CloudFormation fills in. */
  readonly clientSecret: string;
  readonly scope: string;
  readonly audience?: string | undefined;
}

/** The variables by which lambda/handlers/canary.ts and check-new-version.ts sign in. */
export function programEnvironment({ issuer, clientId, clientSecret, scope, audience }: CanaryClient) {
  return {
    ISSUER: issuer,
    CLIENT_ID: clientId,
    CLIENT_SECRET: clientSecret,
    SCOPE: scope,
    ...(audience && { AUDIENCE: audience }),
  };
}

/** CLIENT_REGISTRATION by the option of that name. */
export const registrationWays = { none: 'none', documents: 'documents', open: 'documents,dynamic' };

/** An issuer that exists speaks for itself: clients are sent straight to it. */
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
        // Entra ID gives a program the roles it has been assigned, and no single scope.
        scope: `${scopePrefix}${identityProviderOf(url)?.bareScopes ? '.default' : 'read'}`,
        audience,
      },
    }),
  };
}
