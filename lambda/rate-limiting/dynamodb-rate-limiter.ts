import { setWithEviction } from '../caching/lru-map.ts';
import { ConditionFailed, type DynamoDB, type Item, type Update } from '../dynamodb/client.ts';
import { keys, tableDefinition } from '../dynamodb/table-schema.ts';

/**
 * One limit: a burst of `perMinute` calls, then a steady refill at that rate. `name` is `caller` or a tool's name.
 * The generic cell rate algorithm (GCRA) keeps one number for it: the time at which the bucket is full again.
 */
export interface Limit {
  readonly name: string;
  readonly perMinute: number;
}

/** Room was taken, or nothing was: then `limit` is the first that is full, and none is after that many seconds. */
export type Admission =
  | { readonly admitted: true }
  | { readonly admitted: false; readonly limit: string; readonly retryAfterSeconds: number };

export interface RateLimiter {
  /** Takes one call from all limits or from none; throws StoreUnavailable. */
  take(callerId: string, limits: readonly Limit[], now?: number): Promise<Admission>;
  /** Whether all limits had room when this instance last heard of them. Asks nobody. */
  hasCapacity(callerId: string, limits: readonly Limit[], now?: number): boolean;
}

const minuteMicros = 60_000_000;
const maxAttempts = 5;
/** Callers whose last state is remembered as a guess. */
const maxEstimates = 5_000;

/** In epoch microseconds, by attribute: whole numbers also where a call costs less than a millisecond. */
type FullAt = Readonly<Record<string, number>>;

/**
 * Limits that hold over any number of instances: one conditional UpdateItem on one item a caller.
 * An update expression has no max(), so there is one form for a busy bucket (add to its time) and one for an idle
 * one (start at now). Which to send is guessed from the last state seen; a wrong guess fails its condition,
 * brings the true state back, and is sent again. Whether a call is let through never hangs on the guess.
 */
export function createRateLimiter(db: DynamoDB): RateLimiter {
  const guesses = new Map<string, FullAt>();

  return {
    async take(callerId, limits, nowMs = Date.now()) {
      const now = nowMs * 1_000;
      let guess = guesses.get(callerId) ?? {};
      for (let attempt = 0; attempt < maxAttempts; attempt++) {
        try {
          const item = await db.update(takeOne(callerId, limits, guess, now));
          remember(callerId, item);
          return { admitted: true };
        } catch (error) {
          if (!(error instanceof ConditionFailed)) throw error;
          guess = remember(callerId, error.item ?? {});
          const refusal = rejectionOf(limits, guess, now);
          if (refusal) return refusal;
        }
      }
      // Others kept changing the item between our tries, so the caller is at full speed anyway.
      return { admitted: false, limit: limits[0]?.name ?? 'caller', retryAfterSeconds: 1 };
    },

    hasCapacity(callerId, limits, nowMs = Date.now()) {
      return rejectionOf(limits, guesses.get(callerId) ?? {}, nowMs * 1_000) === undefined;
    },
  };

  function remember(callerId: string, item: Item): FullAt {
    const state = Object.fromEntries(
      Object.entries(item).filter(([, value]) => typeof value === 'number'),
    ) as FullAt;
    setWithEviction(guesses, callerId, state, maxEstimates);
    return state;
  }
}

function takeOne(callerId: string, limits: readonly Limit[], guess: FullAt, now: number): Update {
  const names: Record<string, string> = { '#ttl': tableDefinition.timeToLive };
  const values: Record<string, number> = {
    ':now': now,
    ':ttl': Math.ceil((now + 2 * minuteMicros) / 1_000_000),
  };
  const set = ['#ttl = :ttl'];
  const conditions: string[] = [];
  for (const [i, limit] of limits.entries()) {
    names[`#f${i}`] = attribute(limit);
    if ((guess[attribute(limit)] ?? 0) > now) {
      values[`:cost${i}`] = cost(limit);
      values[`:last${i}`] = lastCapacity(limit, now);
      set.push(`#f${i} = #f${i} + :cost${i}`);
      conditions.push(`#f${i} > :now AND #f${i} <= :last${i}`);
    } else {
      values[`:next${i}`] = now + cost(limit);
      set.push(`#f${i} = :next${i}`);
      conditions.push(`(attribute_not_exists(#f${i}) OR #f${i} <= :now)`);
    }
  }
  return {
    key: keys.limit(callerId),
    update: `SET ${set.join(', ')}`,
    condition: conditions.join(' AND '),
    names,
    values,
  };
}

/** The first limit that is full, with the wait until none is; undefined when the condition only failed on a wrong guess. */
function rejectionOf(limits: readonly Limit[], state: FullAt, now: number): Admission | undefined {
  const waits = limits.map((limit) => (state[attribute(limit)] ?? 0) - lastCapacity(limit, now));
  const full = limits.find((_, at) => waits[at]! > 0);
  if (!full) return undefined;
  const longest = Math.max(...waits);
  return {
    admitted: false,
    limit: full.name,
    retryAfterSeconds: Math.max(1, Math.ceil(longest / 1_000_000)),
  };
}

function attribute(limit: Limit): string {
  return `full_at_${limit.name}`;
}

/** Microseconds of refill that one call costs. */
function cost(limit: Limit): number {
  return Math.round(minuteMicros / limit.perMinute);
}

/** A bucket that is full later than this has no room left for one more call. */
function lastCapacity(limit: Limit, now: number): number {
  return now + cost(limit) * (limit.perMinute - 1);
}
