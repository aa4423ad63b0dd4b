import type { AuditRecord } from '../../../lambda/observability/audit-log.ts';
import type { MetricName } from '../../../lambda/observability/metric-definitions.ts';
import type { Segment } from '../../../lambda/observability/tracing/xray-exporter.ts';
import type { MetricLine } from './metric-line.ts';

/** The state of a running server, collected only from its output for CloudWatch and X-Ray. */
export interface Observations {
  addMetrics(line: MetricLine): void;
  addTrace(segment: Segment): void;
  addRecord(record: AuditRecord): void;
  /** The audit record of a trace's request; undefined if the record is too old. */
  recordOf(segment: Segment): AuditRecord | undefined;
  /** One row per tool that was called, in the order of their first calls. */
  readonly tools: ReadonlyMap<string, Row>;
  /** All requests, including those without a tool. */
  readonly total: Row;
  /** The latest traces, newest first. */
  readonly traces: readonly Segment[];
  /** The last `steps` steps up to `now`, in time order. */
  series(now: number, steps: number): readonly Step[];
  /** Increases with each change. */
  readonly version: number;
}

/** Counts of metrics, and durations of calls. */
export interface Row {
  readonly counts: Readonly<Partial<Record<MetricName, number>>>;
  /** Durations of the last thousand calls, in milliseconds. */
  readonly latencies: readonly number[];
}

/** Values of one step of a few seconds. */
export interface Step extends Row {
  readonly time: number;
}

const stepMs = 2_000;
const maxLatencies = 1_000;
const maxSteps = 300;
const maxTraces = 50;

interface Counter {
  counts: Partial<Record<MetricName, number>>;
  latencies: number[];
}

export function createObservations(): Observations {
  const total: Counter = { counts: {}, latencies: [] };
  const tools = new Map<string, Counter>();
  const steps = new Map<number, Counter>();
  const traces: Segment[] = [];
  const records = new Map<string, AuditRecord>();
  let version = 0;

  return {
    total,
    tools,
    traces,
    get version() {
      return version;
    },
    addMetrics(line) {
      version += 1;
      count(total, line);
      count(entry(steps, Math.floor(line._aws.Timestamp / stepMs)), line);
      if (steps.size > maxSteps) steps.delete(steps.keys().next().value!);
      if (line.tool !== undefined) count(entry(tools, line.tool), line);
    },
    addTrace(segment) {
      version += 1;
      traces.unshift(segment);
      if (traces.length > maxTraces) traces.pop();
    },
    addRecord(record) {
      if (record.trace_id === undefined) return;
      records.set(record.trace_id, record);
      if (records.size > maxTraces) records.delete(records.keys().next().value!);
    },
    // X-Ray writes 1-4bf92f35-77b34da6a3ce929d0e0e4736 for 4bf92f3577b34da6a3ce929d0e0e4736.
    recordOf: ({ trace_id = '' }) => records.get(trace_id.replace(/^1-|-/g, '')),
    series(now, length) {
      const last = Math.floor(now / stepMs);
      return Array.from({ length }, (_, i) => {
        const step = last - length + 1 + i;
        return { time: step * stepMs, ...(steps.get(step) ?? { counts: {}, latencies: [] }) };
      });
    },
  };
}

function entry<Key>(counters: Map<Key, Counter>, key: Key): Counter {
  const found = counters.get(key) ?? { counts: {}, latencies: [] };
  counters.set(key, found);
  return found;
}

function count(counter: Counter, line: MetricLine): void {
  for (const { Metrics } of line._aws.CloudWatchMetrics) {
    for (const { Name } of Metrics) {
      const value = line[Name] ?? 0;
      if (Name !== 'Latency') counter.counts[Name] = (counter.counts[Name] ?? 0) + value;
      else if (counter.latencies.push(value) > maxLatencies) counter.latencies.shift();
    }
  }
}

/** The value that `share` of the values do not exceed; undefined for an empty list. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

/** Share of cache hits among look-ups that can be cached; undefined without look-ups. */
export function hitRate({ counts: { CacheHits = 0, CacheMisses = 0 } }: Row): number | undefined {
  const lookUps = CacheHits + CacheMisses;
  return lookUps === 0 ? undefined : CacheHits / lookUps;
}

export function limitHits({ counts: { CallerLimitHits = 0, ToolLimitHits = 0 } }: Row): number {
  return CallerLimitHits + ToolLimitHits;
}

/** Name of a trace's request, such as `tools/call get_policy`. */
export function nameOf({ name, annotations = {} }: Segment): string {
  const { mcp_method_name: method = name, gen_ai_tool_name: tool } = annotations;
  return tool === undefined ? String(method) : `${method} ${tool}`;
}
