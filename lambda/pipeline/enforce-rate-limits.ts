import type { Caller } from '../auth/caller.ts';
import { type Config, ConfigError } from '../config.ts';
import { StoreUnavailable } from '../dynamodb/errors.ts';
import { HttpError } from '../errors/http-error.ts';
import type { Tool } from '../mcp/definitions/define-tool.ts';
import { requestContext } from '../observability/request-context.ts';
import { withSpan } from '../observability/tracing/span.ts';
import type { Admission, Limit } from '../rate-limiting/dynamodb-rate-limiter.ts';
import type { Admitted, Admitting } from '../rate-limiting/rate-limit-decision.ts';
import type { Services } from '../services/services.ts';
import type { AuthorizationRequirement } from './authorize.ts';

/** The name of a caller's total among the limits. */
const total = 'caller';
const callerPerMinute = 100;

/** Throws ConfigError for a limit of something that there is not, which a slip of the keyboard would otherwise lift. */
export function rejectUnknownLimits({ limits }: Pick<Config, 'limits'>, tools: readonly Tool[]): void {
  const known = [total, ...tools.map((tool) => tool.name)];
  const unknown = [...limits.keys()].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const message = `there is no such limit; those that there are: ${known.join(', ')}`;
  throw new ConfigError(
    unknown.map((name) => ({ path: [`LIMIT_${name.toUpperCase()}_PER_MINUTE`], message })),
  );
}

/**
 * Serves within the caller's limits; throws 429 when the total is used up. What only reads is served while the limits are
 * asked for, so that it takes one round trip, and is given out when they have room; but not for whoever was out of it
 * when this instance last heard, so that nobody reads on at the cost of a refusal.
 */
export async function enforceRateLimits<Served>(
  { tool, rateLimited, readOnly }: AuthorizationRequirement,
  caller: Caller,
  services: Services,
  serve: (admitted?: Admitting) => Promise<Served>,
): Promise<Served> {
  if (!rateLimited) return serve();
  const limits = limitsOf(tool, services.config);
  const admission = withSpan('limit', () => decide(caller, limits, services));
  if (!readOnly || !services.limiter.hasCapacity(caller.id, limits)) {
    const admitted = await admission;
    assertWithinTotal(admitted);
    return serve(admitted);
  }
  const [served, admitted] = await Promise.all([serve(admission), admission]);
  assertWithinTotal(admitted);
  return served;
}

/** The total first. */
function limitsOf(tool: Tool | undefined, { limits }: Pick<Config, 'limits'>): Limit[] {
  const ofCaller = { name: total, perMinute: limits.get(total) ?? callerPerMinute };
  if (!tool) return [ofCaller];
  return [ofCaller, { name: tool.name, perMinute: limits.get(tool.name) ?? tool.limit.perMinute }];
}

/** Takes one call from all the limits or from none. */
async function decide(caller: Caller, limits: readonly Limit[], services: Services): Promise<Admitted> {
  const { admission, degraded } = await take(caller, limits, services);
  if (admission.admitted) return { degraded };
  const { limit, retryAfterSeconds } = admission;
  const full = limits.find(({ name }) => name === limit) ?? limits[0]!;
  return { full, retryAfterSeconds };
}

function assertWithinTotal(admitted: Admitted): void {
  if (!('full' in admitted) || admitted.full.name !== total) return;
  const { full, retryAfterSeconds } = admitted;
  throw new HttpError(
    429,
    429,
    `You have made ${full.perMinute} calls in a minute. Try again in ${retryAfterSeconds} seconds.`,
    {
      data: { retryAfterSeconds },
      headers: { 'retry-after': String(retryAfterSeconds) },
    },
  );
}

/** When DynamoDB can't be reached, this instance counts for itself: better a loose limit than none. */
async function take(
  caller: Caller,
  limits: readonly Limit[],
  { limiter, inMemoryLimiter, log }: Services,
): Promise<{ admission: Admission; degraded: boolean }> {
  try {
    return { admission: await limiter.take(caller.id, limits), degraded: false };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    const context = requestContext.getStore();
    if (context) context.limiterDegraded = true;
    log.error('The limiter counts in memory', error);
    return { admission: await inMemoryLimiter.take(caller.id, limits), degraded: true };
  }
}
