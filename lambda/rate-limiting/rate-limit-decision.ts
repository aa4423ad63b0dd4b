/** A call counts against every limit, or against none: then `limit` is the first that is exhausted. */
export type RateLimitDecision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly limit: string; readonly retryAfterSeconds: number };
