/** Every scope a token can carry, and what it lets its holder do. */
export const scopes = {
  read: 'Look things up: stock, policies, and your own tickets.',
  write: 'File tickets and move them through their states.',
  admin: "See and move everybody's tickets.",
} as const;

export type Scope = keyof typeof scopes;

export const allScopes = Object.keys(scopes) as readonly Scope[];

/** The scopes a token's `scope` claim grants; a prefix such as Cognito's `https://host/mcp/` is taken off, strangers are dropped. */
export function grantedScopes(claim: string, prefix: string): ReadonlySet<Scope> {
  const names = claim
    .split(' ')
    .map((word) => (prefix && word.startsWith(prefix) ? word.slice(prefix.length) : word));
  return new Set(allScopes.filter((scope) => names.includes(scope)));
}
