import type { Config } from '../config/config.ts';
import { initialScopes, type Scope } from './scopes.ts';

export type MetadataConfig = Pick<Config, 'mcpUrl' | 'scopePrefix'> & {
  /** Nothing can be written here. */
  readonly readOnly?: boolean;
  /** The issuer knows the MCP URL alone, and none below it. */
  readonly singleResource?: boolean;
};

/**
 * The metadata of RFC 9728, from the configured URL and never from a Host header; `below` is what stands after the MCP
 * URL, such as `/readonly`.
 */
export function protectedResourceMetadata(config: MetadataConfig, issuers: readonly string[], below = '') {
  const { mcpUrl, scopePrefix, singleResource } = config;
  const readOnly = config.readOnly || below.endsWith('/readonly');
  return {
    resource: singleResource ? mcpUrl : `${mcpUrl}${below}`,
    resource_name: 'Ops Assistant',
    authorization_servers: issuers,
    scopes_supported: firstScopes(readOnly).map((scope) => `${scopePrefix}${scope}`),
    bearer_methods_supported: ['header'],
  };
}

/** Clients request all scopes that are named, so the administrator's is requested separately. */
export function firstScopes(readOnly = false): readonly Scope[] {
  return readOnly ? ['read'] : initialScopes;
}

/** RFC 9728 §3.1 puts the well-known part between host and path; behind a stage path it can only stand after the stage. */
export function protectedResourceMetadataUrl({ mcpUrl }: Pick<Config, 'mcpUrl'>): string {
  return mcpUrl.replace(/\/mcp$/, '/.well-known/oauth-protected-resource/mcp');
}
