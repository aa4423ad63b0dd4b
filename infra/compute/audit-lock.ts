import { Duration, Validations } from 'aws-cdk-lib';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { removalPolicyOf } from '../config/removal-policy.ts';
import type { Stage } from '../config/stages.ts';
import { type AuditTrail, recordsPrefix } from '../storage/audit-trail.ts';
import { createFunction } from './node-function.ts';

export interface AuditLockOptions {
  readonly stage: Stage;
  readonly auditTrail: AuditTrail;
}

/** Locks each object of the audit trail as soon as it is written: S3 → EventBridge → function. */
export class AuditLock extends Construct {
  /** Events of objects that could not be locked; an alarm reports them. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { stage, auditTrail: { bucket } }: AuditLockOptions) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: removalPolicyOf(stage),
    });
    const lock = createFunction(this, 'Function', {
      stage,
      description: 'Ops Assistant: locks the objects of the audit trail',
      entry: 'handlers/lock-audit-object',
      timeoutSeconds: 30,
      memoryMb: 256,
      environment: {
        RETENTION_DAYS: String(stage.audit.retentionDays),
        LOCK_MODE: stage.audit.lock.toUpperCase(),
      },
    });
    lock.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:PutObjectRetention'], resources: [bucket.arnForObjects('*')] }),
    );

    // Not `eventBridgeEnabled`: CDK would add a function with permissions on every bucket.
    (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    const created = new Rule(this, 'Created', {
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        // Only audit records: the input that Firehose could not process still contains names and must stay deletable.
        detail: {
          bucket: { name: Match.exactString(bucket.bucketName) },
          object: { key: Match.prefix(recordsPrefix) },
        },
      },
      targets: [
        new LambdaFunction(lock, {
          deadLetterQueue: this.deadLetters,
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });
    created.node.addDependency(bucket);
    this.#acknowledge(lock, created);
  }

  #acknowledge(lock: IFunction, created: Rule): void {
    const ownQueue = 'Its failures go to the dead-letter queue of the rule that calls it.';
    Validations.of(lock).acknowledge({ id: 'Serverless-LambdaDLQ', reason: ownQueue });
    Validations.of(lock.role!).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::<AuditTrailBucketA91FD435.Arn>/*]',
      reason: 'It locks new objects, whose names are not known beforehand, in this one bucket.',
    });
    Validations.of(created).acknowledge({ id: 'Serverless-EventBusDLQ', reason: ownQueue });
    const reason = 'It is a dead-letter queue itself.';
    Validations.of(this.deadLetters).acknowledge(
      { id: 'AwsSolutions-SQS3', reason },
      { id: 'Serverless-SQSRedrivePolicy', reason },
    );
  }
}
