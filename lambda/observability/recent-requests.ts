import type { AuditRecord } from './audit-log.ts';
import type { MetricValues } from './metrics.ts';

/** The audit record and the metrics of one request, as written. */
interface RecordedRequest {
  readonly record: AuditRecord;
  readonly metrics: MetricValues;
}

/** The last requests of this instance, for an administrator to read through MCP. */
export interface RecentRequests {
  add(request: RecordedRequest): void;
  find(traceId: string): RecordedRequest | undefined;
  /** Newest first. */
  list(): readonly RecordedRequest[];
}

const capacity = 100;

export function createRecentRequests(): RecentRequests {
  const requests: RecordedRequest[] = [];
  return {
    add(request) {
      requests.push(request);
      if (requests.length > capacity) requests.shift();
    },
    find: (traceId) => requests.findLast(({ record }) => record.trace_id === traceId),
    list: () => requests.toReversed(),
  };
}
