import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { logGroupOf, type QueryName, savedQueries } from '../signals/log-queries.ts';
import { math, ownMetric } from '../signals/metrics.ts';
import { tableOperations } from '../signals/monitored-resources.ts';
import type { DashboardOptions } from './dashboard-options.ts';
import { signInRow, usageRows } from './usage-rows.ts';
import { graphs, row } from './widgets.ts';

type Rows = cloudwatch.IWidget[][];

const period = Duration.minutes(5);
const sum = (label: string) => ({ statistic: 'Sum', label, period });
const most = (label: string) => ({ statistic: 'Maximum', label, period });

/** Rows about the resources behind the server, sign-ins and tickets. */
export function resourceRows(options: DashboardOptions): Rows {
  return [...lambda(options), ...table(options), ...signInRow(options), ...usageRows(options)];
}

function lambda(options: DashboardOptions): Rows {
  const { stage, server } = options;
  const { reservedConcurrency } = stage;
  return [
    ...row(
      'Lambda',
      graphs([
        {
          title: 'Invocations',
          metrics: [
            server.function.metricInvocations(sum('all')),
            server.function.metricErrors(sum('errors')),
            server.function.metricThrottles(sum('throttled')),
          ],
        },
        {
          title: 'Busy instances',
          metrics: [server.function.metric('ConcurrentExecutions', most('concurrent'))],
          options: reservedConcurrency ? { marks: [{ value: reservedConcurrency, label: 'reserved' }] } : {},
        },
        {
          title: 'Duration',
          metrics: ['p50', 'p95', 'p99'].map((statistic) =>
            server.function.metricDuration({ statistic, label: statistic, period }),
          ),
          options: { unit: 'ms' },
        },
        { title: 'Cold starts', metrics: [ownMetric(stage, 'ColdStarts')] },
      ]),
    ),
    [logPanel('Cold start duration', 'cold-starts', options), logPanel('Memory', 'memory', options)],
  ];
}

function logPanel(title: string, name: QueryName, options: DashboardOptions): cloudwatch.LogQueryWidget {
  return new cloudwatch.LogQueryWidget({
    title,
    logGroupNames: [logGroupOf(name, options).logGroupName],
    queryLines: [...savedQueries[name].lines],
    view: cloudwatch.LogQueryVisualizationType.LINE,
    width: 12,
    height: 5,
  });
}

function table({ stage, state }: DashboardOptions): Rows {
  const ofTable = (name: string, label: string) => state.table.metric(name, sum(label));
  const ofOperation = (name: string, Operation: string, statistic: string) =>
    state.table.metric(name, {
      statistic,
      label: Operation,
      period,
      dimensionsMap: { TableName: state.table.tableName, Operation },
    });
  return row(
    'DynamoDB',
    graphs([
      {
        title: 'Consumed capacity',
        metrics: [
          ofTable('ConsumedReadCapacityUnits', 'reads'),
          ofTable('ConsumedWriteCapacityUnits', 'writes'),
        ],
      },
      {
        title: 'Request latency (p95)',
        metrics: tableOperations.map((operation) =>
          ofOperation('SuccessfulRequestLatency', operation, 'p95'),
        ),
        options: { unit: 'ms' },
      },
      {
        title: 'Throttled requests, conflicts, failed conditions',
        metrics: [
          ofTable('ReadThrottleEvents', 'reads throttled'),
          ofTable('WriteThrottleEvents', 'writes throttled'),
          ofTable('TransactionConflict', 'conflicts'),
          ofTable('ConditionalCheckFailedRequests', 'conditions'),
        ],
      },
      {
        title: 'Table requests per call',
        metrics: [
          math(
            'requests / calls',
            { requests: ownMetric(stage, 'StoreRequests'), calls: ownMetric(stage, 'Calls') },
            'on average',
          ),
        ],
      },
    ]),
  );
}
