import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Authorizer } from '../../api/lambda-authorizer.ts';
import type { Api } from '../../api/rest-api.ts';
import type { Waf } from '../../api/waf.ts';
import type { Server } from '../../compute/mcp-function.ts';
import type { Stage } from '../../config/stages.ts';
import type { Identity } from '../../identity/identity-provider.ts';
import type { AuditTrail } from '../../storage/audit-trail.ts';
import type { State } from '../../storage/table.ts';
import type { AlarmTopic } from '../alarms/alarm-topic.ts';

/** What the pipeline asks of DynamoDB (lambda/state/dynamodb.ts). */
export const tableOperations = ['GetItem', 'Query', 'UpdateItem', 'TransactWriteItems'] as const;

export interface MonitoringOptions {
  readonly stage: Stage;
  readonly api: Api;
  readonly waf: Waf | undefined;
  readonly server: Server;
  readonly authorizer: Authorizer;
  readonly state: State;
  readonly identity: Identity;
  readonly auditTrail: AuditTrail;
  /** Alarms that others keep, to be shown beside these. */
  readonly otherAlarms: readonly IAlarm[];
  readonly alarmTopic: AlarmTopic;
}
