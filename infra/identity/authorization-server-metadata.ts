import { type GatewayResponse, publicDocument } from '../../lambda/http/gateway-responses.ts';

/** The capabilities and endpoints of a Cognito user pool. */
export interface IssuerEndpoints {
  /** The address under which the documents are served, not the pool's own `iss`. */
  readonly issuer: string;
  readonly authorization: string;
  readonly token: string;
  readonly revocation: string;
  /** Undefined if an app cannot register without an initial token. */
  readonly registration: string | undefined;
  /** Whether an app may identify itself by a client ID metadata document. */
  readonly acceptsDocuments: boolean;
  readonly jwks: string;
  readonly scopes: readonly string[];
}

/**
 * The authorization server metadata (RFC 8414). Cognito publishes it without its PKCE methods, which makes strict
 * clients stop.
 */
export function issuerMetadata(endpoints: IssuerEndpoints): GatewayResponse {
  return publicDocument({
    // Clients compare it with the issuer in the resource metadata (RFC 8414 §3.3), so both name our own address. Tokens
    // keep the pool's `iss`: clients do not read access tokens, and they get no ID token without the scope `openid`.
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
    // authorization_response_iss_parameter_supported is absent on purpose: Cognito does not document RFC 9207, and
    // clients would reject answers without an issuer.
    // Required by OpenID Connect Discovery, the only one of these documents that can be below a stage path.
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  });
}
