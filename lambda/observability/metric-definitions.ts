import type { ToolErrorCode } from '../errors/tool-error.ts';
import { type Suspicion, suspicions } from './outcome.ts';

/** Every metric there is, with its unit and dimensions: what the code sends, the dashboard draws and the alarms watch. */

export const namespace = 'OpsAssistant';
export const service = 'ops-assistant';

/** Dimensions: the whole service, one own tool, or one mounted server. CloudWatch charges per combination. */
export const dimensions = {
  total: ['service', 'stage'],
  byTool: ['service', 'stage', 'tool'],
  byServer: ['service', 'stage', 'server'],
} as const;

/** The tool of a call of an unknown tool: names invented by callers must not become metrics. */
export const unknownTool = 'unknown';

interface MetricDefinition {
  readonly unit: 'Count' | 'Milliseconds';
  /** Also counted for the tool, when a tool was called. */
  readonly byTool: boolean;
  /** Also counted for the mounted server, when one of its tools was called: a few only, as there may be many servers. */
  readonly byServer: boolean;
  /** A level that the next value replaces, instead of a count to add up. */
  readonly isGauge?: true;
}

const count: MetricDefinition = { unit: 'Count', byTool: false, byServer: false };
const countByTool: MetricDefinition = { unit: 'Count', byTool: true, byServer: false };
const countByServer: MetricDefinition = { unit: 'Count', byTool: false, byServer: true };
const countByBoth: MetricDefinition = { unit: 'Count', byTool: true, byServer: true };
const gauge: MetricDefinition & { readonly isGauge: true } = { ...count, isGauge: true };
const msByBoth: MetricDefinition = { unit: 'Milliseconds', byTool: true, byServer: true };

type PascalCase<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${Capitalize<First>}${PascalCase<Rest>}`
  : Capitalize<Name>;
export type SuspicionMetric = `Suspected${PascalCase<Suspicion>}`;

/** `path_traversal` → `SuspectedPathTraversal`. */
export function suspicionMetric(kind: Suspicion): SuspicionMetric {
  return `Suspected${kind.replace(/(?:^|_)./g, (start) => start.slice(-1).toUpperCase())}` as SuspicionMetric;
}

export const metricDefinitions = {
  /** Requests to /mcp, however they ended. */
  Calls: countByBoth,
  /** From the request's start to its answer, which is streamed after that. */
  Latency: msByBoth,
  /** Calls that ended in any error. */
  Errors: countByBoth,
  /** Errors that are the server's fault, not the caller's. */
  Faults: countByTool,
  /** Those of them in an answer of status 200, such as a tool's: the gateway takes them for successes. 0 otherwise. */
  HiddenFaults: countByTool,

  ErrorNotFound: countByTool,
  ErrorInvalidArgument: countByTool,
  ErrorPermissionDenied: countByTool,
  ErrorConflict: countByTool,
  ErrorRateLimited: countByTool,
  ErrorUnavailable: countByTool,
  ErrorInternal: countByTool,
  ErrorUnauthorized: count,
  ErrorForbidden: count,
  ErrorTooManyCalls: count,
  ErrorIssuerUnreachable: count,
  ErrorBadRequest: count,
  ErrorMethodNotFound: count,
  ErrorInvalidParams: count,
  ErrorProtocolVersion: count,
  ErrorOther: count,

  CacheHits: countByTool,
  CacheMisses: countByTool,
  /** Rejected by the caller's total (429), and by the tool's own limit (RATE_LIMITED). */
  CallerLimitHits: count,
  ToolLimitHits: countByTool,
  /** The limiter could not reach DynamoDB and counted in memory. */
  LimiterDegraded: count,
  /** An instance stops its calls to DynamoDB after failures, until a probe succeeds. */
  StoreCircuitOpened: count,
  /** Changes whose caller was told that they may have been written. */
  WritesInDoubt: count,
  /** 401 and 403, also from the authorizer, and tool calls without the scope. */
  AuthFailures: count,
  /** Requests that look like attacks, from the authorizer as well: all, and by the kind that their record names. */
  SuspectedAttacks: count,
  ...(Object.fromEntries(suspicions.map((kind) => [suspicionMetric(kind), count])) as Record<
    SuspicionMetric,
    MetricDefinition
  >),
  /** First requests of an instance that was not kept warm. */
  ColdStarts: count,
  /** Instances whose V8 rejected the bundle's code cache, and which started without it. */
  CodeCacheRejected: count,
  /** To DynamoDB, retries not counted. */
  StoreRequests: countByTool,
  TicketsCreated: count,
  /** A request for a ticket that there was already. */
  TicketsDuplicate: count,
  TicketsResolved: count,
  TicketsClosed: count,
  /** Open or in progress, by priority; each instance that lives for minutes sends them, so the highest value counts. */
  TicketsUnfinishedCritical: gauge,
  TicketsUnfinishedHigh: gauge,
  TicketsUnfinishedMedium: gauge,
  TicketsUnfinishedLow: gauge,
  /** Those of them that are due. */
  TicketsOverdue: gauge,

  /** Calls of mounted tools that failed at their server or the connection; no faults of this service. */
  UpstreamFailures: countByServer,
  /** Tools of a mounted server that differ from their approved definitions, at each check. */
  MountedToolsChanged: countByServer,
  /** 1 or 0 per check of a mounted server: whether it answered. */
  MountedServerChecked: countByServer,

  /** 1 or 0 per run of the canary. */
  CanarySuccess: count,
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metricDefinitions;

/** The metrics for the alarms of a small deployment: CloudWatch charges per name and dimension. */
export const coreMetrics: ReadonlySet<MetricName> = new Set([
  'Calls',
  'Latency',
  'Errors',
  'Faults',
  'HiddenFaults',
  'AuthFailures',
  'ErrorIssuerUnreachable',
  'LimiterDegraded',
]);

const byToolError: Readonly<Record<ToolErrorCode, MetricName>> = {
  NOT_FOUND: 'ErrorNotFound',
  INVALID_ARGUMENT: 'ErrorInvalidArgument',
  PERMISSION_DENIED: 'ErrorPermissionDenied',
  CONFLICT: 'ErrorConflict',
  RATE_LIMITED: 'ErrorRateLimited',
  UNAVAILABLE: 'ErrorUnavailable',
  INTERNAL_ERROR: 'ErrorInternal',
};

const byErrorCode = new Map<string, MetricName>([
  ...Object.entries(byToolError),
  ['-32700', 'ErrorBadRequest'],
  ['-32600', 'ErrorBadRequest'],
  ...['-32000', '404', '405', '406', '413', '415'].map((status): [string, MetricName] => [
    status,
    'ErrorBadRequest',
  ]),
  ['-32020', 'ErrorBadRequest'],
  ['-32601', 'ErrorMethodNotFound'],
  ['-32602', 'ErrorInvalidParams'],
  ['-32022', 'ErrorProtocolVersion'],
  ['-32603', 'ErrorInternal'],
  ['401', 'ErrorUnauthorized'],
  ['403', 'ErrorForbidden'],
  ['429', 'ErrorTooManyCalls'],
  ['503', 'ErrorIssuerUnreachable'],
]);

/** The metric of a tool's error code or a JSON-RPC error number. */
export function errorMetric(code: string): MetricName {
  return byErrorCode.get(code) ?? 'ErrorOther';
}

/** The metrics of a suspicion. */
export function suspicionMetrics(suspicion: Suspicion | undefined): Partial<Record<MetricName, number>> {
  return suspicion ? { SuspectedAttacks: 1, [suspicionMetric(suspicion)]: 1 } : {};
}

const faults = new Set(['INTERNAL_ERROR', 'UNAVAILABLE', 'StoreUnavailable', '-32603', '503']);

/** Whether an error is the server's own fault, so that the same call could succeed later. */
export function isFault(code: string): boolean {
  return faults.has(code);
}
