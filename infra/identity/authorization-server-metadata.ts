import { type GatewayResponse, publicDocument } from '../../lambda/http/gateway-responses.ts';

/** What a Cognito user pool can do, and where. */
export interface IssuerEndpoints {
  /** Under which the documents are served, not the pool's own `iss`. */
  readonly issuer: string;
  readonly authorization: string;
  readonly token: string;
  readonly revocation: string;
  /** Undefined where an app cannot register without an initial token. */
  readonly registration: string | undefined;
  /** Whether an app may be known by its client ID metadata document. */
  readonly acceptsDocuments: boolean;
  readonly jwks: string;
  readonly scopes: readonly string[];
}

/**
 * The authorization server's metadata (RFC 8414), which Cognito publishes without the PKCE methods that it supports,
 * so that strict clients stop there. RFC 8414 §3.3 has clients compare `issuer` with the issuer they were sent to:
 * hence the resource metadata names our own address, and so does this. Tokens keep the pool's `iss`; clients don't
 * look into access tokens, and none of them gets an ID token, because `openid` is not among the scopes.
 */
export function issuerMetadata(endpoints: IssuerEndpoints): GatewayResponse {
  return publicDocument({
    issuer: endpoints.issuer,
    authorization_endpoint: endpoints.authorization,
    token_endpoint: endpoints.token,
    revocation_endpoint: endpoints.revocation,
    ...(endpoints.registration && { registration_endpoint: endpoints.registration }),
    ...(endpoints.acceptsDocuments && { client_id_metadata_document_supported: true }),
    jwks_uri: endpoints.jwks,
    scopes_supported: endpoints.scopes,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic'],
    revocation_endpoint_auth_methods_supported: ['none', 'client_secret_basic'],
    code_challenge_methods_supported: ['S256'],
    // Not authorization_response_iss_parameter_supported: Cognito does not document RFC 9207, and a client that is told
    // so refuses answers without an issuer.
    // Asked for by OpenID Connect Discovery, the one of these documents that can stand below a stage path.
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  });
}
