import { type AlarmBase, AlarmRule, AlarmState, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import { type Availability, burnRate } from '../signals/service-level-objective.ts';
import {
  type AlarmContext,
  alarmName,
  createAlarmWithoutAction,
  describe,
  pascalCase,
} from './create-alarm.ts';

interface BurnRate {
  readonly name: string;
  readonly meaning: string;
  /** Times the rate that uses up exactly the budget of four weeks. */
  readonly rate: number;
  /** It must burn in both windows: the long one so that it matters, the short one so that it goes on. */
  readonly minutes: readonly [short: number, long: number];
}

/** The two burn rates of Google's SRE workbook, chapter 5. */
const burnRates: readonly BurnRate[] = [
  {
    name: 'availability-burns-fast',
    meaning: 'So many requests fail that the error budget of four weeks is gone in two days.',
    rate: 14.4,
    minutes: [5, 60],
  },
  {
    name: 'availability-burns-slowly',
    meaning:
      'Requests have been failing for hours; at this rate the error budget of four weeks is gone in five days.',
    rate: 6,
    minutes: [30, 360],
  },
];

/** Fewer failures than this in the long window wake nobody. */
const atLeast = 5;

export function createBurnRateAlarms(scope: Construct, alerting: AlarmContext & Availability): AlarmBase[] {
  return burnRates.map((burn) => {
    const [short, long] = burn.minutes.map((minutes, i) =>
      createAlarmWithoutAction(scope, alerting.stage, {
        name: `${burn.name}-${minutes}-min`,
        runbook: burn.name,
        meaning: `A half of ${burn.name}, which goes off when both do.`,
        metric: burnRate(alerting, minutes, i === 1 ? atLeast : 0),
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
