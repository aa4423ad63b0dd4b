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
  /** A line beside any request; of one mounted server, when that is named. */
  emit(values: MetricValues, server?: string): void;
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
      write(values, config.stage, { tool: context.tool, server: context.upstream?.server }, context);
    },
    emit: (values, server) => write(values, config.stage, { server }),
  };
}

function valuesOf(context: RequestContext, status: number, ms: number): MetricValues {
  const { errorCode, cache, outcome, storeRequests } = context;
  const { upstream } = context;
  // Another server's outage is no fault of this one.
  const isOurs = errorCode !== undefined && isFault(errorCode) && !upstream?.failed;
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
    ...(upstream && { UpstreamFailures: upstream.failed ? 1 : 0 }),
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

interface Part {
  readonly tool?: string | undefined;
  readonly server?: string | undefined;
}

function write(values: MetricValues, stage: string, part: Part, context?: RequestContext): void {
  const names = Object.keys(values) as MetricName[];
  const { tool, server } = part;
  const isOfPart = (name: MetricName) =>
    server === undefined
      ? tool !== undefined && metricDefinitions[name].byTool
      : metricDefinitions[name].byServer;
  const ofPart = names.filter(isOfPart);
  const others = names.filter((name) => !ofPart.includes(name));
  const partDimensions = server === undefined ? dimensions.byTool : dimensions.byServer;
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        ...(ofPart.length > 0 ? [directive(ofPart, [dimensions.total, partDimensions])] : []),
        ...(others.length > 0 ? [directive(others, [dimensions.total])] : []),
      ],
    },
    service,
    stage,
    ...part,
    ...(context && { request_id: context.requestId, trace_id: context.trace.id }),
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
