import { type MetricName, type SuspicionMetric, suspicionMetric } from './metric-definitions.ts';
import { suspicions } from './outcome.ts';

/** How each metric is named in Prometheus: the same definitions as CloudWatch's, under the names that others scrape. */
export interface PrometheusSeries {
  readonly name: string;
  readonly help: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** `label`: carries the tool, which is empty for other requests. `only`: exists for tool calls alone. */
  readonly tool?: 'label' | 'only';
}

const requestErrors = (error_type: string): PrometheusSeries => ({
  name: 'mcp_errors_total',
  help: 'Requests that ended in an error, by its kind.',
  labels: { error_type },
});

const toolErrors = (error_type: string): readonly PrometheusSeries[] => [
  requestErrors(error_type),
  {
    name: 'mcp_tool_errors_total',
    help: 'Tool calls that ended in an error, by tool and kind.',
    labels: { error_type },
    tool: 'only',
  },
];

const cache = (result: string): PrometheusSeries => ({
  name: 'mcp_cache_operations_total',
  help: 'Look-ups in the cache of tool results.',
  labels: { result },
  tool: 'only',
});

const limitHits = (limit: string): PrometheusSeries => ({
  name: 'mcp_rate_limit_hits_total',
  help: "Requests refused for a limit: the caller's total or the tool's own.",
  labels: { limit },
  tool: 'label',
});

const tickets = (result: string): PrometheusSeries => ({
  name: 'mcp_tickets_total',
  help: 'Tickets created, resolved and closed, and requests for one that existed already.',
  labels: { result },
});

const unfinished = (priority: string): readonly PrometheusSeries[] => [
  {
    name: 'mcp_tickets_unfinished',
    help: 'Tickets that are open or in progress, by priority.',
    labels: { priority },
  },
];

const suspected = (kind: string): PrometheusSeries => ({
  name: 'mcp_suspected_attacks_by_kind_total',
  help: 'Requests that look like attacks, by the kind that their audit record names.',
  labels: { kind },
});

const one = (name: string, help: string): readonly PrometheusSeries[] => [{ name, help }];

/** Every metric has at least one series; the errors are counted by kind, so that their sum needs none. */
export const prometheusSeries: Readonly<Record<MetricName, readonly PrometheusSeries[]>> = {
  Calls: [
    { name: 'mcp_requests_total', help: 'Requests to /mcp, however they ended.' },
    { name: 'mcp_tool_calls_total', help: 'Tool calls, by tool and by how they ended.', tool: 'only' },
  ],
  Latency: [
    { name: 'mcp_request_duration_seconds', help: "From a request's start to its answer." },
    { name: 'mcp_tool_duration_seconds', help: "From a tool call's start to its answer.", tool: 'only' },
  ],
  Errors: [],
  Faults: one('mcp_faults_total', "Errors that are the server's own fault."),
  HiddenFaults: one('mcp_hidden_faults_total', 'Faults in an answer of HTTP status 200.'),

  ErrorNotFound: toolErrors('not_found'),
  ErrorInvalidArgument: toolErrors('invalid_argument'),
  ErrorPermissionDenied: toolErrors('permission_denied'),
  ErrorConflict: toolErrors('conflict'),
  ErrorRateLimited: toolErrors('rate_limited'),
  ErrorUnavailable: toolErrors('unavailable'),
  ErrorInternal: toolErrors('internal'),
  ErrorUnauthorized: [requestErrors('unauthorized')],
  ErrorForbidden: [requestErrors('forbidden')],
  ErrorTooManyCalls: [requestErrors('too_many_calls')],
  ErrorIssuerUnreachable: [requestErrors('issuer_unreachable')],
  ErrorBadRequest: [requestErrors('bad_request')],
  ErrorMethodNotFound: [requestErrors('method_not_found')],
  ErrorInvalidParams: [requestErrors('invalid_params')],
  ErrorProtocolVersion: [requestErrors('protocol_version')],
  ErrorOther: [requestErrors('other')],

  CacheHits: [cache('hit')],
  CacheMisses: [cache('miss')],
  CallerLimitHits: [limitHits('caller')],
  ToolLimitHits: [limitHits('tool')],
  LimiterDegraded: one('mcp_limiter_degraded_total', 'Requests that the limiter counted in memory.'),
  StoreCircuitOpened: one(
    'mcp_store_circuit_opened_total',
    'Times that the instance stopped asking DynamoDB, which did not answer.',
  ),
  WritesInDoubt: one(
    'mcp_writes_in_doubt_total',
    'Changes of which the caller was told that it is not known whether they were written.',
  ),
  AuthFailures: one('mcp_auth_failures_total', 'Tokens that were refused, and scopes that were missing.'),
  SuspectedAttacks: one('mcp_suspected_attacks_total', 'Requests that look like attacks.'),
  ...(Object.fromEntries(
    suspicions.map((kind): [string, readonly PrometheusSeries[]] => [
      suspicionMetric(kind),
      [suspected(kind)],
    ]),
  ) as Record<SuspicionMetric, readonly PrometheusSeries[]>),
  ColdStarts: one('mcp_cold_starts_total', 'First requests of an instance.'),
  CodeCacheRejected: one(
    'mcp_code_cache_rejected_total',
    'Instances that started without the code cache they have.',
  ),
  StoreRequests: [
    { name: 'mcp_store_requests_total', help: 'Requests to DynamoDB, retries not counted.', tool: 'label' },
  ],
  TicketsCreated: [tickets('created')],
  TicketsDuplicate: [tickets('duplicate')],
  TicketsResolved: [tickets('resolved')],
  TicketsClosed: [tickets('closed')],
  TicketsUnfinishedCritical: unfinished('critical'),
  TicketsUnfinishedHigh: unfinished('high'),
  TicketsUnfinishedMedium: unfinished('medium'),
  TicketsUnfinishedLow: unfinished('low'),
  TicketsOverdue: one('mcp_tickets_overdue', 'Unfinished tickets that are due.'),
  UpstreamFailures: one(
    'mcp_upstream_failures_total',
    'Calls of mounted tools that failed for their server.',
  ),
  MountedToolsChanged: one(
    'mcp_mounted_tools_changed_total',
    'Mounted tools that were no longer what was approved.',
  ),
  MountedServerChecked: one(
    'mcp_mounted_server_checks_total',
    'Checks of mounted servers that could be asked.',
  ),
  CanarySuccess: one('mcp_canary_runs_total', 'Runs of the canary that succeeded.'),
};

/** API Gateway measures these in AWS, and the server itself elsewhere. */
export const httpSeries = {
  requests: { name: 'mcp_http_requests_total', help: 'HTTP requests, by status.' },
  duration: {
    name: 'mcp_http_request_duration_seconds',
    help: 'From an HTTP request to the end of its answer.',
  },
} as const;

/** The series of a metric that carries no tool: what rules and dashboards sum up. */
export function totalSeries(metric: MetricName): PrometheusSeries {
  const found = prometheusSeries[metric].find(({ tool }) => tool !== 'only');
  if (!found) throw new Error(`${metric} has no total in Prometheus.`);
  return found;
}
