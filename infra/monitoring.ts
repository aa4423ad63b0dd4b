import { Aws, Duration } from 'aws-cdk-lib';
import { Alarm, AlarmStatusWidget, Dashboard, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic.ts';
import type { Server } from './server.ts';
import type { Stage } from './stages.ts';

export interface MonitoringOptions {
  readonly stage: Stage;
  readonly server: Server;
  readonly alarmTopic: AlarmTopic;
}

/** What an operator looks at, and what wakes one. */
export class Monitoring extends Construct {
  /** Takes a deployment back while it is being shifted. */
  readonly liveErrors: Alarm;
  readonly dashboardUrl: string;

  constructor(scope: Construct, id: string, { stage, server, alarmTopic }: MonitoringOptions) {
    super(scope, id);
    this.liveErrors = new Alarm(this, 'LiveErrors', {
      alarmDescription: 'The function failed behind the alias `live`, in whichever version.',
      metric: server.live.metricErrors({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.liveErrors.addAlarmAction(new SnsAction(alarmTopic.topic));

    const dashboardName = `ops-assistant-${stage.name}`;
    new Dashboard(this, 'Dashboard', {
      dashboardName,
      widgets: [[new AlarmStatusWidget({ title: 'Alarms', alarms: [this.liveErrors], width: 24 })]],
    });
    this.dashboardUrl = `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards:name=${dashboardName}`;
  }
}
