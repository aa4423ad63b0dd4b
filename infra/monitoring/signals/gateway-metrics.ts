import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { apiName } from '../../api/rest-api.ts';
import type { Stage } from '../../config/stages.ts';

export interface GatewayMetricOptions {
  readonly minutes?: number;
  /** Of `POST /mcp` alone, which leaves out health checks and whatever scanners ask for. */
  readonly mcpOnly?: boolean;
}

/**
 * A sum of API Gateway's by the names of API and stage. Not by reference, as CDK's own metrics are: an alarm that takes
 * deployments back would then wait for the stage, which waits for the function's alias, which waits for the alarm.
 */
export function gatewayMetric(
  stage: Stage,
  metricName: 'Count' | '5XXError',
  { minutes = 5, mcpOnly = false }: GatewayMetricOptions = {},
): Metric {
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: {
      ApiName: apiName(stage),
      Stage: stage.name,
      ...(mcpOnly && stage.metrics === 'all' && { Method: 'POST', Resource: '/mcp' }),
    },
    statistic: 'Sum',
    period: Duration.minutes(minutes),
  });
}
