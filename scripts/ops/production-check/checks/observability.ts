import { metricDefinitions, namespace } from '../../../../lambda/observability/metric-definitions.ts';
import type { CheckContext } from '../context/check-context.ts';
import { type Evidence, seen } from '../context/evidence.ts';
import { read, type Template } from '../context/repository.ts';
import type { Json } from '../context/target-server.ts';

/** One call whose record, metrics and spans are looked at. */
async function recordedCall({ server, identities }: CheckContext) {
  const token = await identities.token('worker');
  const { recorded } = await server.recorded(await identities.token('admin'), (headers) =>
    server.callTool(token, 'lookup_inventory', { query: 'laptop' }, { headers }),
  );
  if (!recorded) throw new Error('The server has recorded nothing about a call made just now.');
  return recorded;
}

/** 3-1 */
export async function* structuredLogs(context: CheckContext): AsyncGenerator<Evidence> {
  const { record } = await recordedCall(context);
  const { time, request_id, trace_id, method, target, status, ms, revision } = record;
  yield seen(
    'the log line of a call, found by the trace id of its caller',
    { time, request_id, trace_id, method, target, status, ms, revision },
    !Number.isNaN(Date.parse(time)) &&
      [request_id, trace_id, revision].every((value) => typeof value === 'string' && value.length > 7) &&
      method === 'tools/call' &&
      [status, ms].every((value) => typeof value === 'number'),
  );
}

/** 3-2 */
export async function* metrics(context: CheckContext): AsyncGenerator<Evidence> {
  const { server, identities, template, root } = context;
  const admin = await identities.token('admin');
  const totals = () => server.readResource(admin, 'ops://metrics');
  const before = await totals();
  const { metrics: values } = await recordedCall(context);
  const after = await totals();
  yield seen(
    'the metrics of a call',
    values,
    values.Calls === 1 &&
      values.Latency! >= 0 &&
      Object.keys(values).every((name) => name in metricDefinitions),
  );
  const calls = [before, after].map(({ by_tool }) => by_tool?.lookup_inventory?.Calls ?? 0);
  yield seen(
    'calls of lookup_inventory in ops://metrics, before and after',
    calls.join(' → '),
    before.instance !== after.instance || calls[1]! > calls[0]!,
  );
  const stack = await template();
  if (stack) yield* alarms(stack, await read(root, 'docs/operating.md'));
}

/** Every alarm watches a metric that exists, says what to do, and has a recipient. */
async function* alarms({ Resources }: Template, guide: string): AsyncGenerator<Evidence> {
  const all = Object.entries(Resources);
  const isAlarm = ({ Type }: { Type: string }) => /^AWS::CloudWatch::(?:Composite)?Alarm$/.test(Type);
  const listeners = all.filter(
    ([, each]) => isAlarm(each) || each.Type === 'AWS::CodeDeploy::DeploymentGroup',
  );
  const subscribed = all
    .filter(([, { Type }]) => Type === 'AWS::SNS::Subscription')
    .map(([, { Properties }]) => Properties.TopicArn.Ref);
  const headings = new Set([...guide.matchAll(/^#{2,4} (\S+)$/gm)].map(([, heading]) => heading));
  for (const [id, { Properties }] of all.filter(([, each]) => isAlarm(each))) {
    const text = JSON.stringify(Properties);
    const topics = (Properties.AlarmActions ?? []).map(({ Ref }: { Ref: string }) => Ref);
    const isPart = listeners.some(
      ([other, each]) => other !== id && JSON.stringify(each.Properties).includes(`"${id}"`),
    );
    const section = /docs\/operating\.md#([\w-]+)/.exec(text)?.[1];
    const unknown = metricsIn(Properties).filter(
      ({ Namespace, MetricName }) => Namespace === namespace && !(MetricName in metricDefinitions),
    );
    const problems = [
      !isPart &&
        !topics.some((topic: string) => subscribed.includes(topic)) &&
        'it has no recipient: give -c alarmEmail=…',
      !headings.has(section ?? '') && 'the operations guide has no section for it',
      unknown.length > 0 && `nothing emits ${unknown[0]!.MetricName}`,
    ].filter(Boolean);
    yield seen(`alarm ${id}`, problems.join('; ') || `docs/operating.md#${section}`, problems.length === 0);
  }
}

/** Every metric that is named anywhere in an alarm. */
function metricsIn(value: Json): { Namespace: string; MetricName: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return 'MetricName' in value ? [value] : Object.values(value).flatMap(metricsIn);
}

const steps = ['auth', 'limit', 'tool'];

/** 3-3 */
export async function* tracing(context: CheckContext): AsyncGenerator<Evidence> {
  const { spans } = await recordedCall(context);
  const names = spans.map(({ name }) => name);
  const [root, ...children] = spans;
  yield seen(
    'the spans of a call, under the trace id of its caller',
    spans.map(({ name, ms }) => `${name} ${ms} ms`).join(', '),
    root?.name === 'tools/call lookup_inventory' &&
      steps.every((step) => names.includes(step)) &&
      children.every(({ parent, ms }) => names.includes(parent!) && ms >= 0),
  );
  const { traces_go_to: destination, deployment } = await context.configuration();
  const kept = destination !== 'nowhere' || deployment === 'local';
  yield seen('where spans are sent', kept ? destination : 'nowhere: set OTEL_EXPORTER_OTLP_ENDPOINT', kept);
}
