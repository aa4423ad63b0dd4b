import { ComparisonOperator, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Stage } from '../../config/stages.ts';
import { type ServiceAlarm, type Signal, serviceAlarmDefinitions } from '../signals/alarm-definitions.ts';
import { canaryMinutes } from '../signals/canary.ts';
import { math, ownMetric } from '../signals/metrics.ts';
import type { MonitoredResources } from '../signals/monitored-resources.ts';
import type { AlarmDefinition } from './create-alarm.ts';
import { auditTrailAlarms, functionAlarms, tableAlarms } from './resource-alarms.ts';

/**
 * The alarms that notify the person on call, except burn rates and errors behind the alias. Each has a heading in
 * docs/operating.md.
 */
export function serviceAlarms(options: MonitoredResources): AlarmDefinition[] {
  const alarms = allServiceAlarms(options);
  return options.stage.metrics === 'all' ? alarms : alarms.filter(({ name }) => coreAlarms.includes(name));
}

/** Excludes alarms on quality of service, and on metrics that a stage with `metrics: 'core'` does not send. */
const coreAlarms = [
  'gateway-errors',
  'function-throttled',
  'logs-flood',
  'table-throttled',
  'limiter-degraded',
  'issuer-unreachable',
  'audit-trail-behind',
  'audit-trail-unlocked',
];

function allServiceAlarms(options: MonitoredResources): AlarmDefinition[] {
  const { stage } = options;
  return [
    ...serviceAlarmDefinitions.map((definition) => cloudWatchAlarm(stage, definition)),
    ...functionAlarms(options),
    ...tableAlarms(options),
    ...auditTrailAlarms(options),
    ...(options.identity.canary && stage.canary
      ? [
          {
            name: 'canary-fails',
            meaning:
              'The canary failed to sign in, list the tools or call one twice within 15 minutes, or it no longer runs.',
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

function cloudWatchAlarm(
  stage: Stage,
  { name, meaning, signal, threshold, periods }: ServiceAlarm,
): AlarmDefinition {
  return { name, meaning, metric: metricOf(stage, signal), threshold, periods: [periods, periods] };
}

function metricOf(stage: Stage, signal: Signal): IMetric {
  if ('sum' in signal) return ownMetric(stage, signal.sum);
  if ('p95' in signal) return ownMetric(stage, signal.p95);
  const refused = signal.percentOfCalls.map((_, i) => `FILL(m${i}, 0)`).join(' + ');
  return math(
    `IF(${refused} >= ${signal.atLeast}, 100 * (${refused}) / calls, 0)`,
    {
      ...Object.fromEntries(signal.percentOfCalls.map((name, i) => [`m${i}`, ownMetric(stage, name)])),
      calls: ownMetric(stage, 'Calls'),
    },
    '% of calls',
  );
}
