import { namespace } from '../../../lambda/observability/metric-definitions.ts';
import type { Segment } from '../../../lambda/observability/tracing/xray-exporter.ts';
import { percentile } from '../../dev/observe/observations.ts';
import type { MetricId } from './read-dashboard.ts';
import type { RecordedRun } from './sample-run/sample-server.ts';

/** One measured value of a metric. */
export interface Sample {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly value: number;
}

/**
 * Finds the values of a metric in a local run: our own metrics as sent, AWS's metrics as far as traces show them.
 * undefined if only AWS has the values.
 */
export function samplesIn(run: RecordedRun): (metric: MetricId) => readonly Sample[] | undefined {
  const ofAws = awsSamples(run);
  return ({ namespace: from, name, dimensions }) => {
    // Traces contain nothing about the authorizer.
    if (dimensions.FunctionName?.startsWith('Authorizer')) return undefined;
    if (from !== namespace) return ofAws.get([from, name, dimensions.Operation].join(' ').trim());
    return run.metrics.flatMap((line) => {
      const isOfTool = dimensions.tool === undefined || dimensions.tool === line.tool;
      const value = line[name as 'Calls'];
      return isOfTool && value !== undefined ? [{ time: line._aws.Timestamp, value }] : [];
    });
  };
}

/** Metrics of the gateway, Lambda and DynamoDB, derived from traces. */
function awsSamples({ traces, gatewayRejections }: RecordedRun): Map<string, Sample[]> {
  const samples = new Map<string, Sample[]>();
  const add = (metric: string, time: number, value: number) => {
    const values = samples.get(metric) ?? [];
    values.push({ time, value });
    samples.set(metric, values);
  };
  const addAnswer = (time: number, status: number) => {
    add('AWS/ApiGateway Count', time, 1);
    add('AWS/ApiGateway 4XXError', time, status >= 400 && status < 500 ? 1 : 0);
    add('AWS/ApiGateway 5XXError', time, status >= 500 ? 1 : 0);
  };

  for (const { time, status } of gatewayRejections) addAnswer(time, status);
  for (const trace of traces) {
    const time = trace.start_time * 1_000;
    addAnswer(time, Number(trace.annotations?.http_response_status_code));
    add('AWS/ApiGateway Latency', time, milliseconds(trace));
    add('AWS/ApiGateway IntegrationLatency', time, milliseconds(trace));
    add('AWS/Lambda Invocations', time, 1);
    add('AWS/Lambda Errors', time, 0);
    add('AWS/Lambda Duration', time, milliseconds(trace));
    const atOnce = traces.filter(
      (other) => other.start_time <= trace.start_time && other.end_time > trace.start_time,
    );
    add('AWS/Lambda ConcurrentExecutions', time, atOnce.length);
    for (const { start_time, end_time, aws, annotations } of stepsBelow(trace)) {
      if (!aws) continue;
      const request = { start_time, end_time };
      add(`AWS/DynamoDB SuccessfulRequestLatency ${aws.operation}`, time, milliseconds(request));
      const failed = annotations?.db_response_status_code === 'ConditionFailed' ? 1 : 0;
      add('AWS/DynamoDB ConditionalCheckFailedRequests', time, failed);
    }
  }
  return samples;
}

function stepsBelow({ subsegments = [] }: Segment): Segment[] {
  return subsegments.flatMap((step) => [step, ...stepsBelow(step)]);
}

function milliseconds({ start_time, end_time }: Pick<Segment, 'start_time' | 'end_time'>): number {
  return (end_time - start_time) * 1_000;
}

/** CloudWatch's statistic of this name over many numbers; undefined for none. */
export function statistic(name: string, values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  if (name === 'Sum') return values.reduce((sum, value) => sum + value, 0);
  if (name === 'Maximum') return Math.max(...values);
  if (name === 'Minimum') return Math.min(...values);
  return percentile(values, Number(name.slice(1)) / 100);
}
