import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { canaryMinutes } from '../signals/canary.ts';
import { math, ownMetric } from '../signals/metrics.ts';
import type { MonitoredResources } from '../signals/monitored-resources.ts';
import type { AlarmDefinition } from './create-alarm.ts';
import { auditTrailAlarms, functionAlarms, tableAlarms } from './resource-alarms.ts';

/** What wakes somebody, besides the burn rates and the errors behind the alias; a heading each in docs/operating.md. */
export function serviceAlarms(options: MonitoredResources): AlarmDefinition[] {
  const { stage } = options;
  return [
    {
      name: 'slow-answers',
      meaning: 'For a quarter of an hour, one of twenty answers has taken longer than a second.',
      metric: ownMetric(stage, 'Latency'),
      threshold: 1_000,
      periods: [3, 3],
    },
    ...functionAlarms(options),
    ...tableAlarms(options),
    {
      name: 'limiter-degraded',
      meaning: 'The limiter cannot reach DynamoDB: each instance counts for itself, and writes are refused.',
      metric: ownMetric(stage, 'LimiterDegraded'),
      threshold: 1,
    },
    {
      name: 'limits-refuse-many',
      meaning: 'For a quarter of an hour, one of five calls was refused for a limit.',
      metric: math(
        'IF(FILL(caller, 0) + FILL(tool, 0) >= 20, 100 * (FILL(caller, 0) + FILL(tool, 0)) / calls, 0)',
        {
          caller: ownMetric(stage, 'CallerLimitHits'),
          tool: ownMetric(stage, 'ToolLimitHits'),
          calls: ownMetric(stage, 'Calls'),
        },
        'Refused for a limit %',
      ),
      threshold: 20,
      periods: [3, 3],
    },
    {
      name: 'sign-ins-fail',
      meaning: 'A hundred tokens or more were refused within five minutes.',
      metric: ownMetric(stage, 'AuthFailures'),
      threshold: 100,
    },
    {
      name: 'issuer-unreachable',
      meaning: "Tokens cannot be checked: the issuer's keys cannot be fetched.",
      metric: ownMetric(stage, 'ErrorIssuerUnreachable'),
      threshold: 3,
    },
    ...auditTrailAlarms(options),
    ...(options.identity.canary && stage.canary
      ? [
          {
            name: 'canary-fails',
            meaning:
              'The canary could not sign in, list the tools and call one, twice within a quarter of an hour; or its runs have stopped.',
            metric: ownMetric(stage, 'CanarySuccess', { statistic: 'Minimum', minutes: canaryMinutes }),
            threshold: 1,
            comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
            periods: [2, 3] as const,
            notifyOnMissingData: true,
          },
        ]
      : []),
  ];
}
