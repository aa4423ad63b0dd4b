import { randomUUID } from 'node:crypto';
import type { ReadContext, Resource } from '../mcp/definitions/define-resource.ts';

/** Identifies this instance, because each instance reports only its own data. */
const instance = randomUUID();

/** Resources for administrators: the build, configuration and recorded events of this instance. */
function diagnostic(
  resource: Pick<Resource, 'uri' | 'name' | 'title' | 'description'>,
  content: (
    context: ReadContext,
    variables: Readonly<Record<string, string>>,
  ) => object | undefined | Promise<object | undefined>,
): Resource {
  return {
    ...resource,
    mimeType: 'application/json',
    scope: 'admin',
    async read(variables, context) {
      const found = await content(context, variables);
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
  async ({ services: { config } }) => {
    const { configurationOf } = await import('./diagnostic-content.ts');
    return configurationOf(config);
  },
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
  async ({ services: { recentRequests, recentSpans } }, { trace_id = '' }) => {
    const found = recentRequests.find(trace_id);
    if (!found) return undefined;
    const { describeSpans } = await import('./diagnostic-content.ts');
    return { ...found, spans: describeSpans(recentSpans.find(trace_id)) };
  },
);
