import type { Config } from '../config.ts';
import { protectedResourceMetadataUrl } from './protected-resource-metadata.ts';
import { initialScopes } from './scopes.ts';

/** A Bearer challenge (RFC 6750 §3, RFC 9728 §5.1). The scope is what a first sign-in asks for. */
export function challenge(
  config: Pick<Config, 'mcpUrl' | 'scopePrefix'>,
  extra: { error?: string; scopes?: readonly string[] } = {},
): string {
  const scopes = (extra.scopes ?? initialScopes).map((scope) => `${config.scopePrefix}${scope}`);
  const parts = [
    ...(extra.error ? [`error="${extra.error}"`] : []),
    `scope="${scopes.join(' ')}"`,
    `resource_metadata="${protectedResourceMetadataUrl(config)}"`,
  ];
  return `Bearer ${parts.join(', ')}`;
}
