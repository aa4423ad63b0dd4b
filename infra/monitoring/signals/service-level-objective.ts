import type { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Stage } from '../../config/stages.ts';
import { availabilityObjective } from './alarm-definitions.ts';
import { gatewayMetric } from './gateway-metrics.ts';
import { math, ownMetric } from './metrics.ts';

/** In decimals, as expressions have it: in binary, 1 − 0.999 is a little more. */
const errorBudget = Number((1 - availabilityObjective).toFixed(6));

export interface Availability {
  readonly stage: Stage;
}

/** Per cent of the requests that were answered. */
export function availability(of: Availability): MathExpression {
  const { failures, requests, metrics } = requestsOf(of, 5);
  return math(`100 * (1 - (${failures}) / ${requests})`, metrics, 'Availability %');
}

/** Per cent of the error budget that is left. */
export function budgetLeft(of: Availability): MathExpression {
  const { failures, requests, metrics } = requestsOf(of, 5);
  return math(`100 * (1 - (${failures}) / ${requests} / ${errorBudget})`, metrics, 'Error budget left %');
}

/**
 * How many times as fast as allowed the budget is used up. Fewer failures than `atLeast` in the window count as none:
 * at night one of three calls is a third, and no reason to notify.
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

/** As expressions over one window; a graph may hold several, so their ids have its length in them. */
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
