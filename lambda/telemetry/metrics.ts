import { MetricUnit, Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import type { Call } from '../call.ts';
import type { Config } from '../config.ts';

/** CloudWatch metrics in embedded metric format, one line a request; dimensions are service, stage and tool only. */
export interface Metrics {
  record(call: Call, ms: number): void;
  /** The limiter could not reach DynamoDB and counted in memory. */
  limiterDegraded(): void;
}

export function createMetrics(config: Pick<Config, 'stage'>): Metrics {
  const metrics = new PowertoolsMetrics({
    namespace: 'OpsAssistant',
    serviceName: 'ops-assistant',
    defaultDimensions: { stage: config.stage },
  });
  return {
    record(call, ms) {
      if (call.method === 'tools/call' && call.target) metrics.addDimensions({ tool: call.target });
      metrics.addMetric('Calls', MetricUnit.Count, 1);
      metrics.addMetric('Latency', MetricUnit.Milliseconds, ms);
      if (call.errorCode) metrics.addMetric(`Error_${call.errorCode}`, MetricUnit.Count, 1);
      if (call.cache === 'hit') metrics.addMetric('CacheHits', MetricUnit.Count, 1);
      if (call.outcome === 'limited') metrics.addMetric('LimitHits', MetricUnit.Count, 1);
      metrics.publishStoredMetrics();
    },
    limiterDegraded() {
      metrics.addMetric('LimiterDegraded', MetricUnit.Count, 1);
    },
  };
}
