import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, metricDefinitions } from '../../../lambda/observability/metric-definitions.ts';
import { cachedToolNames, math, ownMetric, toolNames } from '../signals/metrics.ts';
import type { DashboardOptions } from './dashboard-options.ts';
import { sloRow } from './slo-row.ts';
import { graphs, row } from './widgets.ts';

type Rows = cloudwatch.IWidget[][];

/** Rows about what users of the server notice. */
export function requestRows(options: DashboardOptions): Rows {
  return [...sloRow(options), ...gatewayRow(options), ...byTool(options), ...limits(options)];
}

function gatewayRow({ stage, api, waf }: DashboardOptions): Rows {
  const gateway = api.restApi.deploymentStage;
  const sum = (label: string) => ({ statistic: 'Sum', label, period: Duration.minutes(5) });
  const p95 = (label: string) => ({ statistic: 'p95', label, period: Duration.minutes(5) });
  return row(
    'API Gateway',
    graphs([
      {
        title: 'Requests',
        metrics: [
          gateway.metricCount(sum('all')),
          gateway.metricClientError(sum('4xx')),
          gateway.metricServerError(sum('5xx')),
        ],
      },
      {
        title: 'Rejected requests (401, 403, 429)',
        metrics: [
          ownMetric(stage, 'ErrorUnauthorized', { label: '401' }),
          ownMetric(stage, 'ErrorForbidden', { label: '403' }),
          ownMetric(stage, 'ErrorTooManyCalls', { label: '429' }),
        ],
      },
      {
        title: 'Latency at the gateway and in the function (p95)',
        metrics: [gateway.metricLatency(p95('gateway')), gateway.metricIntegrationLatency(p95('function'))],
        options: { unit: 'ms' },
      },
      ...(waf
        ? [
            {
              title: 'Firewall',
              metrics: ['BlockedRequests', 'CountedRequests'].map(
                (metricName) =>
                  new cloudwatch.Metric({
                    namespace: 'AWS/WAFV2',
                    metricName,
                    dimensionsMap: { WebACL: waf.name, Region: api.restApi.stack.region, Rule: 'ALL' },
                    ...sum(metricName),
                  }),
              ),
            },
          ]
        : []),
    ]),
  );
}

function byTool({ stage }: DashboardOptions): Rows {
  const eachTool = (name: MetricName) => toolNames.map((tool) => ownMetric(stage, name, { tool }));
  return row(
    'Tools',
    graphs([
      { title: 'Calls', metrics: eachTool('Calls'), options: { stacked: true } },
      {
        title: 'Calls that end in an error',
        metrics: toolNames.map((tool) =>
          math(
            `100 * FILL(errors_${tool}, 0) / calls_${tool}`,
            {
              [`errors_${tool}`]: ownMetric(stage, 'Errors', { tool }),
              [`calls_${tool}`]: ownMetric(stage, 'Calls', { tool }),
            },
            tool,
          ),
        ),
        options: { unit: '%', max: 100 },
      },
      { title: 'Latency (p95)', metrics: eachTool('Latency'), options: { unit: 'ms' } },
      {
        title: 'Errors by code',
        metrics: errorNames.map((name) => ownMetric(stage, name, { label: name.replace(/^Error/, '') })),
        options: { stacked: true },
      },
    ]),
  );
}

/** Errors of tools. The row `Front door` shows the requests that are rejected before a tool runs. */
const errorNames = (Object.keys(metricDefinitions) as MetricName[]).filter(
  (name) => name.startsWith('Error') && name !== 'Errors' && metricDefinitions[name].byTool,
);

function limits({ stage }: DashboardOptions): Rows {
  return row(
    'Limits and cache',
    graphs([
      {
        title: 'Rejected by a rate limit',
        metrics: [
          ownMetric(stage, 'CallerLimitHits', { label: "caller's total" }),
          ownMetric(stage, 'ToolLimitHits', { label: "tool's limit" }),
        ],
        options: { stacked: true },
      },
      {
        title: 'DynamoDB unreachable',
        metrics: [
          ownMetric(stage, 'LimiterDegraded', { label: 'calls counted in memory' }),
          ownMetric(stage, 'StoreCircuitOpened', { label: 'circuit breakers opened' }),
        ],
      },
      {
        title: 'Answered from memory',
        metrics: cachedToolNames.map((tool) =>
          math(
            `100 * FILL(hits_${tool}, 0) / (FILL(hits_${tool}, 0) + FILL(misses_${tool}, 0))`,
            {
              [`hits_${tool}`]: ownMetric(stage, 'CacheHits', { tool }),
              [`misses_${tool}`]: ownMetric(stage, 'CacheMisses', { tool }),
            },
            tool,
          ),
        ),
        options: { unit: '%', max: 100 },
      },
    ]),
  );
}
