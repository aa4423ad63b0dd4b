import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  dimensions,
  metricDefinitions,
  namespace,
} from '../../../../../lambda/observability/metric-definitions.ts';
import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';
import { CannotTell } from '../../sources/inconclusive-error.ts';
import { pick } from '../../sources/json-path.ts';
import { anchorsOf } from '../../sources/markdown.ts';
import { type Resource, referencesIn, resourcesOf, type Stack } from '../../sources/template.ts';

/** Whoever is woken by an alarm finds what to do, and the alarm watches something that is really there. */
export async function* explainsEveryAlarm({ stack, root }: Given): AsyncGenerator<Evidence> {
  const template = await stack();
  const alarms = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
    resourcesOf(template, type),
  );
  yield seen('alarms in the template', `${alarms.length}`, alarms.length > 0);

  for (const [id, alarm] of alarms) {
    const problems = [
      await runbookProblem(alarm, root),
      alarm.Type.endsWith('CompositeAlarm') ? ruleProblem(alarm, template) : metricProblem(alarm, template),
    ].flatMap((problem) => problem ?? []);
    yield seen(id, problems.join('; ') || runbookOf(alarm)?.link, problems.length === 0);
  }
  const silent = alarms.filter(([id]) => !isHeard(id, alarms));
  yield seen(
    'alarms that tell nobody, roll nothing back and are part of no other alarm',
    silent.map(([id]) => id).join(', ') || 'none',
    silent.length === 0,
  );

  function isHeard(id: string, all: readonly (readonly [string, Resource])[]): boolean {
    const { AlarmActions } = template.Resources[id]!.Properties;
    if (Array.isArray(AlarmActions) && AlarmActions.length > 0) return true;
    const listeners = [
      ...all.filter(([, { Type }]) => Type.endsWith('CompositeAlarm')),
      ...resourcesOf(template, 'AWS::CodeDeploy::DeploymentGroup'),
    ];
    return listeners.some(([, { Properties }]) => referencesIn(Properties).includes(id));
  }
}

/** `docs/operating.md#name`, wherever the repository is read. */
function runbookOf({ Properties }: Resource): { link: string; file: string; anchor: string } | undefined {
  const [link, file, anchor] = /(docs\/[\w-]+\.md)#([\w-]+)/.exec(textOf(Properties.AlarmDescription)) ?? [];
  return link && file && anchor ? { link, file, anchor } : undefined;
}

async function runbookProblem(alarm: Resource, root: string): Promise<string | undefined> {
  const runbook = runbookOf(alarm);
  if (!runbook) return 'its description names no docs/…md#section';
  const page = await readFile(join(root, runbook.file), 'utf8').catch(() => undefined);
  if (page === undefined) return `${runbook.file} does not exist`;
  return anchorsOf(page).has(runbook.anchor) ? undefined : `${runbook.link} leads nowhere`;
}

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
}

function metricProblem({ Properties }: Resource, template: Stack): string | undefined {
  const metrics: Metric[] = Properties.MetricName
    ? [Properties as unknown as Metric]
    : ((Properties.Metrics ?? []) as object[]).flatMap(
        (each) => (pick(each, 'MetricStat', 'Metric') as Metric | undefined) ?? [],
      );
  if (metrics.length === 0) return 'it watches no metric';
  for (const metric of metrics) {
    const problem = metric.Namespace === namespace ? ourProblem(metric) : awsProblem(metric, template);
    if (problem) return problem;
  }
  return undefined;
}

function ourProblem({ MetricName, Dimensions = [] }: Metric): string | undefined {
  if (!(MetricName in metricDefinitions)) return `no code emits ${MetricName}`;
  const named = Dimensions.map(({ Name }) => Name).sort();
  const sets = Object.values(dimensions).map((set) => [...set].sort().join());
  return sets.includes(named.join()) ? undefined : `${MetricName} is not emitted by ${named.join()}`;
}

/** A metric of AWS's own is there when what it is measured on is in the template. */
function awsProblem({ Namespace, MetricName, Dimensions = [] }: Metric, template: Stack): string | undefined {
  if (!Namespace.startsWith('AWS/')) return `nothing emits ${Namespace} ${MetricName}`;
  const references = referencesIn(Dimensions).filter((name) => !name.startsWith('AWS::'));
  const strange = references.find((id) => !template.Resources[id]);
  return strange ? `${MetricName} is measured on ${strange}, which is not in the template` : undefined;
}

function ruleProblem({ Properties }: Resource, template: Stack): string | undefined {
  const named = referencesIn(Properties.AlarmRule);
  if (named.length === 0) return 'its rule names no alarm';
  const strange = named.find((id) => !template.Resources[id] && !id.startsWith('AWS::'));
  return strange && `its rule names ${strange}, which is not in the template`;
}

/** What CloudFormation joins, without the parts that only AWS knows. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts = pick(value, 'Fn::Join', 1);
  if (!Array.isArray(parts)) throw new CannotTell('an alarm has no description that can be read');
  return parts.filter((part) => typeof part === 'string').join('');
}
