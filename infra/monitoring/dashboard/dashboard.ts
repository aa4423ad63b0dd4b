import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { DashboardOptions } from './dashboard-options.ts';
import { requestRows } from './request-rows.ts';
import { resourceRows } from './resource-rows.ts';

/** The CloudWatch dashboard: first what users notice, then the resources behind it. */
export class OpsDashboard extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, options: DashboardOptions) {
    super(scope, id);
    this.name = `ops-assistant-${options.stage.name}`;
    new cloudwatch.Dashboard(this, 'Page', {
      dashboardName: this.name,
      defaultInterval: Duration.hours(12),
      widgets: [
        [
          new cloudwatch.AlarmStatusWidget({
            title: 'Alarms',
            alarms: [...options.alarms],
            width: 24,
            height: 3,
          }),
        ],
        ...requestRows(options),
        ...resourceRows(options),
      ],
    });
  }
}
