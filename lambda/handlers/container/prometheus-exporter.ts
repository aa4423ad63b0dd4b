import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { ConfigError } from '../../config/config-error.ts';
import { type MetricName, metricDefinitions, service } from '../../observability/metric-definitions.ts';
import type { Metrics } from '../../observability/metrics.ts';
import {
  httpSeries,
  type PrometheusSeries,
  prometheusSeries,
} from '../../observability/prometheus-metrics.ts';

export interface PrometheusExporter {
  readonly registry: Registry;
  /** Exports all values from this moment on. */
  follow(metrics: Pick<Metrics, 'subscribe'>): void;
  recordResponse(status: number, seconds: number): void;
}

/** The port assigned to Prometheus exporters by OpenTelemetry. */
export const defaultMetricsPort = 9464;

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The metrics of this process in Prometheus format. Labels come from closed lists, never from callers. */
export function createPrometheusExporter(stage: string): PrometheusExporter {
  const registry = new Registry();
  registry.setDefaultLabels({ service, stage });
  collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter | Gauge | Histogram>();

  for (const [metric, list] of Object.entries(prometheusSeries) as [
    MetricName,
    readonly PrometheusSeries[],
  ][]) {
    for (const { name, help, labels = {}, tool } of list) {
      const labelNames = [
        ...Object.keys(labels),
        ...(tool ? ['tool'] : []),
        ...(metric === 'Calls' ? ['status'] : []),
      ];
      const options = { name, help, labelNames, registers: [registry] };
      const counter =
        counters.get(name) ??
        (metric === 'Latency'
          ? new Histogram({ ...options, buckets })
          : 'isGauge' in metricDefinitions[metric]
            ? new Gauge(options)
            : new Counter(options));
      counters.set(name, counter);
      // Initialized with 0: a counter that first appears with 1 shows no increase in Prometheus.
      if (counter instanceof Counter && !tool && metric !== 'Calls') counter.inc(labels, 0);
      // Without labels a gauge would start at 0, although its value is unknown.
      if (counter instanceof Gauge && labelNames.length === 0) counter.remove();
    }
  }
  const requests = new Counter({ ...httpSeries.requests, labelNames: ['status'], registers: [registry] });
  const duration = new Histogram({ ...httpSeries.duration, buckets, registers: [registry] });

  return {
    registry,
    recordResponse(status, seconds) {
      requests.inc({ status: String(status) });
      duration.observe(seconds);
    },
    follow(metrics) {
      metrics.subscribe((values, tool) => {
        for (const [metric, value] of Object.entries(values) as [MetricName, number][]) {
          for (const series of prometheusSeries[metric]) {
            if (series.tool === 'only' && tool === undefined) continue;
            const labels = {
              ...series.labels,
              ...(series.tool && { tool: tool ?? '' }),
              ...(metric === 'Calls' && { status: values.Errors ? 'error' : 'success' }),
            };
            const counter = counters.get(series.name)!;
            if (counter instanceof Counter) counter.inc(labels, value);
            else if (counter instanceof Gauge) counter.set(labels, value);
            else counter.observe(labels, value / 1_000);
          }
        }
      });
    },
  };
}

/** Serves GET /metrics on a separate port, which clients of the server need not reach. Throws ConfigError. */
export async function serveMetrics(
  { registry }: PrometheusExporter,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics' || !['GET', 'HEAD'].includes(request.method ?? '')) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Only GET /metrics is here.\n');
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await once(server.listen(port, host), 'listening').catch(({ message }: Error) => {
    throw new ConfigError([{ path: ['METRICS_PORT'], message }]);
  });
  return server;
}
