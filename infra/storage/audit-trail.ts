import { Duration, RemovalPolicy, Size, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  FilterPattern,
  type IFilterPattern,
  type ILogGroup,
  LogGroup,
  SubscriptionFilter,
} from 'aws-cdk-lib/aws-logs';
import { FirehoseDestination } from 'aws-cdk-lib/aws-logs-destinations';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Stage } from '../config/stages.ts';

export interface AuditTrailOptions {
  readonly stage: Stage;
  /** Log groups in which a line with `"audit": true` is an audit record. */
  readonly auditedLogs: Readonly<Record<string, ILogGroup>>;
  /** All lines are kept, because requests that the gateway rejects never reach a function. */
  readonly accessLogs: ILogGroup;
  /** The function that unpacks the lines and replaces people by pseudonyms. */
  readonly pseudonyms: IFunction;
}

export const recordsPrefix = 'records/';
const errorsPrefix = 'errors/';
const errorDays = 30;

/** Immutable copies of the audit records: log → Firehose → S3, where AuditLock locks each object. */
export class AuditTrail extends Construct {
  readonly bucket: s3.Bucket;
  readonly stream: firehose.DeliveryStream;

  constructor(
    scope: Construct,
    id: string,
    { stage, auditedLogs, accessLogs, pseudonyms }: AuditTrailOptions,
  ) {
    super(scope, id);
    this.bucket = this.#lockableBucket(stage);
    this.stream = this.#deliveryStream(stage, pseudonyms);

    const role = new Role(this, 'Subscriber', { assumedBy: new ServicePrincipal('logs.amazonaws.com') });
    const destination = new FirehoseDestination(this.stream, { role });
    const subscribe = (name: string, logGroup: ILogGroup, filterPattern: IFilterPattern) =>
      new SubscriptionFilter(this, name, { logGroup, filterPattern, destination });
    for (const [name, logGroup] of Object.entries(auditedLogs)) {
      subscribe(name, logGroup, FilterPattern.booleanValue('$.audit', true));
    }
    subscribe('AccessLogs', accessLogs, FilterPattern.allEvents());
  }

  /** The bucket outlives its stack in every stage, because locked objects cannot be deleted. */
  #lockableBucket({ audit: { retentionDays } }: Stage): s3.Bucket {
    return new s3.Bucket(this, 'Bucket', {
      objectLockEnabled: true,
      versioned: true,
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      serverAccessLogsBucket: this.#bucketOfReaders(retentionDays) as s3.IBucket,
      lifecycleRules: [
        {
          ...(retentionDays > 90 && {
            transitions: [
              { storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: Duration.days(90) },
            ],
          }),
          expiration: Duration.days(retentionDays + 1),
          noncurrentVersionExpiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
        { prefix: errorsPrefix, expiration: Duration.days(errorDays) },
      ],
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  /** Access logs of the audit trail; S3 cannot write them into a locked bucket. */
  #bucketOfReaders(retentionDays: number): s3.Bucket {
    return new s3.Bucket(this, 'Readers', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      lifecycleRules: [{ expiration: Duration.days(retentionDays) }],
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  #deliveryStream(stage: Stage, pseudonyms: IFunction): firehose.DeliveryStream {
    const errors = new LogGroup(this, 'DeliveryErrors', {
      retention: stage.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const writer = this.#writer(errors, pseudonyms);
    const stream = new firehose.DeliveryStream(this, 'Stream', {
      encryption: firehose.StreamEncryption.awsOwnedKey(),
      destination: new firehose.S3Bucket(this.bucket as s3.IBucket, {
        dataOutputPrefix: `${recordsPrefix}!{timestamp:yyyy/MM/dd/HH}/`,
        errorOutputPrefix: `${errorsPrefix}!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/`,
        fileExtension: '.jsonl.gz',
        bufferingInterval: Duration.minutes(1),
        bufferingSize: Size.mebibytes(5),
        loggingConfig: new firehose.EnableLogging(errors),
        role: writer.withoutPolicyUpdates(),
        processors: [pseudonymsProcessor(pseudonyms)],
      }),
    });
    stream.node.addDependency(writer);
    Validations.of(Stack.of(this)).acknowledge({
      id: 'CloudFormation-Validate::W7001',
      reason:
        'A table of addresses that the DeliveryStream construct always adds; only security groups use it.',
    });
    return stream;
  }

  /** Explicit permissions for Firehose: those of its construct would include deletion. */
  #writer(errors: LogGroup, pseudonyms: IFunction): Role {
    const role = new Role(this, 'Writer', { assumedBy: new ServicePrincipal('firehose.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        resources: [this.bucket.bucketArn],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'],
        resources: [this.bucket.arnForObjects('*')],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction', 'lambda:GetFunctionConfiguration'],
        resources: [pseudonyms.functionArn, `${pseudonyms.functionArn}:$LATEST`],
      }),
    );
    errors.grantWrite(role);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::<AuditTrailBucketA91FD435.Arn>/*]',
      reason: 'Firehose writes new objects, whose names are not known beforehand, into this one bucket.',
    });
    return role;
  }
}

/**
 * CDK's LambdaFunctionProcessor accepts no buffer below 1 MB, which is too large here: CloudWatch Logs sends compressed
 * packets, and the function's answer must stay within Lambda's 6 MB. The function's output is already compressed.
 */
function pseudonymsProcessor({ functionArn }: IFunction): firehose.IDataProcessor {
  return {
    props: {},
    bind: (_scope, { role }) => ({
      processorType: 'Lambda',
      processorIdentifier: { parameterName: 'LambdaArn', parameterValue: functionArn },
      parameters: Object.entries({
        LambdaArn: functionArn,
        RoleArn: role.roleArn,
        BufferSizeInMBs: '0.5',
        BufferIntervalInSeconds: '60',
        NumberOfRetries: '20',
      }).map(([parameterName, parameterValue]) => ({ parameterName, parameterValue })),
    }),
  };
}
