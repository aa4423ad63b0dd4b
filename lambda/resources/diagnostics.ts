import { randomUUID } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Config } from '../config.ts';
import type { ReadContext, Resource } from '../mcp/definitions/define-resource.ts';

/** Tells the instances of one server apart: each answers for itself alone. */
const instance = randomUUID();

/** Resources for administrators: what this instance is, how it is configured, and what it has recorded. */
function diagnostic(
  resource: Pick<Resource, 'uri' | 'name' | 'title' | 'description'>,
  content: (context: ReadContext, variables: Readonly<Record<string, string>>) => object | undefined,
): Resource {
  return {
    ...resource,
    mimeType: 'application/json',
    scope: 'admin',
    async read(variables, context) {
      const found = content(context, variables);
      return found && JSON.stringify({ instance, ...found });
    },
  };
}

export const opsConfiguration = diagnostic(
  {
    uri: 'ops://configuration',
    name: 'ops-configuration',
    title: 'Configuration of this server',
    description: 'Stage, limits, deadline, and which variables are set; no secret and no value of one.',
  },
  ({ services: { config } }) => configurationOf(config),
);

export const opsMetrics = diagnostic(
  {
    uri: 'ops://metrics',
    name: 'ops-metrics',
    title: 'Metrics of this instance',
    description: 'Sums since this instance started, of everything and by tool; times in milliseconds.',
  },
  ({ services: { metrics } }) => metrics.totals(),
);

export const auditRecent = diagnostic(
  {
    uri: 'ops://audit/recent',
    name: 'ops-audit-recent',
    title: 'Recent audit records',
    description:
      'The last hundred audit records of this instance, newest first, redacted as they were written.',
  },
  ({ services: { recentRequests } }) => ({ records: recentRequests.list().map(({ record }) => record) }),
);

export const opsTrace = diagnostic(
  {
    uri: 'ops://trace/{trace_id}',
    name: 'ops-trace',
    title: 'What was recorded about one request',
    description:
      'The audit record, the metrics and the spans of a recent request, by the trace id of its caller.',
  },
  ({ services: { recentRequests, recentSpans } }, { trace_id = '' }) => {
    const found = recentRequests.find(trace_id);
    return found && { ...found, spans: describeSpans(recentSpans.find(trace_id)) };
  },
);

function configurationOf(config: Config): object {
  return {
    version: config.version,
    stage: config.stage,
    deployment: config.deployment,
    node: process.version,
    /** 0 is root. */
    user_id: process.getuid?.(),
    code_is_writable: isWritable(process.cwd()),
    mcp_url: config.mcpUrl,
    environment_variables: config.environmentVariables,
    limit_overrides_per_minute: Object.fromEntries(config.limits),
    request_deadline_ms: config.requestDeadlineMs,
    max_body_bytes: config.maxBodyBytes,
    signing_secrets: config.signingSecrets.length,
    traces_go_to: config.otlpEndpoint ? 'otlp' : config.xrayDaemonAddress ? 'xray' : 'nowhere',
  };
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function describeSpans(spans: readonly ReadableSpan[]): object[] {
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  return spans.map(({ name, parentSpanContext, duration: [seconds, nanoseconds], attributes }) => ({
    name,
    parent: names.get(parentSpanContext?.spanId ?? ''),
    ms: Math.round(seconds * 1e6 + nanoseconds / 1e3) / 1e3,
    attributes,
  }));
}
