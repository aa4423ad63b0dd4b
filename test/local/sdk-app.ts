import type { OAuthClientProvider } from '@modelcontextprotocol/client';

type StoredClient = Awaited<ReturnType<OAuthClientProvider['clientInformation']>>;
type Discovery = Awaited<ReturnType<NonNullable<OAuthClientProvider['discoveryState']>>>;
type StoredTokens = Awaited<ReturnType<OAuthClientProvider['tokens']>>;

/** An app that keeps its OAuth state in memory, for the official SDK; `opened` is the page it last sent the person to. */
export interface SdkApp extends OAuthClientProvider {
  tokens(): StoredTokens;
  opened?: URL;
}

/** Becomes known by the document at `clientMetadataUrl`, or else by registration. */
export function createSdkApp(redirectUrl: string, clientMetadataUrl?: string): SdkApp {
  let client: StoredClient;
  let tokens: StoredTokens;
  let verifier = '';
  let discovery: Discovery;

  return {
    redirectUrl,
    ...(clientMetadataUrl && { clientMetadataUrl }),
    state: () => 'state-of-the-app',
    clientMetadata: { client_name: 'SDK app', redirect_uris: [redirectUrl] },
    clientInformation: () => client,
    saveClientInformation(registered) {
      client = registered;
    },
    tokens: () => tokens,
    saveTokens(received) {
      tokens = received;
    },
    codeVerifier: () => verifier,
    saveCodeVerifier(created) {
      verifier = created;
    },
    discoveryState: () => discovery,
    saveDiscoveryState(found) {
      discovery = found;
    },
    redirectToAuthorization(url) {
      this.opened = url;
    },
  };
}
