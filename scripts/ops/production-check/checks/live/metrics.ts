import { randomBytes } from 'node:crypto';
import { metricDefinitions, namespace } from '../../../../../lambda/observability/metric-definitions.ts';
import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';

interface MetricLine extends Record<string, unknown> {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}

/** A call leaves a line that CloudWatch makes metrics of (embedded metric format). */
export async function* countsEveryCall(given: Given): AsyncGenerator<Evidence> {
  await using observed = await given.observe();
  const traceId = randomBytes(16).toString('hex');
  const headers = { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` };
  await observed.site.callTool(observed.token, 'lookup_inventory', { query: 'laptop' }, { headers });

  const [line] = (await observed.lines('{"_aws"', ({ trace_id }) => trace_id === traceId)) as MetricLine[];
  if (!line) {
    yield seen(`the metric line of a call, in ${observed.source}`, 'there is none', false);
    return;
  }
  const directives = line._aws.CloudWatchMetrics;
  const names = directives.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
  yield seen(
    `the metric line of a call, in ${observed.source}`,
    names.map((name) => `${name}=${line[name]}`).join(' '),
    ['Calls', 'Latency'].every((name) => names.includes(name)) &&
      names.every((name) => name in metricDefinitions && typeof line[name] === 'number'),
  );
  const dimensions = [...new Set(directives.flatMap(({ Dimensions }) => Dimensions.flat()))];
  yield seen(
    'its namespace and dimensions',
    `${directives.map(({ Namespace }) => Namespace)}: ${dimensions.map((name) => `${name}=${line[name]}`)}`,
    directives.every(({ Namespace }) => Namespace === namespace) &&
      dimensions.every((name) => typeof line[name] === 'string') &&
      dimensions.every((name) => ['service', 'stage', 'tool'].includes(name)),
  );
}
