import { Duration } from 'aws-cdk-lib';
import { gatewayMetric } from '../signals/gateway-metrics.ts';
import { math, ownMetric } from '../signals/metrics.ts';
import type { MonitoredResources } from '../signals/monitored-resources.ts';
import type { AlarmDefinition } from './create-alarm.ts';

const oneMinute = { period: Duration.minutes(1), statistic: 'Sum' };

/**
 * Alarms that roll a new version back within a minute: crashes, errors in answers, and 5xx of the gateway. During a
 * shift, a broken version gets one call in ten, so two failures per minute are enough.
 */
export function rollbackAlarms({ stage, server }: MonitoredResources): AlarmDefinition[] {
  const share = (failures: string) =>
    `IF(FILL(${failures}, 0) >= 2, 100 * FILL(${failures}, 0) / requests, 0)`;
  return [
    {
      name: 'rollout-crashes',
      runbook: 'rollout',
      meaning: 'An invocation of the alias `live` failed while traffic was being shifted to a new version.',
      metric: server.live.metricErrors(oneMinute),
      threshold: 1,
    },
    {
      name: 'rollout-faults',
      runbook: 'rollout',
      meaning: 'At least 2 % of the calls ended in a server error within a minute.',
      metric: math(
        share('faults'),
        {
          faults: ownMetric(stage, 'Faults', { minutes: 1 }),
          requests: ownMetric(stage, 'Calls', { minutes: 1 }),
        },
        'Faults %',
        1,
      ),
      threshold: 2,
    },
    {
      name: 'rollout-5xx',
      runbook: 'rollout',
      meaning: 'API Gateway answered at least 2 % of the requests with a 5xx within a minute.',
      metric: math(
        share('errors'),
        {
          errors: gatewayMetric(stage, '5XXError', { minutes: 1, mcpOnly: true }),
          requests: gatewayMetric(stage, 'Count', { minutes: 1, mcpOnly: true }),
        },
        '5xx %',
        1,
      ),
      threshold: 2,
    },
  ];
}
