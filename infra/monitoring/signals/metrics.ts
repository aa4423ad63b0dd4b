import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import {
  type MetricName,
  metricDefinitions,
  namespace,
  service,
  unknownTool,
} from '../../../lambda/observability/metric-definitions.ts';
import { tools } from '../../../lambda/tools/index.ts';
import type { Stage } from '../../config/stages.ts';

/** Every value of the dimension for tools. */
export const toolNames = [...tools.map(({ name }) => name), unknownTool];
export const cachedToolNames = tools.filter(({ cache }) => cache !== 'never').map(({ name }) => name);

export interface OwnMetricOptions {
  /** Only metrics that are counted by tool have this dimension. */
  readonly tool?: string;
  readonly statistic?: string;
  readonly label?: string;
  readonly minutes?: number;
}

/**
 * A metric that the server sends. Default statistics: the sum of counts, the maximum of gauges, the 95th percentile of
 * durations.
 */
export function ownMetric(
  { name: stage }: Pick<Stage, 'name'>,
  metricName: MetricName,
  { tool, statistic, label, minutes = 5 }: OwnMetricOptions = {},
): cloudwatch.Metric {
  const definition = metricDefinitions[metricName];
  const { unit, byTool } = definition;
  const usual = 'isGauge' in definition ? 'Maximum' : unit === 'Count' ? 'Sum' : 'p95';
  if (tool !== undefined && !byTool) throw new Error(`${metricName} is not counted by tool.`);
  return new cloudwatch.Metric({
    namespace,
    metricName,
    dimensionsMap: { service, stage, ...(tool !== undefined && { tool }) },
    statistic: statistic ?? usual,
    label: label ?? tool ?? metricName,
    period: Duration.minutes(minutes),
  });
}

/**
 * Metric math with the metrics that it names. CloudWatch does not treat a missing count as zero unless FILL does so.
 */
export function math(
  expression: string,
  usingMetrics: Record<string, cloudwatch.IMetric>,
  label: string,
  minutes = 5,
): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression,
    usingMetrics,
    label,
    period: Duration.minutes(minutes),
  });
}
