import { join } from 'node:path';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface TicketToIssueProps extends StackProps {
  /** The output `EventBusName` of the Ops Assistant's stack. */
  readonly busName: string;
  /** `owner/name` of the repository that gets the issues. */
  readonly repository: string;
  /** The name of a secret in Secrets Manager that holds a token for it. */
  readonly tokenSecret: string;
  readonly api?: string;
}

/** An issue for each ticket of high or critical priority, by a separate rule on the event bus. */
export class TicketToIssue extends Stack {
  constructor(scope: Construct, id: string, props: TicketToIssueProps) {
    super(scope, id, props);
    const { busName, repository, tokenSecret, api = 'https://api.github.com' } = props;
    const token = Secret.fromSecretNameV2(this, 'Token', tokenSecret);
    const open = new NodejsFunction(this, 'Open', {
      entry: join(import.meta.dirname, 'function.ts'),
      projectRoot: join(import.meta.dirname, '../..'),
      depsLockFilePath: join(import.meta.dirname, '../../package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(30),
      // One at a time: openIssue looks for an issue before it opens one.
      reservedConcurrentExecutions: 1,
      environment: { GITHUB_API: api, GITHUB_REPOSITORY: repository, TOKEN_SECRET: tokenSecret },
    });
    token.grantRead(open);

    new Rule(this, 'TicketCreated', {
      eventBus: EventBus.fromEventBusName(this, 'Bus', busName),
      eventPattern: {
        source: ['ops-assistant'],
        detailType: ['Ticket created'],
        detail: { priority: ['high', 'critical'] },
      },
      targets: [
        new LambdaFunction(open, {
          retryAttempts: 20,
          maxEventAge: Duration.hours(6),
          deadLetterQueue: new Queue(this, 'Undelivered', {
            enforceSSL: true,
            retentionPeriod: Duration.days(14),
          }),
        }),
      ],
    });
  }
}
