import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { apiName } from '../../api/rest-api.ts';
import type { Stage } from '../../config/stages.ts';

export interface GatewayMetricOptions {
  readonly minutes?: number;
  /** Counts only `POST /mcp`, without health checks and scanners. */
  readonly mcpOnly?: boolean;
}

/**
 * A sum metric of API Gateway, by the names of API and stage. CDK's own metrics refer to the stage itself; a rollback
 * alarm on them would be a circular dependency: alarm → stage → alias → alarm.
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
