import { type AlarmBase, AlarmRule, AlarmState, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import { burnRates, fewestFailures } from '../signals/alarm-definitions.ts';
import { type Availability, burnRate } from '../signals/service-level-objective.ts';
import {
  type AlarmContext,
  alarmName,
  createAlarmWithoutAction,
  describe,
  pascalCase,
} from './create-alarm.ts';

export function createBurnRateAlarms(scope: Construct, alerting: AlarmContext & Availability): AlarmBase[] {
  return burnRates.map((burn) => {
    const [short, long] = burn.minutes.map((minutes, i) =>
      createAlarmWithoutAction(scope, alerting.stage, {
        name: `${burn.name}-${minutes}-min`,
        runbook: burn.name,
        meaning: `One of the two conditions of ${burn.name}, which goes off when both hold.`,
        metric: burnRate(alerting, minutes, i === 1 ? fewestFailures : 0),
        threshold: burn.rate,
      }),
    );
    const both = new CompositeAlarm(scope, pascalCase(burn.name), {
      compositeAlarmName: alarmName(alerting.stage, burn.name),
      alarmDescription: describe(burn),
      alarmRule: AlarmRule.allOf(
        AlarmRule.fromAlarm(short!, AlarmState.ALARM),
        AlarmRule.fromAlarm(long!, AlarmState.ALARM),
      ),
    });
    both.addAlarmAction(new SnsAction(alerting.alarmTopic.topic));
    both.addOkAction(new SnsAction(alerting.alarmTopic.topic));
    return both;
  });
}
