/** A call was taken from every limit, or from none: then `limit` names the first that is exhausted. */
export type RateLimitDecision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly limit: string; readonly retryAfterSeconds: number };
