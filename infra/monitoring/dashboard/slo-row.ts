import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { availabilityObjective } from '../signals/alarm-definitions.ts';
import { ownMetric } from '../signals/metrics.ts';
import { availability, budgetLeft, burnRate } from '../signals/service-level-objective.ts';
import type { DashboardOptions } from './dashboard-options.ts';
import { graphs, row } from './widgets.ts';

/** The availability objective and the remaining error budget. */
export function sloRow(options: DashboardOptions): cloudwatch.IWidget[][] {
  const number = (title: string, metric: cloudwatch.IMetric) =>
    new cloudwatch.SingleValueWidget({
      title,
      metrics: [metric],
      width: 4,
      height: 6,
      setPeriodToTimeRange: true,
    });
  const panels = graphs(
    [
      {
        title: 'Burn rate (1 = uses up exactly the error budget)',
        metrics: [burnRate(options, 5), burnRate(options, 60)],
        options: {
          marks: [
            { value: 14.4, label: 'fast' },
            { value: 6, label: 'slow' },
          ],
        },
      },
      {
        title: 'Latency of calls',
        metrics: ['p50', 'p95', 'p99'].map((statistic) =>
          ownMetric(options.stage, 'Latency', { statistic, label: statistic }),
        ),
        options: { unit: 'ms' },
      },
    ],
    16,
  );
  return row(`Objective: ${availabilityObjective * 100} % of all MCP requests succeed, over four weeks`, [
    number('Availability', availability(options)),
    number('Error budget left', budgetLeft(options)),
    ...panels,
  ]);
}
