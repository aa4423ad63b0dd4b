import type { Scope } from './scopes.ts';

/** Who is calling, as the token says. */
export interface Caller {
  /** Names issuer and subject together, safe as a part of a key; limits, cursors and idempotency hang on it. */
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  /** How tickets name this person: see personName. */
  readonly person: string;
  readonly clientId: string;
  readonly scopes: ReadonlySet<Scope>;
}
