import { setWithEviction } from '../caching/lru-map.ts';
import { quotaOf } from '../http/rate-limit-headers.ts';
import type { RateLimiter } from './dynamodb-rate-limiter.ts';

const minuteMs = 60_000;
const maxBuckets = 10_000;

/** Limits per instance, used while the table cannot be reached. */
export function createInMemoryRateLimiter(): Pick<RateLimiter, 'take' | 'quotas'> {
  const fullAt = new Map<string, number>();
  return {
    async take(callerId, limits, now = Date.now()) {
      const buckets = limits.map(({ name, perMinute }) => {
        const key = `${callerId} ${name}`;
        const cost = minuteMs / perMinute;
        const stored = fullAt.get(key) ?? 0;
        // Later than a minute from now only if the clock was set back.
        const start = stored > now && stored <= now + minuteMs ? stored : now;
        return { name, key, next: start + cost, waitMs: start - now - cost * (perMinute - 1) };
      });
      const full = buckets.find((bucket) => bucket.waitMs > 0);
      if (full) {
        const longest = Math.max(...buckets.map(({ waitMs }) => waitMs));
        return {
          allowed: false,
          limit: full.name,
          retryAfterSeconds: Math.max(1, Math.ceil(longest / 1_000)),
        };
      }
      for (const { key, next } of buckets) setWithEviction(fullAt, key, next, maxBuckets);
      return { allowed: true };
    },
    quotas: (callerId, limits, now = Date.now()) =>
      limits.map((limit) => quotaOf(limit, (fullAt.get(`${callerId} ${limit.name}`) ?? 0) - now)),
  };
}
