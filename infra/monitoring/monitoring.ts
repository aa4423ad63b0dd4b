import { Annotations, Aws, Duration } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type AlarmTopic, alarmNamePrefix } from './alarms/alarm-topic.ts';
import { createBurnRateAlarms } from './alarms/burn-rate-alarms.ts';
import { createAlarm, createAlarmWithoutAction } from './alarms/create-alarm.ts';
import { rollbackAlarms } from './alarms/rollback-alarms.ts';
import { serviceAlarms } from './alarms/service-alarms.ts';
import { Budget, hasBudgets } from './budget.ts';
import { OpsDashboard } from './dashboard/dashboard.ts';
import { Canary } from './signals/canary.ts';
import { saveQueries } from './signals/log-queries.ts';
import type { MonitoredResources } from './signals/monitored-resources.ts';

export interface MonitoringOptions extends MonitoredResources {
  readonly region: string | undefined;
  /** Alarms of other constructs, shown on the dashboard too. */
  readonly otherAlarms: readonly IAlarm[];
  readonly alarmTopic: AlarmTopic;
}

export class Monitoring extends Construct {
  /** Each of these alarms rolls a deployment back while it is being shifted. */
  readonly rollbackAlarms: readonly IAlarm[];
  readonly dashboardUrl: string;

  constructor(scope: Construct, id: string, options: MonitoringOptions) {
    super(scope, id);
    const { stage, api, server, identity, alarmTopic } = options;
    const liveErrors = createAlarm(this, options, {
      name: 'live-errors',
      meaning: 'At least three invocations of the alias `live` failed within five minutes, in any version.',
      metric: server.live.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 3,
    });
    this.rollbackAlarms = rollbackAlarms(options).map((definition) =>
      createAlarmWithoutAction(this, stage, definition),
    );
    const alarms = [
      ...(stage.metrics === 'all' ? createBurnRateAlarms(this, options) : []),
      liveErrors,
      ...serviceAlarms(options).map((watched) => createAlarm(this, options, watched)),
      ...options.otherAlarms,
    ];
    if (stage.canary && identity.canary) new Canary(this, 'Canary', { stage, api, client: identity.canary });
    if (hasBudgets(options.region)) new Budget(this, 'Budget', { stage, alarmTopic });
    else warnOfMissingBudget(this, options);
    saveQueries(this, options);

    const console = `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}`;
    this.dashboardUrl = stage.dashboard
      ? `${console}#dashboards:name=${new OpsDashboard(this, 'Dashboard', { ...options, alarms }).name}`
      : `${console}#alarmsV2:?search=${alarmNamePrefix(stage.name)}`;
  }
}

function warnOfMissingBudget(scope: Construct, { region, stage }: MonitoringOptions): void {
  Annotations.of(scope).addWarningV2(
    'ops-assistant:no-budget',
    `CloudFormation has no budgets in ${region}: create one of ${stage.monthlyBudget} dollars in the Billing console.`,
  );
}
