import { Duration } from 'aws-cdk-lib';
import type { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Api } from './api.ts';
import { math, ownMetric } from './monitoring-metrics.ts';
import type { Stage } from './stages.ts';

/** The objective: this share of all requests ends neither in a 5xx nor in a tool error of ours, over four weeks. */
export const availabilityObjective = 0.999;
const errorBudget = 1 - availabilityObjective;

export interface Availability {
  readonly stage: Stage;
  readonly api: Api;
}

/** Per cent of the requests that were answered. */
export function availability(of: Availability): MathExpression {
  return math('100 * (1 - (FILL(refused, 0) + FILL(failed, 0)) / requests)', requestsOf(of, 5), 'Availability %');
}

/** Per cent of the error budget that is left. */
export function budgetLeft(of: Availability): MathExpression {
  return math(
    `100 * (1 - (FILL(refused, 0) + FILL(failed, 0)) / requests / ${budget})`,
    requestsOf(of, 5),
    'Error budget left %',
  );
}

/**
 * How many times as fast as allowed the budget is used up. Fewer failures than `atLeast` in the window count as none:
 * at night one of three calls is a third, and no reason to wake anybody.
 */
export function burnRate(of: Availability, minutes: number, atLeast = 0): MathExpression {
  const failures = 'FILL(refused, 0) + FILL(failed, 0)';
  const rate = `(${failures}) / requests / ${budget}`;
  return math(
    atLeast > 0 ? `IF(${failures} >= ${atLeast}, ${rate}, 0)` : rate,
    requestsOf(of, minutes),
    `Burn rate over ${windowName(minutes)}`,
    minutes,
  );
}

/** As the expression writes it: 1 − 0.999 is a little more in binary. */
const budget = errorBudget.toFixed(4).replace(/0+$/, '');

function requestsOf({ stage, api }: Availability, minutes: number) {
  const period = Duration.minutes(minutes);
  const gateway = api.restApi.deploymentStage;
  return {
    requests: gateway.metricCount({ period, statistic: 'Sum' }),
    refused: gateway.metricServerError({ period, statistic: 'Sum' }),
    failed: ownMetric(stage, 'HiddenFaults', { minutes }),
  };
}

function windowName(minutes: number): string {
  return minutes < 60 ? `${minutes} min` : `${minutes / 60} h`;
}
