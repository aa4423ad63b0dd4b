import type { Caller } from './caller.ts';

const tokens = new WeakMap<Caller, string>();

/** Stored beside the caller and not in it, so that a caller can be printed without its token. */
export function rememberToken(caller: Caller, token: string): void {
  tokens.set(caller, token);
}

/** The token that authenticated a caller: may be exchanged for another one, must never be passed on. */
export function tokenOf(caller: Caller): string | undefined {
  return tokens.get(caller);
}
