import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { MonitoringOptions } from '../signals/monitored-resources.ts';

export interface DashboardOptions extends MonitoringOptions {
  readonly alarms: readonly cloudwatch.IAlarm[];
}
