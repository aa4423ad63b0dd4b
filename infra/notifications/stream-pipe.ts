import { RemovalPolicy } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { keys, tableDefinition } from '../../lambda/dynamodb/table-schema.ts';
import type { Stage } from '../config/stages.ts';
import type { OpsTable } from '../storage/table.ts';

export interface StreamPipeOptions {
  readonly stage: Stage;
  readonly state: OpsTable;
  /** Turns changes into notices. */
  readonly describe: IFunction;
  readonly bus: IEventBus;
  readonly deadLetters: Queue;
}

/** Carries the few changes that make a notice from the table's stream to the event bus. */
export class StreamPipe extends Construct {
  constructor(scope: Construct, id: string, { stage, state, describe, bus, deadLetters }: StreamPipeOptions) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('pipes.amazonaws.com') });
    state.table.grantStreamRead(role);
    // Not grantInvoke, which would allow every version besides.
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [describe.functionArn] }),
    );
    bus.grantPutEventsTo(role);
    deadLetters.grantSendMessages(role);

    const errors = new LogGroup(this, 'Errors', {
      retention: stage.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new CfnPipe(this, 'Pipe', {
      roleArn: role.roleArn,
      // Without the data of the events, which are what people wrote.
      logConfiguration: { level: 'ERROR', cloudwatchLogsLogDestination: { logGroupArn: errors.logGroupArn } },
      source: state.table.tableStreamArn!,
      sourceParameters: {
        dynamoDbStreamParameters: {
          startingPosition: 'LATEST',
          batchSize: 10,
          maximumRetryAttempts: 5,
          maximumRecordAgeInSeconds: 7_200,
          onPartialBatchItemFailure: 'AUTOMATIC_BISECT',
          deadLetterConfig: { arn: deadLetters.queueArn },
        },
        filterCriteria: { filters: filters.map((filter) => ({ pattern: JSON.stringify(filter) })) },
      },
      enrichment: describe.functionArn,
      target: bus.eventBusArn,
      targetParameters: {
        eventBridgeEventBusParameters: { source: notificationSource, detailType: '$.type' },
        inputTemplate: '<$.detail>',
      },
    }).node.addDependency(role);
  }
}

/** What notices say that they come from. */
export const notificationSource = 'ops-assistant';

const { partitionKey, sortKey } = tableDefinition;

/** Imports write audit records as well, under another action: a thousand new tickets at once make no notification. */
const filters = [
  {
    eventName: ['INSERT'],
    dynamodb: {
      Keys: { [sortKey]: { S: [{ prefix: prefixOf(keys.ticketAudit('', 0).sk) }] } },
      NewImage: { action: { S: ['create_ticket', 'update_ticket_status'] } },
    },
  },
  {
    eventName: ['MODIFY'],
    dynamodb: {
      Keys: {
        [partitionKey]: { S: [{ prefix: keys.ticket('').pk }] },
        [sortKey]: { S: [keys.ticket('').sk] },
      },
    },
  },
  {
    eventName: ['MODIFY'],
    dynamodb: { Keys: { [partitionKey]: { S: [keys.item('').pk, keys.policy('').pk] } } },
  },
  {
    eventName: ['MODIFY'],
    dynamodb: {
      Keys: { [partitionKey]: { S: [keys.mountedServer('').pk] } },
      NewImage: { state: { S: ['changed', 'gone'] } },
    },
  },
];

/** `AUDIT#000000000001` → `AUDIT#` */
function prefixOf(key: string): string {
  return key.slice(0, key.indexOf('#') + 1);
}
