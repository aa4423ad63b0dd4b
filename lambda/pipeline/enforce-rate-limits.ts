import type { Caller } from '../auth/caller.ts';
import { type Config, ConfigError } from '../config.ts';
import { StoreUnavailable } from '../dynamodb/client.ts';
import { Refusal } from '../errors/http-error.ts';
import type { Tool } from '../mcp/definitions/define-tool.ts';
import { currentCall } from '../observability/request-context.ts';
import { span } from '../observability/tracing/span.ts';
import type { Admission, Limit } from '../rate-limiting/dynamodb-rate-limiter.ts';
import type { Admitted, Admitting } from '../rate-limiting/rate-limit-decision.ts';
import type { Services } from '../services/services.ts';
import type { Need } from './authorize.ts';

/** The name of a caller's total among the limits. */
const total = 'caller';
const callerPerMinute = 100;

/** Throws ConfigError for a limit of something that there is not, which a slip of the keyboard would otherwise lift. */
export function refuseUnknownLimits({ limits }: Pick<Config, 'limits'>, tools: readonly Tool[]): void {
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
export async function withinLimits<Served>(
  { tool, counted, onlyReads }: Need,
  caller: Caller,
  services: Services,
  serve: (admitted?: Admitting) => Promise<Served>,
): Promise<Served> {
  if (!counted) return serve();
  const limits = limitsOf(tool, services.config);
  const admission = span('limit', () => admit(caller, limits, services));
  if (!onlyReads || !services.limiter.expectsRoom(caller.id, limits)) {
    const admitted = await admission;
    requireTotal(admitted);
    return serve(admitted);
  }
  const [served, admitted] = await Promise.all([serve(admission), admission]);
  requireTotal(admitted);
  return served;
}

/** The total first. */
function limitsOf(tool: Tool | undefined, { limits }: Pick<Config, 'limits'>): Limit[] {
  const ofCaller = { name: total, perMinute: limits.get(total) ?? callerPerMinute };
  if (!tool) return [ofCaller];
  return [ofCaller, { name: tool.name, perMinute: limits.get(tool.name) ?? tool.limit.perMinute }];
}

/** Takes one call from all the limits or from none. */
async function admit(caller: Caller, limits: readonly Limit[], services: Services): Promise<Admitted> {
  const { admission, degraded } = await take(caller, limits, services);
  if (admission.admitted) return { degraded };
  const { limit, retryAfterSeconds } = admission;
  const full = limits.find(({ name }) => name === limit) ?? limits[0]!;
  return { full, retryAfterSeconds };
}

function requireTotal(admitted: Admitted): void {
  if (!('full' in admitted) || admitted.full.name !== total) return;
  const { full, retryAfterSeconds } = admitted;
  throw new Refusal(
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
  { limiter, localLimiter, log }: Services,
): Promise<{ admission: Admission; degraded: boolean }> {
  try {
    return { admission: await limiter.take(caller.id, limits), degraded: false };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    const call = currentCall.getStore();
    if (call) call.limiterDegraded = true;
    log.error('The limiter counts in memory', error);
    return { admission: await localLimiter.take(caller.id, limits), degraded: true };
  }
}
