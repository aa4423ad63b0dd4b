import type { McpEndpoint } from './mcp-endpoint.ts';
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
  /** Groups and roles that the token names, like persons: as they are at the first issuer, `issuer#group` elsewhere. */
  readonly groups: readonly string[];
  /** The URLs that the token was issued for; it is good at those and at what is below them. */
  readonly endpoints: readonly McpEndpoint[];
}
