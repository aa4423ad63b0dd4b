import { Duration, SecretValue, Validations } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { notificationTypes } from '../../lambda/notifications/notification.ts';
import { createFunction } from '../compute/node-function.ts';
import { removalPolicyOf } from '../config/removal-policy.ts';
import type { Stage } from '../config/stages.ts';
import type { AlarmTopic } from '../monitoring/alarms/alarm-topic.ts';
import { createAlarm } from '../monitoring/alarms/create-alarm.ts';
import type { OpsTable } from '../storage/table.ts';
import { notificationSource, StreamPipe } from './stream-pipe.ts';

export interface NotificationsOptions {
  readonly stage: Stage;
  readonly state: OpsTable;
  readonly alarmTopic: AlarmTopic;
  readonly slackWebhookSecret: string | undefined;
  /** E-mail addresses that get every notification. */
  readonly emails: readonly string[];
  /** Names of the secrets that contain webhook URLs; each webhook gets every notification as JSON. */
  readonly webhookSecrets: readonly string[];
  readonly includeTitles: boolean;
}

/** Notifies people of changes: table stream → pipe → event bus → SNS topic, and optionally Slack. */
export class Notifications extends Construct {
  readonly bus: events.EventBus;
  readonly topic: Topic;
  /** Notifications that could not be delivered; an alarm reports them. */
  readonly deadLetters: Queue;
  readonly undelivered: Alarm;

  constructor(
    scope: Construct,
    id: string,
    {
      stage,
      state,
      alarmTopic,
      slackWebhookSecret,
      emails,
      webhookSecrets,
      includeTitles,
    }: NotificationsOptions,
  ) {
    super(scope, id);
    this.deadLetters = this.#deadLetters(stage);
    this.undelivered = createAlarm(
      this,
      { stage, alarmTopic },
      {
        name: 'undelivered',
        meaning:
          'Notifications of tickets or stock could not be delivered; they are in the dead-letter queue.',
        metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({
          period: Duration.minutes(5),
          statistic: 'Maximum',
        }),
        threshold: 1,
      },
    );
    this.bus = new events.EventBus(this, 'Bus', { eventBusName: `ops-assistant-${stage.name}` });
    this.topic = new Topic(this, 'Topic', { displayName: 'Ops Assistant', enforceSSL: true });
    for (const email of emails) this.#subscribe(email);

    const describe = createFunction(this, 'Describe', {
      stage,
      description: 'Ops Assistant: creates notifications of changes to the table',
      entry: 'handlers/stream-notifications',
      environment: { LOW_STOCK_BELOW: String(stage.lowStockBelow), NOTICE_TITLES: String(includeTitles) },
      timeoutSeconds: 10,
      memoryMb: 256,
    });
    Validations.of(describe).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'The pipe calls it and waits; failed events go to the dead-letter queue of the pipe.',
    });
    new StreamPipe(this, 'Pipe', {
      stage,
      state,
      describe,
      bus: this.bus as events.IEventBus,
      deadLetters: this.deadLetters,
    });

    const text = events.EventField.fromPath('$.detail.text');
    this.#rule(
      'ToTopic',
      new targets.SnsTopic(this.topic, {
        ...this.#delivery(),
        message: events.RuleTargetInput.fromText(text),
      }),
    );
    if (slackWebhookSecret) {
      this.#rule(
        'ToSlack',
        this.#webhook('Slack', slackWebhookSecret, events.RuleTargetInput.fromObject({ text })),
      );
    }
    for (const [at, secretName] of webhookSecrets.entries()) {
      this.#rule(`ToWebhook${at + 1}`, this.#webhook(`Webhook${at + 1}`, secretName));
    }
  }

  #subscribe(email: string): void {
    const mailbox = this.topic.addSubscription(new EmailSubscription(email));
    Validations.of(mailbox).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'SNS stores no undelivered e-mails; the table contains the changes that they report.',
    });
  }

  #rule(id: string, target: events.IRuleTarget): void {
    new events.Rule(this, id, {
      eventBus: this.bus,
      eventPattern: { source: [notificationSource], detailType: [...notificationTypes] },
      targets: [target],
    });
  }

  #delivery() {
    return { deadLetterQueue: this.deadLetters, retryAttempts: 5, maxEventAge: Duration.hours(2) };
  }

  /** The webhook's URL is a secret, so the template contains only a reference to it. */
  #webhook(id: string, secretName: string, event?: events.RuleTargetInput): targets.ApiDestination {
    const connection = new events.Connection(this, `${id}Connection`, {
      // EventBridge requires an authorization for every connection; Slack ignores it.
      authorization: events.Authorization.apiKey('X-Sender', SecretValue.unsafePlainText('ops-assistant')),
    });
    const destination = new events.ApiDestination(this, id, {
      connection,
      // By name, not by ARN: CDK would mistake a name that ends like a Secrets Manager suffix for a complete ARN.
      endpoint: SecretValue.secretsManager(secretName).unsafeUnwrap(),
      httpMethod: events.HttpMethod.POST,
      rateLimitPerSecond: 1,
    });
    return new targets.ApiDestination(destination as events.IApiDestination, {
      ...this.#delivery(),
      ...(event && { event }),
    });
  }

  #deadLetters(stage: Stage): Queue {
    const queue = new Queue(this, 'DeadLetters', {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: removalPolicyOf(stage),
    });
    const reason = 'It is a dead-letter queue itself.';
    Validations.of(queue).acknowledge(
      { id: 'AwsSolutions-SQS3', reason },
      { id: 'Serverless-SQSRedrivePolicy', reason },
    );
    return queue;
  }
}
