import type { Limit } from './dynamodb-rate-limiter.ts';

/** Let through; or past a limit: the total ends the request, the tool's own is answered in words that a model reads. */
export type Admitted =
  | { readonly degraded: boolean }
  | { readonly full: Limit; readonly retryAfterSeconds: number };

/** A promise when what only reads may run meanwhile: nothing is given out before it is kept. */
export type Admitting = Admitted | Promise<Admitted>;
