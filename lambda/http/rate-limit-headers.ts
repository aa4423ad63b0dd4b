/** The remaining calls of a limit for one caller. */
export interface Quota {
  /** `caller` for all calls together, otherwise the tool. */
  readonly name: string;
  readonly per_minute: number;
  readonly remaining: number;
  /** Seconds until the limit is full again. */
  readonly reset_seconds: number;
}

/** `msUntilFull` is how long the bucket takes to fill up again. */
export function quotaOf(
  { name, perMinute }: { readonly name: string; readonly perMinute: number },
  msUntilFull: number,
): Quota {
  const ms = Math.max(0, msUntilFull);
  return {
    name,
    per_minute: perMinute,
    remaining: Math.max(0, Math.floor(perMinute - (ms * perMinute) / 60_000 + 1e-6)),
    reset_seconds: Math.ceil(ms / 1_000),
  };
}

/** draft-ietf-httpapi-ratelimit-headers-10. */
export function rateLimitHeaders(quotas: readonly Quota[]): Record<string, string> {
  if (quotas.length === 0) return {};
  return {
    'ratelimit-policy': quotas.map(({ name, per_minute }) => `"${name}";q=${per_minute};w=60`).join(', '),
    ratelimit: quotas
      .map(({ name, remaining, reset_seconds }) => `"${name}";r=${remaining};t=${reset_seconds}`)
      .join(', '),
  };
}
