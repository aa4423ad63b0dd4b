import { ArnFormat, Aws, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Stage } from '../../config/stages.ts';

export interface AlarmTopicOptions {
  readonly stage: Stage;
  readonly email: string | undefined;
}

/** The SNS topic that sends alarms to the person on call. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { stage, email }: AlarmTopicOptions) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'Ops Assistant alarms', enforceSSL: true });
    this.#allowAlarms(stage);
    if (!email) return;
    const mailbox = this.topic.addSubscription(new EmailSubscription(email));
    Validations.of(mailbox).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'SNS stores no undelivered e-mails; the dashboard still shows the alarm.',
    });
  }

  /** A topic policy replaces SNS's default policy, which lets the account's alarms publish. */
  #allowAlarms({ name }: Stage): void {
    const alarms = Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: `${alarmNamePrefix(name)}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': alarms },
        },
      }),
    );
  }
}

/** Prefix of all alarm names of a stage. */
export function alarmNamePrefix(stage: string): string {
  return `ops-assistant-${stage}-`;
}
