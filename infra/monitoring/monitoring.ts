import { Aws, Duration } from 'aws-cdk-lib';
import type { Alarm, IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AlarmTopic } from './alarms/alarm-topic.ts';
import { createBurnRateAlarms } from './alarms/burn-rate-alarms.ts';
import { createAlarm } from './alarms/create-alarm.ts';
import { serviceAlarms } from './alarms/service-alarms.ts';
import { Budget } from './budget.ts';
import { OpsDashboard } from './dashboard/dashboard.ts';
import { Canary } from './signals/canary.ts';
import { saveQueries } from './signals/log-queries.ts';
import type { MonitoredResources } from './signals/monitored-resources.ts';

export interface MonitoringOptions extends MonitoredResources {
  /** Alarms of other constructs, shown beside these. */
  readonly otherAlarms: readonly IAlarm[];
  readonly alarmTopic: AlarmTopic;
}

/** Dashboard, alarms, canary, budget and saved queries. */
export class Monitoring extends Construct {
  /** Takes a deployment back while it is being shifted. */
  readonly liveErrors: Alarm;
  readonly dashboardUrl: string;

  constructor(scope: Construct, id: string, options: MonitoringOptions) {
    super(scope, id);
    const { stage, api, server, identity, alarmTopic } = options;
    this.liveErrors = createAlarm(this, options, {
      name: 'live-errors',
      meaning: 'The function failed behind the alias `live`, in whichever version.',
      metric: server.live.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
      threshold: 1,
    });
    const alarms = [
      ...createBurnRateAlarms(this, options),
      this.liveErrors,
      ...serviceAlarms(options).map((watched) => createAlarm(this, options, watched)),
      ...options.otherAlarms,
    ];
    if (stage.canary && identity.canary) new Canary(this, 'Canary', { stage, api, client: identity.canary });
    new Budget(this, 'Budget', { stage, alarmTopic });
    saveQueries(this, options);

    const dashboard = new OpsDashboard(this, 'Dashboard', { ...options, alarms });
    this.dashboardUrl = `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards:name=${dashboard.name}`;
  }
}
