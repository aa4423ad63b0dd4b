import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { tableDefinition } from '../../../lambda/dynamodb/table-schema.ts';
import { math } from '../signals/metrics.ts';
import { type MonitoredResources, tableOperations } from '../signals/monitored-resources.ts';
import type { AlarmDefinition } from './create-alarm.ts';

const fiveMinutes = { period: Duration.minutes(5) };

/** Alarms on the gateway and the function. */
export function functionAlarms({ stage, server, api }: MonitoredResources): AlarmDefinition[] {
  const gateway = api.restApi.deploymentStage;
  const { reservedConcurrency } = stage;
  return [
    {
      name: 'gateway-errors',
      meaning: 'API Gateway answered more than 1 % of the requests with a 5xx for ten minutes.',
      metric: math(
        'IF(errors >= 5, 100 * errors / requests, 0)',
        {
          errors: gateway.metricServerError({ ...fiveMinutes, statistic: 'Sum' }),
          requests: gateway.metricCount({ ...fiveMinutes, statistic: 'Sum' }),
        },
        '5xx %',
      ),
      threshold: 1,
      comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
      periods: [2, 2],
    },
    {
      name: 'function-throttled',
      meaning: 'Lambda throttled requests because no instance was free.',
      metric: server.function.metricThrottles({ ...fiveMinutes, statistic: 'Sum' }),
      threshold: 1,
    },
    ...(reservedConcurrency === undefined
      ? []
      : [
          {
            name: 'concurrency-high',
            meaning: `At least 80 % of the ${reservedConcurrency} reserved instances are busy.`,
            metric: server.function.metric('ConcurrentExecutions', { ...fiveMinutes, statistic: 'Maximum' }),
            threshold: reservedConcurrency * 0.8,
            periods: [2, 3] as const,
          },
        ]),
    {
      name: 'logs-flood',
      meaning:
        'The function has logged more than a gigabyte within an hour, and logs are billed by the gigabyte.',
      metric: new Metric({
        namespace: 'AWS/Logs',
        metricName: 'IncomingBytes',
        dimensionsMap: { LogGroupName: server.logGroup.logGroupName },
        statistic: 'Sum',
        period: Duration.hours(1),
      }),
      threshold: 1e9,
    },
  ];
}

export function tableAlarms({ state }: MonitoredResources): AlarmDefinition[] {
  const ofTable = (name: string) => state.table.metric(name, { ...fiveMinutes, statistic: 'Sum' });
  const ofIndex = (name: string) =>
    state.table.metric(name, {
      ...fiveMinutes,
      statistic: 'Sum',
      dimensionsMap: {
        TableName: state.table.tableName,
        GlobalSecondaryIndexName: tableDefinition.index.name,
      },
    });
  return [
    {
      name: 'table-throttled',
      meaning: 'DynamoDB throttled requests that exceeded the capacity of the table or its index.',
      metric: math(
        'FILL(reads, 0) + FILL(writes, 0) + FILL(index_reads, 0) + FILL(index_writes, 0)',
        {
          reads: ofTable('ReadThrottleEvents'),
          writes: ofTable('WriteThrottleEvents'),
          index_reads: ofIndex('ReadThrottleEvents'),
          index_writes: ofIndex('WriteThrottleEvents'),
        },
        'Throttled',
      ),
      threshold: 1,
      periods: [2, 3],
    },
    {
      name: 'table-errors',
      meaning: 'DynamoDB answers with internal errors (HTTP 500).',
      metric: math(
        tableOperations.map((_, i) => `FILL(e${i}, 0)`).join(' + '),
        Object.fromEntries(
          tableOperations.map((Operation, i): [string, IMetric] => [
            `e${i}`,
            state.table.metric('SystemErrors', {
              ...fiveMinutes,
              statistic: 'Sum',
              dimensionsMap: { TableName: state.table.tableName, Operation },
            }),
          ]),
        ),
        'System errors',
      ),
      threshold: 5,
      periods: [2, 3],
    },
    {
      name: 'transactions-conflict',
      meaning: 'More than 50 transactions within five minutes conflicted with another transaction.',
      metric: ofTable('TransactionConflict'),
      threshold: 50,
      periods: [2, 3],
    },
  ];
}

export function auditTrailAlarms({ auditTrail, auditLock }: MonitoredResources): AlarmDefinition[] {
  return [
    {
      name: 'audit-trail-behind',
      meaning: 'Audit records have been waiting for 15 minutes for delivery to the locked bucket.',
      metric: auditTrail.stream.metric('DeliveryToS3.DataFreshness', {
        ...fiveMinutes,
        statistic: 'Maximum',
      }),
      threshold: 900,
      periods: [2, 2],
    },
    {
      name: 'audit-trail-unlocked',
      meaning: 'Objects of the audit trail could not be locked for a day and can be deleted.',
      metric: auditLock.deadLetters.metricApproximateNumberOfMessagesVisible({
        ...fiveMinutes,
        statistic: 'Maximum',
      }),
      threshold: 1,
    },
  ];
}
