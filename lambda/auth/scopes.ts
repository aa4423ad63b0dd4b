/** Every scope a token can carry, and what it lets its holder do. */
export const scopes = {
  read: 'Look things up: stock, policies, and your own tickets.',
  write: 'File tickets and move them through their states.',
  admin: 'See and move all tickets; import data; see who uses what, metrics and audit records.',
} as const;

export type Scope = keyof typeof scopes;

export const allScopes = Object.keys(scopes) as readonly Scope[];

/** The scopes that a first sign-in requests. */
export const initialScopes: readonly Scope[] = ['read', 'write'];
