import { metricDefinitions, namespace } from '../../../../lambda/observability/metric-definitions.ts';
import { as, type CheckContext, recordedCall } from '../context/check-context.ts';
import { type Evidence, evidenceOf, noProblems } from '../context/evidence.ts';
import { read, type Template } from '../context/repository.ts';
import type { Json } from '../context/target-server.ts';

/** Makes one call, whose record, metrics and spans are then checked. */
async function lookUp(context: CheckContext) {
  const recorded = await recordedCall(context, 'worker', 'lookup_inventory', { query: 'laptop' });
  if (!recorded) throw new Error('The server has no record of a call that was just made.');
  return recorded;
}

/** Checklist item 3-1. */
export async function* structuredLogs(context: CheckContext): AsyncGenerator<Evidence> {
  const { time, request_id, trace_id, method, target, status, ms, revision } = (await lookUp(context)).record;
  yield evidenceOf(
    'the log line of a call, found by its trace id',
    { time, request_id, trace_id, method, target, status, ms, revision },
    !Number.isNaN(Date.parse(time)) &&
      [request_id, trace_id, revision].every((value) => typeof value === 'string' && value.length > 7) &&
      method === 'tools/call' &&
      [status, ms].every((value) => typeof value === 'number'),
  );
}

/** Checklist item 3-2. */
export async function* metrics(context: CheckContext): AsyncGenerator<Evidence> {
  const admin = await as(context, 'admin');
  const before = await admin.read('ops://metrics');
  const { metrics: values } = await lookUp(context);
  const after = await admin.read('ops://metrics');
  const known = Object.keys(values).every((name) => name in metricDefinitions);
  yield evidenceOf('the metrics of a call', values, values.Calls === 1 && values.Latency! >= 0 && known);
  const calls = [before, after].map(({ by_tool }) => by_tool?.lookup_inventory?.Calls ?? 0);
  yield evidenceOf(
    'calls of lookup_inventory in ops://metrics, before and after',
    calls.join(' → '),
    before.instance !== after.instance || calls[1]! > calls[0]!,
  );
  const template = await context.template();
  if (template) yield* alarms(template, await read(context.root, 'docs/operating.md'));
}

/** Every alarm must watch an existing metric, have instructions in the guide, and have a recipient. */
async function* alarms({ Resources }: Template, guide: string): AsyncGenerator<Evidence> {
  const all = Object.entries(Resources);
  const isAlarm = /^AWS::CloudWatch::(?:Composite)?Alarm$/;
  const listeners = all.filter(
    ([, { Type }]) => isAlarm.test(Type) || Type === 'AWS::CodeDeploy::DeploymentGroup',
  );
  const subscriptions = all.filter(([, { Type }]) => Type === 'AWS::SNS::Subscription');
  const subscribed = subscriptions.map(([, { Properties }]) => Properties.TopicArn.Ref);
  const headings = new Set([...guide.matchAll(/^#{2,4} (\S+)$/gm)].map(([, heading]) => heading));
  for (const [id, { Properties }] of all.filter(([, { Type }]) => isAlarm.test(Type))) {
    const topics: string[] = (Properties.AlarmActions ?? []).map(({ Ref }: { Ref: string }) => Ref);
    const isPart = listeners.some(
      ([other, each]) => other !== id && JSON.stringify(each.Properties).includes(`"${id}"`),
    );
    const section = /docs\/operating\.md#([\w-]+)/.exec(JSON.stringify(Properties))?.[1] ?? '';
    const unknown = metricsIn(Properties).find(
      ({ Namespace, MetricName }) => Namespace === namespace && !(MetricName in metricDefinitions),
    );
    const problems: string[] = [];
    if (!isPart && !topics.some((topic) => subscribed.includes(topic)))
      problems.push('no recipient: set -c alarmEmail=…');
    if (!headings.has(section)) problems.push('the operations guide has no section for it');
    if (unknown) problems.push(`no code sends ${unknown.MetricName}`);
    yield noProblems(`alarm ${id}`, problems, `docs/operating.md#${section}`);
  }
}

/** All metrics that an alarm names at any depth. */
function metricsIn(value: Json): { Namespace: string; MetricName: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return 'MetricName' in value ? [value] : Object.values(value).flatMap(metricsIn);
}

/** Checklist item 3-3. */
export async function* tracing(context: CheckContext): AsyncGenerator<Evidence> {
  const { spans } = await lookUp(context);
  const names = spans.map(({ name }) => name);
  const [root, ...children] = spans;
  yield evidenceOf(
    'the spans of a call, found by its trace id',
    spans.map(({ name, ms }) => `${name} ${ms} ms`).join(', '),
    root?.name === 'tools/call lookup_inventory' &&
      ['auth', 'limit', 'tool'].every((step) => names.includes(step)) &&
      children.every(({ parent, ms }) => names.includes(parent!) && ms >= 0),
  );
  const { traces_go_to: destination, deployment } = await context.configuration();
  const isExported = destination !== 'nowhere' || deployment === 'local';
  yield evidenceOf(
    'the destination of spans',
    isExported ? destination : 'nowhere: set OTEL_EXPORTER_OTLP_ENDPOINT',
    isExported,
  );
}
