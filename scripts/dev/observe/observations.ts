import type { AuditRecord } from '../../../lambda/observability/audit-log.ts';
import type { MetricName } from '../../../lambda/observability/metric-definitions.ts';
import type { Segment } from '../../../lambda/observability/tracing/xray-exporter.ts';
import type { MetricLine } from './metric-line.ts';

/** All that is known of a running server: what it writes for CloudWatch and X-Ray, and nothing else. */
export interface Observations {
  addMetrics(line: MetricLine): void;
  addTrace(segment: Segment): void;
  addRecord(record: AuditRecord): void;
  /** The audit record of a trace's request, while it is among the latest. */
  recordOf(segment: Segment): AuditRecord | undefined;
  /** A row for each tool that was called, in the order of their first call. */
  readonly tools: ReadonlyMap<string, Row>;
  /** Every request, those that call no tool included. */
  readonly total: Row;
  /** The latest, newest first. */
  readonly traces: readonly Segment[];
  /** One value for each step of time from the first to the last, `steps` of them up to `now`. */
  series(now: number, steps: number): readonly Step[];
  /** Rises with each change. */
  readonly version: number;
}

/** Counts of some metrics, and how long calls took. */
export interface Row {
  readonly counts: Readonly<Partial<Record<MetricName, number>>>;
  /** Of the last thousand calls, in milliseconds. */
  readonly latencies: readonly number[];
}

/** What happened within a few seconds. */
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

/** The value that `share` of the others do not exceed; undefined of none. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

/** Hits of all look-ups that could have been answered from memory; undefined without any. */
export function hitRate({ counts: { CacheHits = 0, CacheMisses = 0 } }: Row): number | undefined {
  const lookUps = CacheHits + CacheMisses;
  return lookUps === 0 ? undefined : CacheHits / lookUps;
}

export function limitHits({ counts: { CallerLimitHits = 0, ToolLimitHits = 0 } }: Row): number {
  return CallerLimitHits + ToolLimitHits;
}

/** What a trace's root is of, such as `tools/call get_policy`. */
export function nameOf({ name, annotations = {} }: Segment): string {
  const { mcp_method_name: method = name, gen_ai_tool_name: tool } = annotations;
  return tool === undefined ? String(method) : `${method} ${tool}`;
}
