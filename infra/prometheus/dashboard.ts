import { httpSeries } from '../../lambda/observability/prometheus-metrics.ts';
import { serviceAlarmDefinitions } from '../monitoring/signals/alarm-definitions.ts';
import { burnRate, failures, level, quantile, rate, requests, signalQuery } from './queries.ts';

interface Panel {
  readonly title: string;
  /** Legend and query. */
  readonly lines: readonly (readonly [legend: string, query: string])[];
  readonly unit: 'short' | 'reqps' | 's' | 'ms' | 'percent' | 'bytes';
  readonly threshold?: number;
}

const stage = ['stage'];

const panels: readonly Panel[] = [
  {
    title: 'Availability',
    unit: 'percent',
    lines: [['{{stage}}', `100 * (1 - ${failures(60)} / ${requests(60)})`]],
  },
  {
    title: 'Burn rate (1 = uses up exactly the error budget)',
    unit: 'short',
    threshold: 14.4,
    lines: [5, 60].map((minutes) => [`${minutes} min`, burnRate(minutes)] as const),
  },
  {
    title: 'Latency',
    unit: 's',
    threshold: 0.5,
    lines: [0.5, 0.95, 0.99].map(
      (share) => [`p${share * 100}`, quantile('mcp_request_duration_seconds', share)] as const,
    ),
  },
  {
    title: 'HTTP requests by status',
    unit: 'reqps',
    lines: [['{{status}}', rate(httpSeries.requests.name, ['status'])]],
  },
  { title: 'Tool calls', unit: 'reqps', lines: [['{{tool}}', rate('mcp_tool_calls_total', ['tool'])]] },
  {
    title: 'Latency by tool (p95)',
    unit: 's',
    lines: [['{{tool}}', quantile('mcp_tool_duration_seconds', 0.95, ['tool'])]],
  },
  {
    title: 'Errors by kind',
    unit: 'reqps',
    lines: [['{{error_type}}', rate('mcp_errors_total', ['error_type'])]],
  },
  {
    title: 'Tool errors',
    unit: 'reqps',
    lines: [['{{tool}} {{error_type}}', rate('mcp_tool_errors_total', ['tool', 'error_type'])]],
  },
  {
    title: 'Rejected by a rate limit',
    unit: 'reqps',
    lines: [['{{limit}} {{tool}}', rate('mcp_rate_limit_hits_total', ['limit', 'tool'])]],
  },
  {
    title: 'Cache',
    unit: 'reqps',
    lines: [['{{tool}} {{result}}', rate('mcp_cache_operations_total', ['tool', 'result'])]],
  },
  {
    title: 'Requests to the store',
    unit: 'reqps',
    lines: [['{{stage}}', rate('mcp_store_requests_total', stage)]],
  },
  { title: 'Tickets', unit: 'reqps', lines: [['{{result}}', rate('mcp_tickets_total', ['result'])]] },
  {
    title: 'Unfinished tickets by priority',
    unit: 'short',
    lines: [['{{priority}}', level('mcp_tickets_unfinished', ['stage', 'priority'])]],
  },
  {
    title: 'Overdue tickets',
    unit: 'short',
    lines: [['{{stage}}', level('mcp_tickets_overdue', stage)]],
  },
  {
    title: 'Memory',
    unit: 'bytes',
    threshold: 400e6,
    lines: [['{{instance}}', 'process_resident_memory_bytes{job="ops-assistant"}']],
  },
  {
    title: 'Event loop delay (p99)',
    unit: 's',
    lines: [['{{instance}}', 'nodejs_eventloop_lag_p99_seconds{job="ops-assistant"}']],
  },
  {
    title: 'Starts per hour',
    unit: 'short',
    threshold: 3,
    lines: [['{{instance}}', 'changes(process_start_time_seconds{job="ops-assistant"}[1h])']],
  },
  ...serviceAlarmDefinitions.map(({ name, signal, threshold }) => ({
    title: `Alert ${name}`,
    unit: 'p95' in signal ? ('ms' as const) : 'sum' in signal ? ('short' as const) : ('percent' as const),
    threshold,
    lines: [['{{stage}}', signalQuery(signal)] as const],
  })),
];

const columns = 3;
const width = 24 / columns;
const height = 8;

/** The dashboard in Grafana's import format. */
export function grafanaDashboard(): object {
  return {
    uid: 'ops-assistant',
    title: 'Ops Assistant',
    tags: ['ops-assistant'],
    schemaVersion: 39,
    editable: true,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus', current: {} },
      ],
    },
    panels: panels.map(({ title, lines, unit, threshold }, i) => ({
      id: i + 1,
      type: 'timeseries',
      title,
      datasource: { type: 'prometheus', uid: '$datasource' },
      gridPos: { x: (i % columns) * width, y: Math.floor(i / columns) * height, w: width, h: height },
      fieldConfig: {
        defaults: {
          unit,
          min: 0,
          ...(threshold !== undefined && {
            custom: { thresholdsStyle: { mode: 'line' } },
            thresholds: {
              mode: 'absolute',
              steps: [
                { color: 'green', value: null },
                { color: 'red', value: threshold },
              ],
            },
          }),
        },
        overrides: [],
      },
      targets: lines.map(([legendFormat, expr], at) => ({
        refId: String.fromCharCode(65 + at),
        expr,
        legendFormat,
      })),
    })),
  };
}
