import type { Caller } from './auth/verify-token.ts';
import { currentCall } from './call.ts';
import { type Config, ConfigError } from './config.ts';
import { Refusal } from './http.ts';
import type { Services } from './services.ts';
import { StoreUnavailable } from './state/dynamodb.ts';
import type { Admission, Limit } from './state/rate-limiter.ts';
import type { Tool } from './tool.ts';

/** Let through; or past the tool's own limit, which the tool call answers in words that a model reads. */
export type Admitted =
  | { readonly degraded: boolean }
  | { readonly perMinute: number; readonly retryAfterSeconds: number };

const callerPerMinute = 100;

/** Throws ConfigError for a limit of something that there is not, which a slip of the keyboard would otherwise lift. */
export function refuseUnknownLimits({ limits }: Pick<Config, 'limits'>, tools: readonly Tool[]): void {
  const known = ['caller', ...tools.map((tool) => tool.name)];
  const unknown = [...limits.keys()].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const message = `there is no such limit; those that there are: ${known.join(', ')}`;
  throw new ConfigError(
    unknown.map((name) => ({ path: [`LIMIT_${name.toUpperCase()}_PER_MINUTE`], message })),
  );
}

/** Takes one call from the caller's total and, for a tool call, from the tool's; throws 429 when the total is used up. */
export async function admit(caller: Caller, tool: Tool | undefined, services: Services): Promise<Admitted> {
  const { limits: configured } = services.config;
  const total: Limit = { name: 'caller', perMinute: configured.get('caller') ?? callerPerMinute };
  const limits = tool
    ? [total, { name: tool.name, perMinute: configured.get(tool.name) ?? tool.limit.perMinute }]
    : [total];

  const { admission, degraded } = await take(caller, limits, services);
  if (admission.admitted) return { degraded };
  const { retryAfterSeconds } = admission;
  const full = limits.find((limit) => limit.name === admission.limit) ?? total;
  if (full !== total) return { perMinute: full.perMinute, retryAfterSeconds };
  throw new Refusal(
    429,
    429,
    `You have made ${total.perMinute} calls in a minute. Try again in ${retryAfterSeconds} seconds.`,
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
