import type { Config } from '../config/config.ts';
import { identityProviderOf } from './identity-providers.ts';

/** How apps without a client id register with the authorization server. */
export interface ClientRegistration {
  /** By a client ID metadata document: any, those of the hosts that the stack lists, or none. */
  readonly documents: 'any' | 'listed' | 'none';
  /** By dynamic registration (RFC 7591) without an initial token. */
  readonly dynamic: boolean;
  /** A loopback redirect may have any port (RFC 8252 §7.3). */
  readonly anyLoopbackPort: boolean;
  /** Its answers name the issuer (RFC 9207). */
  readonly namesIssuer: boolean;
  /** For apps that cannot register; undefined when the operator has not set one. */
  readonly publicClientId: string | undefined;
}

type Settings = Pick<Config, 'issuers' | 'clientRegistration' | 'publicClientId'>;

/**
 * From the configuration, without a request to the issuer. By default apps are assumed to need no client id, except
 * with a provider that rejects unknown apps.
 */
export function clientRegistrationOf({
  issuers,
  clientRegistration,
  publicClientId,
}: Settings): ClientRegistration {
  const { unknownApps } = identityProviderOf(issuers[0]!) ?? {};
  const ways =
    clientRegistration ?? (publicClientId || unknownApps === 'refused' ? [] : ['documents', 'dynamic']);
  const isStrict = unknownApps === 'listed';
  const documents = isStrict ? 'listed' : 'any';
  return {
    documents: ways.includes('documents') ? documents : 'none',
    dynamic: ways.includes('dynamic'),
    anyLoopbackPort: !isStrict,
    namesIssuer: !isStrict,
    publicClientId,
  };
}

/** From the authorization server's metadata (RFC 8414), which `connect` reads. */
export function clientRegistrationIn(metadata: Readonly<Record<string, unknown>>): ClientRegistration {
  const { unknownApps } =
    identityProviderOf(String(metadata.issuer)) ??
    identityProviderOf(String(metadata.authorization_endpoint)) ??
    {};
  const isOpen = unknownApps !== 'refused';
  const offersDocuments = isOpen && metadata.client_id_metadata_document_supported === true;
  return {
    documents: offersDocuments ? (unknownApps === 'listed' ? 'listed' : 'any') : 'none',
    dynamic: isOpen && typeof metadata.registration_endpoint === 'string',
    anyLoopbackPort: unknownApps !== 'listed',
    namesIssuer: metadata.authorization_response_iss_parameter_supported === true,
    publicClientId: undefined,
  };
}
