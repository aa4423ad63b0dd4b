import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import type { Stage } from '../../config/stages.ts';
import { type AlarmTopic, alarmNamePrefix } from './alarm-topic.ts';

export interface AlarmDefinition {
  /** Its heading in docs/operating.md, in lower case and with hyphens. */
  readonly name: string;
  /** The heading to read instead, for a part of another alarm. */
  readonly runbook?: string;
  /** One sentence: what it means when this alarm goes off. */
  readonly meaning: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /** Goes off at the threshold and above, unless this says otherwise. */
  readonly comparison?: cloudwatch.ComparisonOperator;
  /** In how many periods, of how many. */
  readonly periods?: readonly [bad: number, of: number];
  /** Values that stop coming are told of as well; before the first value, nothing is. */
  readonly notifyOnMissingData?: boolean;
}

export interface AlarmContext {
  readonly stage: Stage;
  readonly alarmTopic: AlarmTopic;
}

/** An alarm that notifies the person on call, and where to read what to do. */
export function createAlarm(
  scope: Construct,
  { stage, alarmTopic }: AlarmContext,
  watched: AlarmDefinition,
): cloudwatch.Alarm {
  const alarm = createAlarmWithoutAction(scope, stage, watched);
  alarm.addAlarmAction(new SnsAction(alarmTopic.topic));
  alarm.addOkAction(new SnsAction(alarmTopic.topic));
  if (watched.notifyOnMissingData) alarm.addInsufficientDataAction(new SnsAction(alarmTopic.topic));
  return alarm;
}

/** One without a notification of its own: a part of another. */
export function createAlarmWithoutAction(
  scope: Construct,
  stage: Stage,
  watched: AlarmDefinition,
): cloudwatch.Alarm {
  const [bad, of] = watched.periods ?? [1, 1];
  return new cloudwatch.Alarm(scope, pascalCase(watched.name), {
    alarmName: alarmName(stage, watched.name),
    alarmDescription: describe(watched),
    metric: watched.metric,
    threshold: watched.threshold,
    comparisonOperator:
      watched.comparison ?? cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    datapointsToAlarm: bad,
    evaluationPeriods: of,
    treatMissingData: watched.notifyOnMissingData
      ? cloudwatch.TreatMissingData.MISSING
      : cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}

export function alarmName(stage: Stage, name: string): string {
  return `${alarmNamePrefix(stage.name)}${name}`;
}

/** What stands in the e-mail. */
export function describe({
  name,
  runbook = name,
  meaning,
}: Pick<AlarmDefinition, 'name' | 'runbook' | 'meaning'>): string {
  return `${meaning} What to do: docs/operating.md#${runbook}`;
}

/** `live-errors` → `LiveErrors` */
export function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
