import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { identityProviderOf } from './identity-providers.ts';
import { allScopes, type Scope } from './scopes.ts';

export type ScopeConfig = Pick<Config, 'scopePrefix'> & Partial<Pick<Config, 'scopeMap'>>;

type Claims = Readonly<Record<string, unknown>>;

/** The scopes that a token grants: those it names, and those that SCOPE_MAP gives to its groups and roles. */
export function grantedScopes(claims: Claims, { scopePrefix, scopeMap }: ScopeConfig): ReadonlySet<Scope> {
  const isBare = identityProviderOf(String(claims.iss))?.bareScopes;
  // With a prefix, a word without it is another API's scope.
  const prefix = isBare ? '' : scopePrefix;
  // A string of words (RFC 9068), or an array; in `scp` with Okta and Entra ID.
  const texts = [claims.scope, claims.scp].flat().filter((text) => typeof text === 'string');
  const words = texts.join(' ').split(' ');
  const granted = new Set<string>(allScopes.filter((scope) => words.includes(`${prefix}${scope}`)));
  for (const [claim, scopesByValue] of scopeMap ?? []) {
    for (const value of [claimAt(claims, claim)].flat()) {
      for (const scope of (typeof value === 'string' && scopesByValue.get(value)) || []) granted.add(scope);
    }
  }
  return new Set(allScopes.filter((scope) => granted.has(scope)));
}

/**
 * A claim by its name, which may hold dots (`https://example.com/roles`), or else by its path, whose parts may hold dots
 * as well (`resource_access.my.app.roles`).
 */
export function claimAt(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, path)) return (value as Claims)[path];
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const key = path.slice(0, dot);
    const found = Object.hasOwn(value, key)
      ? claimAt((value as Claims)[key], path.slice(dot + 1))
      : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Throws ConfigError for a scope in SCOPE_MAP that does not exist. */
export function rejectUnknownScopes({ scopeMap }: Partial<Pick<Config, 'scopeMap'>>): void {
  const named = [...(scopeMap?.values() ?? [])].flatMap((scopesByValue) =>
    [...scopesByValue.values()].flat(),
  );
  const unknown = named.find((scope) => !allScopes.includes(scope as Scope));
  if (unknown === undefined) return;
  const message = `there is no scope "${unknown}"; known are ${allScopes.join(', ')}`;
  throw new ConfigError([{ path: ['SCOPE_MAP'], message }]);
}
