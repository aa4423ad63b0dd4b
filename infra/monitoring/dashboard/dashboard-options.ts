import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { MonitoredResources } from '../signals/monitored-resources.ts';

export interface DashboardOptions extends MonitoredResources {
  readonly alarms: readonly cloudwatch.IAlarm[];
}
