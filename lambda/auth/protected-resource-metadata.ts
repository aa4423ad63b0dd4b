import type { Config } from '../config.ts';
import { initialScopes } from './scopes.ts';

/** The metadata of RFC 9728, from the configured URL and never from a Host header. */
export function protectedResourceMetadata(
  { mcpUrl, scopePrefix }: Pick<Config, 'mcpUrl' | 'scopePrefix'>,
  issuers: readonly string[],
) {
  return {
    resource: mcpUrl,
    resource_name: 'Ops Assistant',
    authorization_servers: issuers,
    // Clients ask for all that is named here; the rights of an administrator are asked for by themselves.
    scopes_supported: initialScopes.map((scope) => `${scopePrefix}${scope}`),
    bearer_methods_supported: ['header'],
  };
}

/** RFC 9728 §3.1 puts the well-known part between host and path; behind a stage path it can only stand after the stage. */
export function protectedResourceMetadataUrl({ mcpUrl }: Pick<Config, 'mcpUrl'>): string {
  return mcpUrl.replace(/\/mcp$/, '/.well-known/oauth-protected-resource/mcp');
}
