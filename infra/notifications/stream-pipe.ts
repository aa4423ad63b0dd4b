import { RemovalPolicy } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { tableDefinition } from '../../lambda/dynamodb/table-schema.ts';
import { type NotifyingChange, notifyingChanges } from '../../lambda/notifications/notifying-changes.ts';
import type { Stage } from '../config/stages.ts';
import type { OpsTable } from '../storage/table.ts';

export interface StreamPipeOptions {
  readonly stage: Stage;
  readonly state: OpsTable;
  /** The function that turns changes into notifications. */
  readonly describe: IFunction;
  readonly bus: IEventBus;
  readonly deadLetters: Queue;
}

/** Sends the table changes that can cause a notification from the stream to the event bus. */
export class StreamPipe extends Construct {
  constructor(scope: Construct, id: string, { stage, state, describe, bus, deadLetters }: StreamPipeOptions) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('pipes.amazonaws.com') });
    state.table.grantStreamRead(role);
    // Not grantInvoke: it would also permit every version.
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
      // Without the events' data, which contains text that people wrote.
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
        filterCriteria: {
          filters: notifyingChanges.map((change) => ({ pattern: JSON.stringify(filterOf(change)) })),
        },
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

/** The `source` of our events. */
export const notificationSource = 'ops-assistant';

const { partitionKey, sortKey } = tableDefinition;

/** The EventBridge pattern that matches the stream records of this change. */
function filterOf({ event, pk, sk, fields }: NotifyingChange): object {
  const image = Object.entries(fields ?? {}).map(([name, values]) => [name, { S: values }]);
  return {
    eventName: [event],
    dynamodb: {
      Keys: { ...(pk && { [partitionKey]: { S: pk } }), ...(sk && { [sortKey]: { S: sk } }) },
      ...(fields && { NewImage: Object.fromEntries(image) }),
    },
  };
}
