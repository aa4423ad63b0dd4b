import {
  firstScopes,
  type MetadataConfig,
  protectedResourceMetadataUrl,
} from './protected-resource-metadata.ts';

/** A Bearer challenge (RFC 6750 §3, RFC 9728 §5.1). The scope is what a first sign-in asks for. */
export function challenge(
  config: MetadataConfig,
  extra: { error?: string; scopes?: readonly string[] } = {},
): string {
  const scopes = (extra.scopes ?? firstScopes(config.readOnly)).map(
    (scope) => `${config.scopePrefix}${scope}`,
  );
  const parts = [
    ...(extra.error ? [`error="${extra.error}"`] : []),
    `scope="${scopes.join(' ')}"`,
    `resource_metadata="${protectedResourceMetadataUrl(config)}"`,
  ];
  return `Bearer ${parts.join(', ')}`;
}
