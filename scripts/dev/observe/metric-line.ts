import type { AuditRecord } from '../../../lambda/observability/audit-log.ts';
import { type MetricName, namespace } from '../../../lambda/observability/metric-definitions.ts';

/** A metric line of the server, in CloudWatch's embedded metric format. */
export interface MetricLine extends Readonly<Partial<Record<MetricName, number>>> {
  readonly _aws: {
    /** Milliseconds since the epoch. */
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: MetricName; readonly Unit: string }[];
    }[];
  };
  readonly service: string;
  readonly stage: string;
  readonly tool?: string;
  readonly request_id?: string;
}

/** Parses a line of the server's output; undefined if it is not a metric line of this server. */
export function readMetricLine(line: string): MetricLine | undefined {
  if (!line.startsWith('{"_aws"')) return undefined;
  try {
    const parsed = JSON.parse(line) as MetricLine;
    return parsed._aws.CloudWatchMetrics.every(({ Namespace }) => Namespace === namespace)
      ? parsed
      : undefined;
  } catch {
    return undefined;
  }
}

/** Parses a line of the server's output; undefined if it is not an audit record. */
export function readAuditLine(line: string): AuditRecord | undefined {
  if (!line.startsWith('{"audit":true')) return undefined;
  try {
    return JSON.parse(line) as AuditRecord;
  } catch {
    return undefined;
  }
}
