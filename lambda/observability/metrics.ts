import type { Config } from '../config.ts';
import {
  dimensions,
  errorMetric,
  isFault,
  type MetricName,
  metricDefinitions,
  namespace,
  service,
} from './metric-definitions.ts';
import type { RequestContext } from './request-context.ts';

export interface Metrics {
  /** One line a request, written before its answer leaves. */
  record(context: RequestContext, status: number, ms: number): void;
  /** A line beside any request. */
  emit(values: MetricValues): void;
}

export type MetricValues = Partial<Record<MetricName, number>>;

/**
 * CloudWatch metrics in embedded metric format, by hand: Powertools can't put the total and the tool's share into one
 * line, and mixes up requests that run at once, as they do in a container.
 */
export function createMetrics(config: Pick<Config, 'stage' | 'keptWarm'>): Metrics {
  let cold = !config.keptWarm;
  return {
    record(context, status, ms) {
      const values = { ...valuesOf(context, status, ms), ...(cold && { ColdStarts: 1 }) };
      cold = false;
      write(values, config.stage, context);
    },
    emit: (values) => write(values, config.stage),
  };
}

function valuesOf(context: RequestContext, status: number, ms: number): MetricValues {
  const { errorCode, cache, outcome, storeRequests } = context;
  const isOurs = errorCode !== undefined && isFault(errorCode);
  return {
    Calls: 1,
    Latency: ms,
    ...(storeRequests > 0 && { StoreRequests: storeRequests }),
    ...(cache === 'hit' && { CacheHits: 1 }),
    ...(cache === 'miss' && { CacheMisses: 1 }),
    ...(errorCode !== undefined && { Errors: 1, [errorMetric(errorCode)]: 1 }),
    ...(isOurs && { Faults: 1 }),
    HiddenFaults: isOurs && status === 200 ? 1 : 0,
    ...(errorCode === 'RATE_LIMITED' && { ToolLimitHits: 1 }),
    ...(errorCode === '429' && { CallerLimitHits: 1 }),
    ...(outcome === 'denied' && { AuthFailures: 1 }),
    ...(context.limiterDegraded && { LimiterDegraded: 1 }),
    ...ticketsOf(context),
  };
}

function ticketsOf({ tool, result }: RequestContext): MetricValues {
  if (tool !== 'create_ticket') return {};
  const { status } = (result ?? {}) as { status?: unknown };
  if (status === 'created') return { TicketsCreated: 1 };
  return status === 'duplicate' ? { TicketsDuplicate: 1 } : {};
}

function write(values: MetricValues, stage: string, context?: RequestContext): void {
  const names = Object.keys(values) as MetricName[];
  const perTool = names.filter((name) => context?.tool !== undefined && metricDefinitions[name].byTool);
  const others = names.filter((name) => !perTool.includes(name));
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        ...(perTool.length > 0 ? [directive(perTool, [dimensions.total, dimensions.byTool])] : []),
        ...(others.length > 0 ? [directive(others, [dimensions.total])] : []),
      ],
    },
    service,
    stage,
    ...(context && { tool: context.tool, request_id: context.requestId, trace_id: context.trace.id }),
    ...values,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function directive(names: readonly MetricName[], sets: readonly (readonly string[])[]) {
  return {
    Namespace: namespace,
    Dimensions: sets,
    Metrics: names.map((name) => ({ Name: name, Unit: metricDefinitions[name].unit })),
  };
}
