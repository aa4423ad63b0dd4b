import { randomUUID } from 'node:crypto';
import { setWithEviction } from '../caching/lru-map.ts';
import type { CallOptions, DynamoDB } from '../dynamodb/client.ts';
import type { Item, Update } from '../dynamodb/command-inputs.ts';
import { ConditionFailed } from '../dynamodb/errors.ts';
import { keys, tableDefinition } from '../dynamodb/table-schema.ts';
import { type Quota, quotaOf } from '../http/rate-limit-headers.ts';
import type { RateLimitDecision } from './rate-limit-decision.ts';

/**
 * A burst of `perMinute` calls, then a steady refill at that rate; `name` is `caller` or a tool's name. The generic
 * cell rate algorithm (GCRA) stores one number per limit: the time at which the bucket is full again.
 */
export interface Limit {
  readonly name: string;
  readonly perMinute: number;
}

export interface RateLimiter {
  /** Takes one call from all limits or from none; throws StoreUnavailable. */
  take(callerId: string, limits: readonly Limit[], now?: number): Promise<RateLimitDecision>;
  /** Whether all limits had room when this instance last read them. Makes no request. */
  hasCapacity(callerId: string, limits: readonly Limit[], now?: number): boolean;
  /** The remaining calls when this instance last read the limits; exact after `take`. Makes no request. */
  quotas(callerId: string, limits: readonly Limit[], now?: number): readonly Quota[];
}

const minuteMicros = 60_000_000;
/** By how much the clocks of two instances may differ. */
const clockSkewMicros = 5_000_000;
/** Each call leaves its id in one of these attributes: few enough for an item of less than one write unit. */
const callMarks = 32;
const maxAttempts = 5;
/** Attributes of tools that a caller no longer uses: with more of them the item would soon cost two write units per call. */
const maxIdle = 8;
/** Removed per call, so that the expression stays short. */
const maxRemoved = 20;
/** Callers whose last known state is cached as a guess. */
const maxEstimates = 5_000;

/** In epoch microseconds, by attribute: whole numbers also where a call costs less than a millisecond. */
type FullAt = Readonly<Record<string, number>>;

/**
 * Limits that hold over any number of instances: one conditional UpdateItem on one item per caller.
 * An update expression has no max(), so there is one form for a busy bucket (add to its time) and one for an idle
 * one (start at now). Which to send is guessed from the last known state; a wrong guess fails its condition, returns
 * the true state, and is sent again. The guess never decides whether a call is admitted.
 */
export function createRateLimiter(db: DynamoDB, options: CallOptions = {}): RateLimiter {
  const guesses = new Map<string, FullAt>();

  return {
    async take(callerId, limits, nowMs = Date.now()) {
      const now = nowMs * 1_000;
      const mark = newMark();
      let guess = guesses.get(callerId) ?? {};
      for (let attempt = 0; attempt < maxAttempts; attempt++) {
        try {
          const item = await db.update(takeOne(callerId, limits, guess, now, mark), {
            ...options,
            beforeAdmission: true,
          });
          remember(callerId, item);
          return { allowed: true };
        } catch (error) {
          if (!(error instanceof ConditionFailed)) throw error;
          guess = remember(callerId, error.item ?? {});
          // The answer to the first attempt was lost, but the attempt was written.
          if (error.item?.[mark.attribute] === mark.id) return { allowed: true };
          const refusal = rejectionOf(limits, guess, now);
          if (refusal) return refusal;
        }
      }
      // Other calls changed the item at each attempt, so the caller is at full speed anyway.
      return { allowed: false, limit: limits[0]?.name ?? 'caller', retryAfterSeconds: 1 };
    },

    hasCapacity(callerId, limits, nowMs = Date.now()) {
      return rejectionOf(limits, guesses.get(callerId) ?? {}, nowMs * 1_000) === undefined;
    },

    quotas(callerId, limits, nowMs = Date.now()) {
      const state = guesses.get(callerId) ?? {};
      const now = nowMs * 1_000;
      return limits.map((limit) => quotaOf(limit, (fullAt(limit, state, now) - now) / 1_000));
    },
  };

  function remember(callerId: string, item: Item): FullAt {
    const state: Record<string, number> = {};
    for (const name in item) {
      const value = item[name];
      if (typeof value === 'number') state[name] = value;
    }
    setWithEviction(guesses, callerId, state, maxEstimates);
    return state;
  }
}

interface Mark {
  readonly attribute: string;
  readonly id: string;
}

function newMark(): Mark {
  // Node caches the random bytes of UUIDs; the last twelve digits and the first two are random.
  const uuid = randomUUID();
  return { attribute: `m${Number.parseInt(uuid.slice(0, 2), 16) % callMarks}`, id: uuid.slice(-12) };
}

function takeOne(callerId: string, limits: readonly Limit[], guess: FullAt, now: number, mark: Mark): Update {
  const names: Record<string, string> = { '#ttl': tableDefinition.timeToLive, '#mark': mark.attribute };
  const values: Record<string, number | string> = {
    ':now': now,
    ':ttl': Math.ceil((now + 2 * minuteMicros) / 1_000_000),
    ':mark': mark.id,
  };
  const set = ['#ttl = :ttl', '#mark = :mark'];
  const conditions = ['(attribute_not_exists(#mark) OR #mark <> :mark)'];
  for (const [i, limit] of limits.entries()) {
    names[`#f${i}`] = attribute(limit);
    if (fullAt(limit, guess, now) > now) {
      values[`:cost${i}`] = cost(limit);
      values[`:last${i}`] = lastCapacity(limit, now);
      set.push(`#f${i} = #f${i} + :cost${i}`);
      conditions.push(`#f${i} > :now AND #f${i} <= :last${i}`);
    } else {
      values[':impossible'] = latestFullAt(now);
      values[`:next${i}`] = now + cost(limit);
      set.push(`#f${i} = :next${i}`);
      conditions.push(`(attribute_not_exists(#f${i}) OR #f${i} <= :now OR #f${i} > :impossible)`);
    }
  }
  const removed = idleAttributes(limits, guess, now).map((name, i) => {
    names[`#r${i}`] = name;
    values[`:r${i}`] = guess[name]!;
    conditions.push(`#r${i} = :r${i}`);
    return `#r${i}`;
  });
  return {
    key: keys.limit(callerId),
    update: `SET ${set.join(', ')}${removed.length > 0 ? ` REMOVE ${removed.join(', ')}` : ''}`,
    condition: conditions.join(' AND '),
    names,
    values,
  };
}

/** Full buckets of other tools, which can be removed, as a missing bucket is full. None while there are few. */
function idleAttributes(limits: readonly Limit[], guess: FullAt, now: number): string[] {
  if (Object.keys(guess).length <= maxIdle) return [];
  const used = limits.map(attribute);
  const idle = Object.entries(guess).flatMap(([name, stored]) =>
    name.startsWith(prefix) && !used.includes(name) && !isBusy(stored, now) ? [name] : [],
  );
  return idle.length > maxIdle ? idle.slice(0, maxRemoved) : [];
}

/** The first limit that is full, with the wait until none is; undefined when the condition only failed on a wrong guess. */
function rejectionOf(limits: readonly Limit[], state: FullAt, now: number): RateLimitDecision | undefined {
  const waits = limits.map((limit) => fullAt(limit, state, now) - lastCapacity(limit, now));
  const full = limits.find((_, at) => waits[at]! > 0);
  if (!full) return undefined;
  const longest = Math.min(Math.max(...waits), minuteMicros);
  return {
    allowed: false,
    limit: full.name,
    retryAfterSeconds: Math.max(1, Math.ceil(longest / 1_000_000)),
  };
}

/** A time too far ahead was written with a wrong clock: the bucket counts as full. */
function fullAt(limit: Limit, state: FullAt, now: number): number {
  const stored = state[attribute(limit)] ?? 0;
  return stored > latestFullAt(now) ? 0 : stored;
}

function isBusy(stored: number, now: number): boolean {
  return stored > now && stored <= latestFullAt(now);
}

function latestFullAt(now: number): number {
  return now + minuteMicros + clockSkewMicros;
}

const prefix = 'full_at_';

function attribute(limit: Limit): string {
  return `${prefix}${limit.name}`;
}

/** Microseconds of refill that one call costs. */
function cost(limit: Limit): number {
  return Math.round(minuteMicros / limit.perMinute);
}

/** A bucket that is full later than this has no capacity for another call. */
function lastCapacity(limit: Limit, now: number): number {
  return now + cost(limit) * (limit.perMinute - 1);
}
