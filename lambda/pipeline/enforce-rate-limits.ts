import type { Caller } from '../auth/caller.ts';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { StoreUnavailable } from '../dynamodb/errors.ts';
import { HttpError } from '../errors/http-error.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { Tool } from '../mcp/definitions/define-tool.ts';
import type { MountedTool } from '../mounted-servers/mounted-catalog.ts';
import { requestContext } from '../observability/request-context.ts';
import { withSpan } from '../observability/tracing/span.ts';
import type { Limit } from '../rate-limiting/dynamodb-rate-limiter.ts';
import { callerLimit, toolLimit, total } from '../rate-limiting/limits.ts';
import type { RateLimitDecision } from '../rate-limiting/rate-limit-decision.ts';
import type { Services } from '../services/services.ts';
import { messages } from '../text/messages.ts';
import type { AuthorizationRequirement } from './authorize.ts';

/** Throws ConfigError for a limit of an unknown tool: with a misspelt name the tool would run under its default limit. */
export function rejectUnknownLimits({ limits }: Pick<Config, 'limits'>, tools: readonly Tool[]): void {
  const known = [total, ...tools.map((tool) => tool.name)];
  const unknown = [...limits.keys()].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const message = `there is no such limit; the known ones are: ${known.join(', ')}`;
  throw new ConfigError(
    unknown.map((name) => ({ path: [`LIMIT_${name.toUpperCase()}_PER_MINUTE`], message })),
  );
}

/**
 * Handles a request within the caller's limits: an exhausted total throws 429, an exhausted tool limit is passed to
 * `handle` as the tool's error. A request that uses only the table runs during the check; its writes and its result
 * wait for the check.
 */
export async function enforceRateLimits<Result>(
  { tool, rateLimited, isPreview, runsDuringLimitCheck }: AuthorizationRequirement,
  caller: Caller,
  services: Services,
  handle: (denial?: ToolError) => Promise<Result>,
): Promise<Result> {
  if (!rateLimited) return handle();
  // A call that is rejected without a request does not count against the tool's limit.
  const isUnreachable = tool && 'server' in tool && services.mounted.isKnownUnreachable(tool);
  const limits = limitsOf(isUnreachable || isPreview ? undefined : tool, services.config);
  const checking = withSpan('limit', async () =>
    denialOf(await check(caller, limits, services), limits, tool),
  );
  // A caller known to be over a limit is checked first, so that rejected reads cost nothing.
  if (!runsDuringLimitCheck || !services.limiter.hasCapacity(caller.id, limits))
    return handle(await checking);
  const context = requestContext.getStore();
  if (context) context.admitted = isAdmitted(checking);
  const [early, denial] = await Promise.allSettled([handle(), checking]);
  if (denial.status === 'rejected') throw denial.reason;
  if (denial.value) return handle(denial.value);
  if (early.status === 'rejected') throw early.reason;
  return early.value;
}

async function isAdmitted(checking: Promise<ToolError | undefined>): Promise<boolean> {
  return checking.then(
    (denial) => denial === undefined,
    () => false,
  );
}

/** The total first. */
function limitsOf(tool: Tool | MountedTool | undefined, config: Config): Limit[] {
  return tool ? [callerLimit(config), toolLimit(tool, config)] : [callerLimit(config)];
}

interface LimitCheck {
  readonly decision: RateLimitDecision;
  /** The table could not be reached, and this instance counted in memory. */
  readonly degraded: boolean;
}

/** Takes one call from all the limits or from none. */
async function check(caller: Caller, limits: readonly Limit[], services: Services): Promise<LimitCheck> {
  const { limiter, inMemoryLimiter, log } = services;
  const context = requestContext.getStore();
  try {
    const decision = await limiter.take(caller.id, limits);
    if (context) context.quotas = limiter.quotas(caller.id, limits);
    return { decision, degraded: false };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    log.error('The limiter counts in memory', error);
    const decision = await inMemoryLimiter.take(caller.id, limits);
    if (context) {
      context.limiterDegraded = true;
      context.quotas = inMemoryLimiter.quotas(caller.id, limits);
    }
    return { decision, degraded: true };
  }
}

/** The error of a tool that may not run, or undefined; throws 429 when the total is exhausted. */
function denialOf(
  { decision, degraded }: LimitCheck,
  limits: readonly Limit[],
  tool: Tool | MountedTool | undefined,
): ToolError | undefined {
  if (decision.allowed) return degraded && tool && !tool.annotations.readOnlyHint ? unwritable() : undefined;
  const { retryAfterSeconds } = decision;
  const quotas = requestContext.getStore()?.quotas ?? [];
  const { name, perMinute } = limits.find((limit) => limit.name === decision.limit) ?? limits[0]!;
  if (name !== total) {
    return new ToolError(
      'RATE_LIMITED',
      messages.limitReached(name, perMinute),
      messages.tryAgainIn(retryAfterSeconds),
      { retry_after_seconds: retryAfterSeconds, limits: quotas },
    );
  }
  throw new HttpError(429, 429, messages.totalReached(perMinute, retryAfterSeconds), {
    data: { retryAfterSeconds, limits: quotas },
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
}

function unwritable(): ToolError {
  return new ToolError('UNAVAILABLE', messages.unwritable, messages.tryInAMinute);
}
