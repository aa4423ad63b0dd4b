import { CfnQueryDefinition, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { MonitoredResources } from './monitored-resources.ts';

interface SavedQuery {
  readonly of: 'server' | 'authorizer' | 'access';
  /** Logs Insights commands, one per line. */
  readonly lines: readonly string[];
}

/** The log queries of docs/operating.md, saved in the console. */
export const savedQueries = {
  'calls-by-tool': {
    of: 'server',
    lines: [
      'filter audit and method = "tools/call"',
      'stats count() as calls, pct(ms, 95) as p95_ms, sum(outcome = "failed") as failed, sum(outcome = "limited") as limited by target',
      'sort calls desc',
    ],
  },
  'slowest-calls': {
    of: 'server',
    lines: [
      'filter audit',
      'fields @timestamp, ms, method, target, outcome, error_code, request_id, trace_id',
      'sort ms desc',
      'limit 50',
    ],
  },
  'failed-calls': {
    of: 'server',
    lines: [
      'filter audit and outcome = "failed"',
      'fields @timestamp, method, target, error_code, status, ms, request_id, trace_id',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
  errors: {
    of: 'server',
    lines: [
      'filter level = "ERROR"',
      'stats count() as times, latest(@timestamp) as last by message, error, cause.error',
      'sort times desc',
    ],
  },
  crashes: {
    of: 'server',
    lines: [
      'filter type = "platform.report" and record.status != "success"',
      'fields @timestamp, record.status, record.errorType, record.metrics.durationMs, record.requestId',
      'sort @timestamp desc',
      'limit 100',
    ],
  },
  'suspected-attacks': {
    of: 'server',
    lines: [
      'filter audit and ispresent(suspicion)',
      'stats count() as requests, latest(@timestamp) as last by suspicion, sub, caller_id, client_id',
      'sort requests desc',
    ],
  },
  'refused-for-a-limit': {
    of: 'server',
    lines: [
      'filter audit and outcome = "limited"',
      'stats count() as refused by caller_id, client_id, target, error_code',
      'sort refused desc',
      'limit 50',
    ],
  },
  'refused-tokens': {
    of: 'authorizer',
    lines: ['filter message like /^401: /', 'stats count() as refused by message', 'sort refused desc'],
  },
  'gateway-answers': {
    of: 'access',
    lines: [
      'stats count() as requests, pct(ms, 95) as p95_ms by path, status, error, waf',
      'sort requests desc',
    ],
  },
  'cold-starts': {
    of: 'server',
    lines: [
      'filter type = "platform.report" and ispresent(record.metrics.initDurationMs)',
      'stats count() as cold_starts, avg(record.metrics.initDurationMs) as avg_ms, max(record.metrics.initDurationMs) as max_ms by bin(15m)',
    ],
  },
  memory: {
    of: 'server',
    lines: [
      'filter type = "platform.report"',
      'stats max(record.metrics.maxMemoryUsedMB) as used_mb, max(record.metrics.memorySizeMB) as has_mb by bin(15m)',
    ],
  },
  'one-request': {
    of: 'server',
    lines: [
      'filter request_id = "PASTE A REQUEST ID" or trace_id = "PASTE A TRACE ID"',
      'sort @timestamp asc',
    ],
  },
} as const satisfies Record<string, SavedQuery>;

export type QueryName = keyof typeof savedQueries;

export function saveQueries(scope: Construct, options: MonitoredResources): void {
  for (const name of Object.keys(savedQueries) as QueryName[]) {
    new CfnQueryDefinition(scope, `Query-${name}`, {
      name: `ops-assistant/${options.stage.name}/${name}`,
      queryString: savedQueries[name].lines.join('\n| '),
      logGroupNames: [logGroupOf(name, options).logGroupName],
    });
  }
}

export function logGroupOf(name: QueryName, { server, authorizer, api }: MonitoredResources): ILogGroup {
  const groups = { server: server.logGroup, authorizer: authorizer.logGroup, access: api.accessLogs };
  return groups[savedQueries[name].of];
}
