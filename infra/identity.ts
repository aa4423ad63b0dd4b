import type { IUserPool, IUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { GatewayResponse } from './front-door.ts';
import type { ExistingIssuer } from './options.ts';

/** Whose tokens count: the stack's own user pool, or an issuer that exists already. */
export interface Identity {
  /** What stands before `read`, `write` and `admin` in a token. */
  readonly scopePrefix: string;
  /** What the resource metadata names. */
  readonly authorizationServer: string;
  /** Served by us when the issuer's own metadata is not enough. */
  readonly issuerMetadata: GatewayResponse | undefined;
  /** The OIDC_ variables of lambda/config.ts. */
  readonly environment: Record<string, string>;
  readonly userPool?: IUserPool;
  readonly publicClient?: IUserPoolClient;
}

/** An issuer that exists speaks for itself: clients are sent straight to it. */
export function existingIssuer({ url, jwksUri, audience, clientIds, scopePrefix }: ExistingIssuer): Identity {
  return {
    scopePrefix: scopePrefix ?? '',
    authorizationServer: url,
    issuerMetadata: undefined,
    environment: {
      OIDC_ISSUER: url,
      ...(jwksUri && { OIDC_JWKS_URI: jwksUri }),
      ...(audience && { OIDC_AUDIENCE: audience }),
      ...(clientIds && { OIDC_CLIENT_IDS: clientIds }),
    },
  };
}
