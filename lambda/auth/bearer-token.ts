import type { Caller } from './caller.ts';

const tokens = new WeakMap<Caller, string>();

/** Kept beside the caller, so that nothing that prints or stores one can show its token. */
export function rememberToken(caller: Caller, token: string): void {
  tokens.set(caller, token);
}

/** The token by which a caller was known; only to be exchanged for another one, never to be passed on. */
export function tokenOf(caller: Caller): string | undefined {
  return tokens.get(caller);
}
