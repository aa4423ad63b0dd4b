import { MetricUnit, Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import type { EmfOutput } from '@aws-lambda-powertools/metrics/types';
import { setWithEviction } from '../caching/lru-map.ts';
import type { Config } from '../config/config.ts';
import {
  coreMetrics,
  errorMetric,
  isFault,
  type MetricName,
  metricDefinitions,
  namespace,
  service,
  suspicionMetrics,
} from './metric-definitions.ts';
import type { RequestContext } from './request-context.ts';

export interface Metrics {
  /** Writes a line for service and tool, and one for metrics without a tool, before the answer is sent. */
  record(context: RequestContext, status: number, ms: number): MetricValues;
  /** Writes a line outside of any request; for one mounted server, when it is named. */
  emit(values: MetricValues, server?: string): void;
  /** Hands every value to a second destination as well, such as Prometheus. */
  subscribe(listener: MetricListener): void;
  /** Sums since this instance started: of everything, and by tool. */
  totals(): MetricTotals;
}

export type MetricValues = Partial<Record<MetricName, number>>;
type MetricListener = (values: MetricValues, tool: string | undefined) => void;

interface MetricTotals {
  readonly all: MetricValues;
  readonly by_tool: Readonly<Record<string, MetricValues>>;
}

type MetricsConfig = Pick<Config, 'stage' | 'provisioned'> & Partial<Pick<Config, 'metrics'>>;

const maxForms = 200;

/** CloudWatch metrics in embedded metric format. */
export function createMetrics(
  { stage, provisioned, metrics: scope = 'all' }: MetricsConfig,
  { print = true }: { readonly print?: boolean } = {},
): Metrics {
  const metrics = new PowertoolsMetrics({
    namespace,
    serviceName: service,
    defaultDimensions: { stage },
  });
  let cold = !provisioned;
  const all: MetricValues = {};
  const byTool = new Map<string, MetricValues>();
  const listeners: MetricListener[] = [count];
  const forms = new Map<string, EmfOutput>();

  return {
    record(context, status, ms) {
      const values = { ...valuesOf(context, status, ms), ...(cold && { ColdStarts: 1 }) };
      cold = false;
      publish(values, { tool: context.tool, server: context.upstream?.server }, context);
      return values;
    },
    emit: (values, server) => publish(values, { server }),
    subscribe: (listener) => void listeners.push(listener),
    totals: () => ({ all, by_tool: Object.fromEntries(byTool) }),
  };

  function publish(values: MetricValues, { tool, server }: Part, context?: RequestContext): void {
    const names = Object.keys(values) as MetricName[];
    if (scope === 'core') {
      const core = names.filter((name) => coreMetrics.has(name));
      write(core, values, {}, context);
      return;
    }
    const partNames = names.filter((name) =>
      server === undefined
        ? tool !== undefined && metricDefinitions[name].byTool
        : metricDefinitions[name].byServer,
    );
    write(partNames, values, { tool, server }, context);
    const others = names.filter((name) => !partNames.includes(name));
    write(others, values, {}, context);
    for (const listener of listeners) listener(values, tool);
  }

  function count(values: MetricValues, tool: string | undefined): void {
    const sums = tool === undefined ? [all] : [all, byTool.get(tool) ?? {}];
    if (tool !== undefined) byTool.set(tool, sums[1]!);
    for (const sum of sums) {
      for (const [name, value] of Object.entries(values) as [MetricName, number][]) {
        const before = isGauge(name) ? 0 : (sum[name] ?? 0);
        sum[name] = before + value;
      }
    }
  }

  function write(
    names: readonly MetricName[],
    values: MetricValues,
    part: Part,
    context?: Pick<RequestContext, 'requestId' | 'trace'>,
  ): void {
    if (names.length === 0) return;
    const form = formOf(names, part, context !== undefined);
    const line: Record<string, unknown> = { ...form, _aws: { ...form._aws, Timestamp: Date.now() } };
    if (context) {
      line.request_id = context.requestId;
      line.trace_id = context.trace.id;
    }
    for (const name of names) line[name] = values[name];
    const text = `${JSON.stringify(line)}\n`;
    if (print) process.stdout.write(text);
  }

  /** A line as Powertools serializes it. Cached by its metrics and dimensions: serializing costs more than writing. */
  function formOf(names: readonly MetricName[], { tool, server }: Part, hasIds: boolean): EmfOutput {
    const key = [...names, tool, server, hasIds].join();
    const known = forms.get(key);
    if (known) return known;
    if (server !== undefined || tool !== undefined)
      metrics.addDimensions({}).addDimensions(server === undefined ? { tool: tool! } : { server });
    if (server !== undefined && tool !== undefined) metrics.addMetadata('tool', tool);
    for (const name of names) metrics.addMetric(name, MetricUnit[metricDefinitions[name].unit], 0);
    if (hasIds) metrics.addMetadata('request_id', '').addMetadata('trace_id', '');
    const form = metrics.serializeMetrics();
    metrics.clearMetrics();
    metrics.clearDimensions();
    metrics.clearMetadata();
    setWithEviction(forms, key, form, maxForms);
    return form;
  }
}

/** Dimensions of a value in addition to the whole service. */
interface Part {
  readonly tool?: string | undefined;
  readonly server?: string | undefined;
}

function isGauge(name: MetricName): boolean {
  return 'isGauge' in metricDefinitions[name];
}

function valuesOf(context: RequestContext, status: number, ms: number): MetricValues {
  const { errorCode, cache, outcome, storeRequests } = context;
  const { upstream } = context;
  // Another server's outage must not count as a fault of this one.
  const isOwnFault = errorCode !== undefined && isFault(errorCode) && !upstream?.failed;
  return {
    Calls: 1,
    Latency: ms,
    ...(storeRequests > 0 && { StoreRequests: storeRequests }),
    ...(cache === 'hit' && { CacheHits: 1 }),
    ...(cache === 'miss' && { CacheMisses: 1 }),
    ...(errorCode !== undefined && { Errors: 1, [errorMetric(errorCode)]: 1 }),
    ...(isOwnFault && { Faults: 1 }),
    HiddenFaults: isOwnFault && status === 200 ? 1 : 0,
    ...(errorCode === 'RATE_LIMITED' && { ToolLimitHits: 1 }),
    ...(errorCode === '429' && { CallerLimitHits: 1 }),
    ...(outcome === 'denied' && { AuthFailures: 1 }),
    ...suspicionMetrics(context.suspicion),
    ...(upstream && { UpstreamFailures: upstream.failed ? 1 : 0 }),
    ...(context.limiterDegraded && { LimiterDegraded: 1 }),
    ...(context.writeOutcomeUnknown && { WritesInDoubt: 1 }),
    ...ticketsOf(context),
  };
}

function ticketsOf({ tool, result }: RequestContext): MetricValues {
  const { status, ticket } = (result ?? {}) as { status?: unknown; ticket?: { status?: unknown } };
  if (tool === 'update_ticket_status' && ticket?.status === 'resolved') return { TicketsResolved: 1 };
  if (tool === 'update_ticket_status' && ticket?.status === 'closed') return { TicketsClosed: 1 };
  if (tool !== 'create_ticket') return {};
  if (status === 'created') return { TicketsCreated: 1 };
  return status === 'duplicate' ? { TicketsDuplicate: 1 } : {};
}
