import { createHash } from 'node:crypto';
import { JwtVerifier } from 'aws-jwt-verify';
import type { Fetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { Config } from '../config.ts';
import { grantedScopes, type Scope } from '../scopes.ts';
import { fetchBytes } from './fetch-bytes.ts';

/** Who is calling, as the token says. */
export interface Caller {
  /** Names issuer and subject together, safe as a part of a key; limits, cursors and idempotency hang on it. */
  readonly id: string;
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: ReadonlySet<Scope>;
}
