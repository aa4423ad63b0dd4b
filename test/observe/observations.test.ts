import { beforeEach, describe, expect, test } from 'vitest';
import type { Segment } from '../../lambda/observability/tracing/xray-exporter.ts';
import { type MetricLine, readMetricLine } from '../../scripts/dev/observe/metric-line.ts';
import {
  createObservations,
  nameOf,
  type Observations,
  percentile,
} from '../../scripts/dev/observe/observations.ts';
import { table } from '../../scripts/dev/observe/terminal.ts';

let observations: Observations;
beforeEach(() => {
  observations = createObservations();
});

/** A line as lambda/observability/metrics.ts writes it. */
function line(values: Record<string, number>, tool?: string, time = 1_000_000): MetricLine {
  const metrics = Object.keys(values).map((Name) => ({ Name, Unit: 'Count' }));
  const _aws = {
    Timestamp: time,
    CloudWatchMetrics: [{ Namespace: 'OpsAssistant', Dimensions: [['service', 'stage']], Metrics: metrics }],
  };
  return readMetricLine(JSON.stringify({ _aws, service: 'ops-assistant', stage: 'local', tool, ...values }))!;
}

const segment: Segment = {
  name: 'ops-assistant',
  id: '1111111111111111',
  start_time: 1_000,
  end_time: 1_000.0034,
  annotations: { mcp_method_name: 'tools/call', gen_ai_tool_name: 'get_policy', error_type: 'NOT_FOUND' },
  subsegments: [
    {
      name: 'limit',
      id: '2222222222222222',
      start_time: 1_000.0001,
      end_time: 1_000.0013,
      subsegments: [{ name: 'store', id: '3333333333333333', start_time: 1_000.0002, end_time: 1_000.0012 }],
    },
  ],
};

describe('lines that are no metrics of ours', () => {
  test.each([
    'Ops Assistant is ready (port 3000).',
    '{"audit":true}',
    '{"_aws": broken',
    '{"_aws":{"CloudWatchMetrics":[{"Namespace":"Other","Dimensions":[],"Metrics":[]}]}}',
  ])('%s', (text) => {
    expect(readMetricLine(text)).toBeUndefined();
  });
});

test('calls are counted in all, by tool, and by time', () => {
  observations.addMetrics(line({ Calls: 1, Latency: 4, CacheHits: 1 }, 'lookup_inventory'));
  observations.addMetrics(line({ Calls: 1, Latency: 6, Errors: 1 }, 'get_policy', 1_004_000));
  observations.addMetrics(line({ Calls: 1, Latency: 1 }, undefined, 1_004_100));

  expect(observations.total.counts).toEqual({ Calls: 3, CacheHits: 1, Errors: 1 });
  expect([...observations.tools.keys()]).toEqual(['lookup_inventory', 'get_policy']);
  expect(observations.tools.get('get_policy')).toEqual({ counts: { Calls: 1, Errors: 1 }, latencies: [6] });
  const steps = observations.series(1_004_500, 4);
  expect(steps.map(({ time, counts }) => [time, counts.Calls])).toEqual([
    [998_000, undefined],
    [1_000_000, 1],
    [1_002_000, undefined],
    [1_004_000, 2],
  ]);
});

test('what has not changed need not be drawn again', () => {
  const before = observations.version;
  observations.addTrace(segment);
  const after = observations.version;

  expect(after).toBeGreaterThan(before);
  expect(observations.version).toBe(after);
});

test('memory is bounded, however long it watches', () => {
  for (let i = 0; i < 5_000; i++) {
    observations.addMetrics(line({ Calls: 1, Latency: i }, 'get_policy', i * 2_000));
    observations.addTrace(segment);
  }

  expect(observations.total.counts.Calls).toBe(5_000);
  expect(observations.total.latencies).toHaveLength(1_000);
  expect(observations.traces).toHaveLength(50);
  expect(observations.series(10_000_000, 400).filter(({ latencies }) => latencies.length > 0)).toHaveLength(
    300,
  );
});

test.each([
  [[], 0.5, undefined],
  [[7], 0.95, 7],
  [[3, 1, 2], 0.5, 2],
  [Array.from({ length: 100 }, (_, i) => i + 1), 0.95, 95],
])('of %j, %d do not exceed %s', (values, share, expected) => {
  expect(percentile(values, share)).toBe(expected);
});

test('a trace is called by its method and tool', () => {
  expect(nameOf(segment)).toBe('tools/call get_policy');
  expect(nameOf({ ...segment, annotations: {} })).toBe('ops-assistant');
});

describe('the table in the terminal', () => {
  test('has a row for each tool and one for all, and the last requests with their steps', () => {
    observations.addMetrics(line({ Calls: 1, Latency: 4, CacheHits: 1 }, 'lookup_inventory'));
    observations.addMetrics(line({ Calls: 1, Latency: 9, CacheMisses: 1 }, 'lookup_inventory'));
    observations.addMetrics(line({ Calls: 1, Latency: 2, Errors: 1, ToolLimitHits: 1 }, 'get_ticket'));
    observations.addTrace(segment);
    const [headings, ...rows] = table(observations, 200);

    expect(headings).toMatch(/calls +errors +p50 ms +p95 ms +cached +limited$/);
    expect(rows[0]).toMatch(/^lookup_inventory +2 +0 +4 +9 +50 % +0$/);
    expect(rows[1]).toMatch(/^get_ticket +1 +1 +2 +2 +– +1$/);
    expect(rows[2]).toMatch(/^every request +3 +1 +4 +9 +50 % +1$/);
    expect(rows.at(-1)).toMatch(
      / {2}tools\/call get_policy {2}3\.4 ms {2}NOT_FOUND {2}limit 1\.2 \(store 1\.0\)$/,
    );
  });

  test('is cut where the terminal ends', () => {
    observations.addTrace(segment);

    for (const text of table(observations, 30)) expect(text.length).toBeLessThanOrEqual(30);
    expect(table(observations, 30).at(-1)).toMatch(/…$/);
  });
});
