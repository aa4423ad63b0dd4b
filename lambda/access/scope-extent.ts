import type { Scope } from '../auth/scopes.ts';
import type { AccessRights, ToolFacts } from './access-rights.ts';

/** Tools that a scope opens to one caller, and those that the policy, the URL or read-only mode withholds. */
export interface ScopeExtent {
  readonly allowed: readonly string[];
  readonly withheld: readonly string[];
}

export function scopeExtent(
  scope: Scope,
  tools: readonly (ToolFacts & { readonly scope: Scope })[],
  rights: AccessRights,
): ScopeExtent {
  const ofScope = tools.filter((tool) => tool.scope === scope);
  const [allowed, withheld] = [true, false].map((isAllowed) =>
    ofScope.filter((tool) => rights.tool(tool).allowed === isAllowed).map(({ name }) => name),
  );
  return { allowed: allowed!, withheld: withheld! };
}
