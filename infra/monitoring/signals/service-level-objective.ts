import type { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Stage } from '../../config/stages.ts';
import { availabilityObjective } from './alarm-definitions.ts';
import { gatewayMetric } from './gateway-metrics.ts';
import { math, ownMetric } from './metrics.ts';

/** Rounded, because 1 − 0.999 is slightly more than 0.001 in binary, and expressions contain this number. */
const errorBudget = Number((1 - availabilityObjective).toFixed(6));

export interface Availability {
  readonly stage: Stage;
}

/** Percentage of requests that were answered. */
export function availability(of: Availability): MathExpression {
  const { failures, requests, metrics } = requestsOf(of, 5);
  return math(`100 * (1 - (${failures}) / ${requests})`, metrics, 'Availability %');
}

/** Remaining error budget in percent. */
export function budgetLeft(of: Availability): MathExpression {
  const { failures, requests, metrics } = requestsOf(of, 5);
  return math(`100 * (1 - (${failures}) / ${requests} / ${errorBudget})`, metrics, 'Error budget left %');
}

/**
 * How many times faster than allowed the error budget is used up. Fewer failures than `atLeast` in the window count as
 * none: at night, one failure in three calls is no reason to notify.
 */
export function burnRate(of: Availability, minutes: number, atLeast = 0): MathExpression {
  const { failures, requests, metrics } = requestsOf(of, minutes);
  const rate = `(${failures}) / ${requests} / ${errorBudget}`;
  return math(
    atLeast > 0 ? `IF(${failures} >= ${atLeast}, ${rate}, 0)` : rate,
    metrics,
    `over ${windowName(minutes)}`,
    minutes,
  );
}

/** The expressions over one window. Their ids contain its length, because a graph may show several windows. */
function requestsOf({ stage }: Availability, minutes: number) {
  const ofMcp = { minutes, mcpOnly: true };
  const requests = `requests_${minutes}`;
  const refused = `refused_${minutes}`;
  const failed = `failed_${minutes}`;
  return {
    requests,
    failures: `FILL(${refused}, 0) + FILL(${failed}, 0)`,
    metrics: {
      [requests]: gatewayMetric(stage, 'Count', ofMcp),
      [refused]: gatewayMetric(stage, '5XXError', ofMcp),
      [failed]: ownMetric(stage, 'HiddenFaults', { minutes }),
    },
  };
}

function windowName(minutes: number): string {
  return minutes < 60 ? `${minutes} min` : `${minutes / 60} h`;
}
