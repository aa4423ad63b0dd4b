import { Duration, Validations } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import type { McpFunction } from '../compute/mcp-function.ts';
import { createFunction } from '../compute/node-function.ts';
import type { Stage } from '../config/stages.ts';
import type { AlarmTopic } from '../monitoring/alarms/alarm-topic.ts';
import { createAlarm } from '../monitoring/alarms/create-alarm.ts';
import { ownMetric } from '../monitoring/signals/metrics.ts';
import type { OpsTable } from '../storage/table.ts';

export interface MountedServersOptions {
  readonly stage: Stage;
  readonly state: OpsTable;
  readonly server: McpFunction;
  readonly alarmTopic: AlarmTopic;
  /** Names in Secrets Manager of the credentials for mounted servers. */
  readonly secretNames: readonly string[];
}

const checkMinutes = 15;
const records = keys.mountedServer('').pk;
const versions = keys.dataVersion().pk;

/** Resources for mounted servers: permission to read their secrets, and a check of their tools every 15 minutes. */
export class MountedServers extends Construct {
  readonly toolsChanged: Alarm;

  constructor(
    scope: Construct,
    id: string,
    { stage, state, server, alarmTopic, secretNames }: MountedServersOptions,
  ) {
    super(scope, id);
    const check = createFunction(this, 'Check', {
      stage,
      description: 'Ops Assistant: checks that mounted tools are as approved',
      entry: 'handlers/check-servers',
      timeoutSeconds: 60,
      memoryMb: 512,
      environment: { STAGE: stage.name, TABLE_NAME: state.table.tableName },
    });
    check.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        resources: [state.table.tableArn],
        conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [records, versions] } },
      }),
    );
    for (const [number, name] of secretNames.entries()) {
      const secret = Secret.fromSecretNameV2(this, `Secret${number}`, name);
      secret.grantRead(check);
      secret.grantRead(server.function);
    }
    server.function.addEnvironment('MOUNTED_SERVERS', '1');

    const schedule = new Rule(this, 'Schedule', {
      schedule: Schedule.rate(Duration.minutes(checkMinutes)),
      targets: [new LambdaFunction(check, { retryAttempts: 0 })],
    });
    const reason = 'A lost check is made up for by the next one, a quarter of an hour later.';
    Validations.of(check).acknowledge({ id: 'Serverless-LambdaDLQ', reason });
    Validations.of(schedule).acknowledge({ id: 'Serverless-EventBusDLQ', reason });

    this.toolsChanged = createAlarm(
      this,
      { stage, alarmTopic },
      {
        name: 'mounted-tools-changed',
        meaning:
          'Tools of a mounted server differ from what was approved, and are disabled until they are approved again.',
        metric: ownMetric(stage, 'MountedToolsChanged', { statistic: 'Maximum', minutes: checkMinutes }),
        threshold: 1,
      },
    );
  }
}

/** Approval decides which text models read, so the functions that answer callers must not approve tools. */
export function denyApproving({ function: answering }: McpFunction, { table }: OpsTable): void {
  answering.addToRolePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      resources: [table.tableArn],
      conditions: { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': [records] } },
    }),
  );
}
