import { type StageName, stages } from '../../infra/config/stages.ts';
import {
  type MetricId,
  metricsOf,
  type Template,
  type WidgetMetric,
  widgetsOf,
} from '../../scripts/docs/dashboard-picture/read-dashboard.ts';
import { resolve, synthesize } from './synthesize.ts';

/** The stages with all of the monitoring; `small` has a test of its own. */
export const everyStage = (Object.keys(stages) as StageName[]).filter((stage) => stages[stage].dashboard);
export const templates = Object.fromEntries(
  everyStage.map((stage) => [stage, synthesize({ stage }).toJSON() as Template]),
) as Record<StageName, Template>;

interface AlarmMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

/** An alarm of the template, single or composite. */
export interface Alarm extends Partial<AlarmMetric> {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions?: readonly string[];
  readonly OKActions?: readonly string[];
  readonly AlarmRule?: string;
  readonly Metrics?: readonly {
    readonly Id: string;
    readonly Expression?: string;
    readonly MetricStat?: { readonly Metric: AlarmMetric; readonly Period: number };
  }[];
  readonly Threshold?: number;
  readonly Period?: number;
  readonly EvaluationPeriods?: number;
  readonly TreatMissingData?: string;
}

export function alarmsOf(stage: StageName): Alarm[] {
  return Object.values(templates[stage].Resources)
    .filter(({ Type }) => /^AWS::CloudWatch::(Composite)?Alarm$/.test(Type))
    .map(({ Properties }) => resolve(Properties) as unknown as Alarm);
}

/** Every group of metrics that belong together: those of one widget, or of one alarm. */
export function groupsOf(stage: StageName): { readonly of: string; readonly metrics: WidgetMetric[] }[] {
  return [
    ...widgetsOf(templates[stage]).map((widget) => ({
      of: widget.properties.title ?? '',
      metrics: metricsOf(widget),
    })),
    ...alarmsOf(stage).map((alarm) => ({ of: alarm.AlarmName, metrics: metricsOfAlarm(alarm) })),
  ];
}

/** What an alarm looks at, in the form of a widget. */
function metricsOfAlarm(alarm: Alarm): WidgetMetric[] {
  const single = 'MetricName' in alarm ? [{ visible: true, metric: idOf(alarm as AlarmMetric) }] : [];
  const several = (alarm.Metrics ?? []).map(({ Id, Expression, MetricStat }) => ({
    id: Id,
    visible: true,
    ...(Expression !== undefined && { expression: Expression }),
    ...(MetricStat && { metric: idOf(MetricStat.Metric) }),
  }));
  return [...single, ...several];
}

function idOf({ Namespace, MetricName, Dimensions = [] }: AlarmMetric): MetricId {
  return {
    namespace: Namespace,
    name: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
  };
}
