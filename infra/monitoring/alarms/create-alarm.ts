import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import type { Stage } from '../../config/stages.ts';
import { type AlarmTopic, alarmNamePrefix } from './alarm-topic.ts';

export interface AlarmDefinition {
  /** Heading in docs/operating.md, in lower case and with hyphens. */
  readonly name: string;
  /** Another heading to link, for the component of a composite alarm. */
  readonly runbook?: string;
  /** One sentence for the person on call: the meaning of the alarm. */
  readonly meaning: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /** Default: the alarm starts at the threshold or above. */
  readonly comparison?: cloudwatch.ComparisonOperator;
  /** Number of bad periods among the last periods. */
  readonly periods?: readonly [bad: number, of: number];
  /** Whether missing values start the alarm too. Before the first value, they never do. */
  readonly notifyOnMissingData?: boolean;
}

export interface AlarmContext {
  readonly stage: Stage;
  readonly alarmTopic: AlarmTopic;
}

/** Creates an alarm that notifies the person on call and names the runbook. */
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

/** Creates an alarm without a notification, as a component of a composite alarm. */
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

/** The text in the alarm's e-mail. */
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
