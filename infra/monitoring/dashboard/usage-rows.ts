import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ownMetric } from '../signals/metrics.ts';
import type { DashboardOptions } from './dashboard-options.ts';
import { graphs, row } from './widgets.ts';

type Rows = cloudwatch.IWidget[][];

const period = Duration.minutes(5);

/** The row about sign-ins and rejected tokens. */
export function signInRow({ stage, authorizer }: DashboardOptions): Rows {
  return row(
    'Sign-in',
    graphs([
      {
        title: 'Rejected tokens, missing scopes, suspected attacks',
        metrics: [
          ownMetric(stage, 'SuspectedAttacks', { label: 'suspected attacks' }),
          ownMetric(stage, 'AuthFailures', { label: 'all' }),
          ownMetric(stage, 'ErrorPermissionDenied', { label: 'missing scope of a tool' }),
        ],
      },
      {
        title: 'Issuer unreachable',
        metrics: [ownMetric(stage, 'ErrorIssuerUnreachable', { label: 'tokens not verified' })],
      },
      {
        title: 'Authorizer (p95)',
        metrics: [authorizer.function.metricDuration({ statistic: 'p95', label: 'duration', period })],
        options: {
          unit: 'ms',
          right: [authorizer.function.metricInvocations({ statistic: 'Sum', label: 'invocations', period })],
        },
      },
    ]),
  );
}

/** The row about tickets and other usage. */
export function usageRows({ stage, identity }: DashboardOptions): Rows {
  const hasCanary = stage.canary && identity.canary;
  const perDay = { minutes: 1_440 };
  return row(
    'Tickets',
    graphs([
      {
        title: 'Filed, resolved and closed per day',
        metrics: [
          ownMetric(stage, 'TicketsCreated', { ...perDay, label: 'filed' }),
          ownMetric(stage, 'TicketsDuplicate', { ...perDay, label: 'duplicates' }),
          ownMetric(stage, 'TicketsResolved', { ...perDay, label: 'resolved' }),
          ownMetric(stage, 'TicketsClosed', { ...perDay, label: 'closed' }),
        ],
      },
      {
        title: 'Unfinished, by priority',
        metrics: [
          ownMetric(stage, 'TicketsUnfinishedCritical', { label: 'critical' }),
          ownMetric(stage, 'TicketsUnfinishedHigh', { label: 'high' }),
          ownMetric(stage, 'TicketsUnfinishedMedium', { label: 'medium' }),
          ownMetric(stage, 'TicketsUnfinishedLow', { label: 'low' }),
        ],
        options: { stacked: true },
      },
      { title: 'Overdue', metrics: [ownMetric(stage, 'TicketsOverdue', { label: 'overdue' })] },
      ...(hasCanary
        ? [
            {
              title: 'Canary',
              metrics: [ownMetric(stage, 'CanarySuccess', { statistic: 'Minimum', label: '1 = success' })],
              options: { max: 1 },
            },
          ]
        : []),
    ]),
  );
}
