import type { McpEndpoint } from './mcp-endpoint.ts';
import type { Scope } from './scopes.ts';

/** The authenticated caller, from its token. */
export interface Caller {
  /** Issuer and subject in one, safe as a part of a key: identifies the caller in limits, cursors and idempotency. */
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  /** How tickets name this person: see personName. */
  readonly person: string;
  readonly clientId: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Groups and roles of the token: unchanged from the first issuer, `issuer#group` from others. */
  readonly groups: readonly string[];
  /** The URLs that the token was issued for; it is valid there and below. */
  readonly endpoints: readonly McpEndpoint[];
}
